/**
 * Writing a file of this machine to a collection over HTTPS.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import { openFile } from "../../../http/files/open_file.ts";
import { upload, type UploadOptions, type UploadResult } from "./upload.ts";
import { checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * As those of {@linkcode upload}, but that it opens the file again itself.
 *
 * @category Files
 */
export type UploadFileOptions = Omit<UploadOptions, "again">;

const uploadFileKinds: OptionKinds<UploadFileOptions> = {
  contentType: "text",
  checksum: "text",
  onProgress: "function",
  timeoutMs: "number",
  signal: "signal",
};

/**
 * Sends a file of this machine (`PUT` on the collection's `https_server`); what is at the path already is
 * replaced. A file of up to 4 MiB goes with its size and is sent again after a failure, a larger one
 * piece by piece, and again after 429 and 503 or with a renewed token: no more than a piece is in memory
 * at once. It is whole: what changes while it is read
 * is not sent to its end, and the collection is asked how many bytes it has, where it lets itself be
 * asked.
 *
 * @param client A client for the collection's files.
 * @param source The path of the file to send.
 * @param path The file's path on the collection.
 * @param options As those of `upload`; the progress knows the size.
 * @throws {FileError} When the file cannot be read, or changes while it is read.
 * @throws {ApiError} When it may not be written.
 * @throws {NetworkError} When no answer comes, one comes before all was sent, the collection does not
 * have all bytes, or it is given up.
 * @throws {PermissionNeededError} When Deno may not read the file.
 *
 * @example
 * ```ts
 * import { collectionClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const files = collectionClient("https://g-1234.data.globus.org", {
 *   fetch: async (_url, init) => {
 *     await new Response(init?.body).bytes();
 *     return new Response("");
 *   },
 * });
 * const source = await Deno.makeTempFile();
 * await Deno.writeTextFile(source, "some data");
 * assertEquals((await files.uploadFile(source, "/run 7/a.txt")).bytes, 9);
 * await Deno.remove(source);
 * ```
 *
 * @category Files
 */
export async function uploadFile(
  client: Client,
  source: string,
  path: string,
  options: UploadFileOptions = {},
): Promise<UploadResult> {
  checkOptions(options, uploadFileKinds);
  const { onProgress } = options;
  await using file = await openFile(source, options);
  return await upload(client, path, file.body, {
    ...options,
    again: file.again,
    onProgress: ({ bytes }) => onProgress?.({ bytes, total: file.size }),
  });
}
