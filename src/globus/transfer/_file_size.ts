/** How long a collection says that a file is. */

import { call } from "../../http/call.ts";
import type { Client } from "../../http/client.ts";
import { isApiError } from "../../http/errors.ts";
import { spanOf } from "../../http/files/file_version.ts";
import { notAFile } from "../../http/files/not_a_file.ts";
import { callUrl } from "../../http/path.ts";

/** What a collection may answer that does not let everybody look at what they wrote or read. */
const mayNotAsk = [401, 403, 405, 501];

/**
 * Asks a collection how many bytes a file has (`HEAD`).
 *
 * @param client A client for the collection's files.
 * @param place The file's path, encoded.
 * @param options What the call may take.
 * @returns Nothing where it does not say, or does not let itself be asked; `"no file"` for a folder.
 * @throws {ApiError} When there is no such file.
 */
export async function fileSize(
  client: Client,
  place: string,
  options: { readonly timeoutMs?: number | undefined; readonly signal?: AbortSignal | undefined },
): Promise<number | "no file" | undefined> {
  const { timeoutMs, signal } = options;
  const reply = await call(client, "HEAD", place, {
    // Packed, it would have another length.
    headers: { accept: "*/*", "accept-encoding": "identity" },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error) => {
    if (isApiError(error) && mayNotAsk.includes(error.status)) return undefined;
    throw error;
  });
  if (reply === undefined) return undefined;
  const { status, headers } = reply;
  const fault = notAFile(status, headers, callUrl(client.baseUrl, place));
  return fault === undefined ? spanOf(status, headers)?.size : "no file";
}
