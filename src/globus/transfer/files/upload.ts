/**
 * Writing a collection's file over HTTPS.
 *
 * @module
 */

import { call } from "../../../http/call.ts";
import type { Client } from "../../../http/client.ts";
import { ApiError, NetworkError } from "../../../http/reply/errors.ts";
import { exchange } from "../../../http/request/exchange.ts";
import { type ChecksumAlgorithm, digest } from "../../../http/files/digest.ts";
import { otherPage } from "../../../http/files/not_a_file.ts";
import { sentFault } from "../../../http/files/told_size.ts";
import { small } from "../../../http/files/open_file.ts";
import type { ByteProgress } from "../../../http/files/save_file.ts";
import { callUrl } from "../../../http/path.ts";
import { readReply, type Reply } from "../../../http/reply/reply.ts";
import { filePath } from "./_file_path.ts";
import { fileSize } from "./_file_size.ts";
import { checkOptions, type OptionKinds, requiredContents } from "../../../options.ts";

/**
 * How a file is written.
 *
 * @category Files
 */
export interface UploadOptions {
  /** The file's media type. */
  readonly contentType?: string | undefined;
  /** Makes a checksum on the way, to compare with one of the file. */
  readonly checksum?: ChecksumAlgorithm | undefined;
  /** Is told of every piece. */
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
  /**
   * How long all of it may take, in milliseconds.
   *
   * @default {as long as 100 kB a second take, on top of the client's time-out; for what is sent piece
   * by piece no limit while something moves within the client's time-out}
   */
  readonly timeoutMs?: number | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Opens the stream that is sent once more: with it, it is sent again after 429 and 503, which say that
   * nothing was done, and where the token had to be renewed.
   */
  readonly again?: (() => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>) | undefined;
}

const uploadKinds: OptionKinds<UploadOptions> = {
  contentType: "text",
  checksum: "text",
  onProgress: "function",
  timeoutMs: "number",
  signal: "signal",
  again: "function",
};

/**
 * A file that was written.
 *
 * @category Files
 */
export interface UploadResult {
  /** How many bytes were sent; of a `Blob` its size. */
  readonly bytes: number;
  /** Their checksum in hexadecimal, where one was asked for. */
  readonly checksum: string | undefined;
}

/**
 * Writes a file (`PUT` on the collection's `https_server`), and asks the collection how many bytes it has
 * then (`HEAD`), where it lets itself be asked. A `Blob` (of a file, say) or text is sent with its size
 * and sent again after a failure; a stream, and what has more than 4 MiB beside `onProgress` or
 * `checksum`, goes out piece by piece as it comes, and again only where `again` opens it once more.
 *
 * @param client A client for the collection's files.
 * @param path The file's path.
 * @param source What to write.
 * @param options See {@linkcode UploadOptions}.
 * @throws {ApiError} When it may not be written.
 * @throws {NetworkError} When no answer comes, one comes before all was sent, or the collection does not
 * have all bytes.
 * @throws {TypeError} When the path is not a file's, or a stream gives anything but bytes.
 *
 * @example
 * ```ts
 * import { collectionClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const files = collectionClient("https://g-1234.data.globus.org", {
 *   fetch: () => Promise.resolve(new Response("")),
 * });
 * assertEquals((await files.upload("/run 7/a.txt", "some data")).bytes, 9);
 * ```
 *
 * @category Files
 */
export async function upload(
  client: Client,
  path: string,
  source: Blob | Uint8Array<ArrayBuffer> | string | ReadableStream<Uint8Array<ArrayBuffer>>,
  options: UploadOptions = {},
): Promise<UploadResult> {
  checkOptions(options, uploadKinds);
  const { checksum, onProgress, timeoutMs, signal } = options;
  const place = filePath(path);
  requiredContents(source);
  const isBytes = typeof source === "string" || source instanceof Uint8Array;
  const whole = isBytes ? new Blob([source]) : source;
  const type = options.contentType ?? (whole instanceof Blob && whole.type || undefined);
  const given = {
    headers: { "content-type": type ?? "application/octet-stream" },
    timeoutMs,
    signal,
  };
  const begun = () => checksum === undefined ? undefined : digest(checksum);
  let sum = await begun();
  const isWatched = onProgress !== undefined || sum !== undefined;
  const total = whole instanceof Blob ? whole.size : undefined;
  let bytes = 0;
  if (whole instanceof Blob && (!isWatched || whole.size <= small)) {
    demandStored(client, place, await call(client, "PUT", place, { ...given, blob: whole }));
    bytes = whole.size;
    sum?.update(await whole.bytes());
    onProgress?.({ bytes, total });
  } else {
    const onPiece = (piece: Uint8Array): void => {
      bytes += piece.length;
      sum?.update(piece);
      onProgress?.({ bytes, total });
    };
    const stream = whole instanceof Blob ? whole.stream() : whole;
    const reopen = whole instanceof Blob ? () => Promise.resolve(whole.stream()) : options.again;
    const again = reopen && (async () => {
      bytes = 0;
      sum = await begun();
      return await reopen();
    });
    const call = { ...given, stream, onPiece, again };
    demandStored(client, place, (await exchange(client, "PUT", place, call, readReply)).answer);
  }
  await demandArrived(client, place, bytes, options);
  return { bytes, checksum: sum?.hex() };
}

/** What a collection answers to a file that it has (RFC 9110, 9.3.4). */
const stored = [200, 201, 204];

function demandStored(client: Client, place: string, { status, headers, text }: Reply): void {
  const url = callUrl(client.baseUrl, place);
  // A page by itself is not a bad sign: Apache words its 201 in one.
  const page = otherPage(new TextEncoder().encode(text), url, headers);
  if (stored.includes(status) && page === undefined) return;
  throw new ApiError({
    service: client.service,
    method: "PUT",
    url,
    status,
    explanation: "its answer does not say that the file is there",
    text: "",
    ...page,
  });
}

/** Asks the collection how many bytes it has: its answer to the upload may have come too early. */
async function demandArrived(
  client: Client,
  place: string,
  bytes: number,
  options: UploadOptions,
): Promise<void> {
  const detail = sentFault(bytes, await fileSize(client, place, options), "the collection");
  if (detail === undefined) return;
  throw new NetworkError("torn body", "PUT", callUrl(client.baseUrl, place), detail);
}
