/** How long a collection says that a file is. */

import { call } from "../../../http/call.ts";
import type { Client } from "../../../http/client.ts";
import { spanOf } from "../../../http/files/file_version.ts";
import { notAFile } from "../../../http/files/not_a_file.ts";
import { askSize, type ToldSize } from "../../../http/files/told_size.ts";
import { callUrl } from "../../../http/path.ts";

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
): Promise<ToldSize> {
  const { timeoutMs, signal } = options;
  return await askSize(async () => {
    const { status, headers } = await call(client, "HEAD", place, {
      // Packed, it would have another length.
      headers: { accept: "*/*", "accept-encoding": "identity" },
      timeoutMs,
      signal,
    });
    const fault = notAFile(status, headers, callUrl(client.baseUrl, place));
    return fault === undefined ? spanOf(status, headers)?.size : "no file";
  });
}
