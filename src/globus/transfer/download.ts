/**
 * Reading a collection's file over HTTPS.
 *
 * @module
 */

import type { Client } from "../../http/client.ts";
import { isApiError, isNetworkError, NetworkError } from "../../http/errors.ts";
import { type OpenReply, openReply } from "../../http/open_reply.ts";
import { callUrl } from "../../http/path.ts";
import { retryDelayMs } from "../../http/retry.ts";
import { type ChecksumAlgorithm, type Digest, digest } from "./_digest.ts";
import { filePath } from "./_file_path.ts";
import { pause } from "./_pause.ts";

/** How far a file has come. */
export interface ByteProgress {
  /** How many bytes have come or gone, those before the offset included. */
  readonly bytes: number;
  /** How many there are, where that is known. */
  readonly total: number | undefined;
}

/** A checksum that a file must have. */
export interface Checksum {
  /** How it is made. */
  readonly algorithm: ChecksumAlgorithm;
  /** The checksum, in hexadecimal. */
  readonly value: string;
}

/** What of a file is read, and how. */
export interface DownloadOptions {
  /**
   * How many bytes to leave out at the beginning, to go on with a file that is there in part.
   *
   * @default {0}
   */
  readonly offset?: number;
  /** The checksum that the whole file must have; not beside an offset. */
  readonly checksum?: Checksum;
  /** Is told of every piece. */
  readonly onProgress?: (progress: ByteProgress) => void;
  /** Gives up, also while the stream is read. */
  readonly signal?: AbortSignal;
}

/** A file that is being read. */
export interface Download {
  /**
   * Its bytes, fetched as they are wanted. A connection that breaks off is taken up again where it
   * ended; the stream fails with NetworkError when that is no use, when the file has changed
   * meanwhile, or when its checksum is not the one that was given.
   */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** How many bytes the whole file has, where the service says. */
  readonly size: number | undefined;
  /** The headers of the service's answer. */
  readonly headers: Headers;
}

/**
 * Reads a file (`GET` on the collection's `https_server`), piece by piece: no more than a piece is in
 * memory at once.
 *
 * @param client A client for the collection's files.
 * @param path The file's path.
 * @param options See {@linkcode DownloadOptions}.
 * @throws {ApiError} When there is no such file or it may not be read.
 * @throws {RangeError} When the offset is no count.
 * @throws {TypeError} When the path is no file's, or a checksum stands beside an offset.
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
 * const { stream } = await files.download("/run 7/a.txt");
 * assertEquals(await new Response(stream).text(), "some data");
 * ```
 */
export async function download(
  client: Client,
  path: string,
  options: DownloadOptions = {},
): Promise<Download> {
  const { offset = 0, checksum, onProgress, signal } = options;
  if (!(Number.isSafeInteger(offset) && offset >= 0)) {
    throw new RangeError(`offset must be a whole number of at least 0: it is ${offset}`);
  }
  if (checksum !== undefined && offset > 0) {
    throw new TypeError("A checksum is the whole file's: leave out checksum or offset");
  }
  const place = filePath(path);
  const sum = checksum === undefined ? undefined : await digest(checksum.algorithm);
  const first = await openAt(client, place, offset, undefined, signal);
  const size = sizeOf(first, offset);
  const pieces = read(client, place, first, { offset, size, signal });
  let bytes = offset;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller): Promise<void> {
      const { done, value } = await pieces.next();
      if (done) {
        checkSum(client, place, sum, checksum);
        return controller.close();
      }
      bytes += value.length;
      sum?.update(value);
      onProgress?.({ bytes, total: size });
      controller.enqueue(value);
    },
    async cancel(): Promise<void> {
      await pieces.return();
    },
    // Nothing is fetched before it is wanted.
  }, { highWaterMark: 0 });
  return { stream, size, headers: first.headers };
}

interface Span {
  readonly offset: number;
  readonly size: number | undefined;
  readonly signal: AbortSignal | undefined;
}

async function* read(
  client: Client,
  place: string,
  first: OpenReply,
  { offset, size, signal }: Span,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let at = offset;
  let failures = 0;
  let { body } = first;
  const tag = first.headers.get("etag") ?? first.headers.get("last-modified") ?? undefined;
  while (true) {
    try {
      for await (const piece of body) {
        failures = 0;
        at += piece.length;
        yield piece;
      }
      if (size === undefined || at >= size) return;
      throw torn(client, place, `it ended after ${at} of ${size} bytes`);
    } catch (cause) {
      if (isNetworkError(cause) && cause.reason === "aborted") throw cause;
      if (failures >= client.retry.retries) {
        throw torn(client, place, `the file broke off after ${at} bytes`, cause);
      }
      const ms = retryDelayMs(client.retry, failures++, null, { now: client.now });
      await pause(client, ms, place, signal);
      ({ body } = await openAt(client, place, at, tag, signal));
    }
  }
}

/** Asks for a file from a byte on, and makes sure that it is what comes. */
async function openAt(
  client: Client,
  place: string,
  offset: number,
  tag: string | undefined,
  signal: AbortSignal | undefined,
): Promise<OpenReply> {
  const range = offset === 0 ? {} : {
    range: `bytes=${offset}-`,
    ...(tag === undefined || tag.startsWith("W/") ? {} : { "if-range": tag }),
  };
  // Packed bytes could not be counted.
  const headers = { accept: "*/*", "accept-encoding": "identity", ...range };
  const open = await openReply(client, "GET", place, {
    headers,
    ...(signal === undefined ? {} : { signal }),
  }).catch((error) => {
    if (offset === 0 || !isApiError(error) || error.status !== 416) throw error;
    throw torn(client, place, `the file has no more than ${offset} bytes`, error);
  });
  if (offset === 0) return open;
  const from = /^bytes (\d+)-/.exec(open.headers.get("content-range") ?? "")?.[1];
  if (open.status === 206 && Number(from) === offset) return open;
  await open.body.cancel();
  throw torn(
    client,
    place,
    "the file has changed, or the collection does not serve parts of files; begin anew",
  );
}

function sizeOf({ status, headers }: OpenReply, offset: number): number | undefined {
  const text = status === 206
    ? /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1]
    : headers.get("content-length") ?? undefined;
  if (text === undefined || !/^\d+$/.test(text) || Number(text) < offset) return undefined;
  return Number(text);
}

function checkSum(
  client: Client,
  place: string,
  sum: Digest | undefined,
  wanted: Checksum | undefined,
): void {
  if (sum === undefined || wanted === undefined) return;
  const got = sum.hex();
  if (got === wanted.value.toLowerCase()) return;
  throw torn(client, place, `its ${wanted.algorithm} is ${got}, not ${wanted.value}; begin anew`);
}

function torn(client: Client, place: string, detail: string, cause?: unknown): NetworkError {
  const url = callUrl(client.baseUrl, place);
  return new NetworkError("torn body", "GET", url, detail, cause === undefined ? {} : { cause });
}
