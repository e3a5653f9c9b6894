/**
 * Reading a collection's file over HTTPS into a file of this machine.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import { type KeptFile, type SavedFile, saveFile } from "../../../http/files/save_file.ts";
import { collectionFile } from "./_collection_file.ts";
import type { DownloadOptions } from "./download.ts";
import { checkOptions, type OptionKinds, requiredClient } from "../../../options.ts";

export type { KeptFile };

/**
 * How a file is fetched.
 *
 * @category Files
 */
export interface DownloadFileOptions extends Omit<DownloadOptions, "offset"> {
  /**
   * Replace a file that is there; it keeps its mode.
   *
   * @default {false}
   */
  readonly overwrite?: boolean | undefined;
  /** Is told of a part that stays, for the next run to go on with. */
  readonly onKept?: ((part: KeptFile) => void) | undefined;
}

const downloadFileKinds: OptionKinds<DownloadFileOptions> = {
  checksum: "object",
  onProgress: "function",
  signal: "signal",
  overwrite: "flag",
  onKept: "function",
};

/**
 * A file that was fetched: where it is now, and how many bytes it has.
 *
 * @category Files
 */
export type DownloadedFile = SavedFile;

/**
 * Fetches a file (`GET` on the collection's `https_server`) into a file of this machine. It is written
 * beside its place and put there when it is whole: whoever looks sees the file before or after, and all
 * of it is of one version. Nothing stays where the fetching fails or is given up, but for the part of a
 * file of 64 MiB or more that has a strong validator: doing the same again goes on with it.
 *
 * @param client A client for the collection's files.
 * @param path The file's path on the collection.
 * @param target The path of the file to write.
 * @param options See {@linkcode DownloadFileOptions}.
 * @throws {FileError} When the target is there and `overwrite` is not set, or cannot be written.
 * @throws {ApiError} When there is no such file or it may not be read, and when the answer is a folder
 * or a login page.
 * @throws {NetworkError} When the file breaks off for good, changes again and again, or has another
 * checksum.
 * @throws {TypeError} When the path is not a file's, or no file can have that checksum.
 * @throws {PermissionNeededError} When Deno may not write beside the target.
 *
 * @example
 * ```ts
 * import { collectionClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const files = collectionClient("https://g-1234.data.globus.org", {
 *   fetch: () => Promise.resolve(new Response("some data")),
 * });
 * const folder = await Deno.makeTempDir();
 * const { bytes } = await files.downloadFile("/run 7/a.txt", `${folder}/a.txt`);
 * assertEquals([bytes, await Deno.readTextFile(`${folder}/a.txt`)], [9, "some data"]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @category Files
 */
export async function downloadFile(
  client: Client,
  path: string,
  target: string,
  options: DownloadFileOptions = {},
): Promise<DownloadedFile> {
  checkOptions(options, downloadFileKinds);
  requiredClient(client);
  const { overwrite = false, signal } = options;
  return await saveFile(target, collectionFile(client, path, signal), { ...options, overwrite });
}
