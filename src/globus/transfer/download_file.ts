/**
 * Reading a collection's file over HTTPS into a file of this machine.
 *
 * @module
 */

import type { Client } from "../../http/client.ts";
import { type SavedFile, saveFile } from "../../http/local_file.ts";
import { download, type DownloadOptions } from "./download.ts";

/** How a file is fetched. */
export interface DownloadFileOptions extends Omit<DownloadOptions, "offset"> {
  /**
   * Replace a file that is there.
   *
   * @default {false}
   */
  readonly overwrite?: boolean;
}

/** A file that was fetched: where it lies now, and how many bytes it has. */
export type DownloadedFile = SavedFile;

/**
 * Fetches a file (`GET` on the collection's `https_server`) into a file of this machine. It is written
 * beside its place and put there when it is whole: whoever looks sees the file before or after, and
 * nothing stays where the fetching fails or is given up.
 *
 * @param client A client for the collection's files.
 * @param path The file's path on the collection.
 * @param target The path of the file to write.
 * @param options See {@linkcode DownloadFileOptions}.
 * @throws {FileError} When the target is there and `overwrite` is not set, or cannot be written.
 * @throws {ApiError} When there is no such file or it may not be read.
 * @throws {NetworkError} When the file breaks off for good, has changed meanwhile, or has another checksum.
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
 */
export async function downloadFile(
  client: Client,
  path: string,
  target: string,
  options: DownloadFileOptions = {},
): Promise<DownloadedFile> {
  const { overwrite = false, ...given } = options;
  return await saveFile(target, async () => (await download(client, path, given)).stream, {
    overwrite,
  });
}
