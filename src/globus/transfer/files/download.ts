/**
 * Reading a collection's file over HTTPS.
 *
 * @module
 */

import { ArgumentRangeError, ArgumentTypeError } from "../../../argument_error.ts";
import type { Client } from "../../../http/client.ts";
import { type Checksum, digestFor } from "../../../http/files/digest.ts";
import { openIncoming } from "../../../http/files/incoming_file.ts";
import { incomingStream } from "../../../http/files/incoming_stream.ts";
import type { ByteProgress } from "../../../http/files/save_file.ts";
import { filePath } from "./_file_path.ts";
import { checkOptions, type OptionKinds } from "../../../options.ts";

export type { ByteProgress, Checksum };

/**
 * What of a file is read, and how.
 *
 * @category Files
 */
export interface DownloadOptions {
  /**
   * How many bytes to leave out at the beginning, to go on with a file that is there in part.
   *
   * @default {0}
   */
  readonly offset?: number | undefined;
  /** The checksum that the whole file must have; not beside an offset. */
  readonly checksum?: Checksum | undefined;
  /** Is told of every piece. */
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
  /** Gives up, also while the stream is read. */
  readonly signal?: AbortSignal | undefined;
}

const downloadKinds: OptionKinds<DownloadOptions> = {
  offset: "number",
  checksum: "object",
  onProgress: "function",
  signal: "signal",
};

/**
 * A file that is being read.
 *
 * @category Files
 */
export interface Download {
  /**
   * Its bytes, fetched as they are wanted, all of one version of the file. A connection that breaks off
   * is taken up again where it ended; the stream fails with NetworkError when that is no use, when
   * nothing proves that the rest would be of the same version, or when the checksum is not the one that
   * was given.
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
 * @throws {ApiError} When there is no such file or it may not be read, and when the answer is a folder
 * or a login page.
 * @throws {RangeError} When the offset is not a count.
 * @throws {TypeError} When the path is not a file's, a checksum stands beside an offset, or no file can
 * have that checksum.
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
 *
 * @category Files
 */
export async function download(
  client: Client,
  path: string,
  options: DownloadOptions = {},
): Promise<Download> {
  checkOptions(options, downloadKinds);
  const { offset = 0, checksum, onProgress, signal } = options;
  if (!(Number.isSafeInteger(offset) && offset >= 0)) {
    throw new ArgumentRangeError(`offset must be a whole number of at least 0: it is ${offset}`);
  }
  if (checksum !== undefined && offset > 0) {
    throw new ArgumentTypeError("A checksum is the whole file's: leave out checksum or offset");
  }
  const place = filePath(path);
  // Before anything is asked for.
  await digestFor(checksum);
  const incoming = await openIncoming(client, {
    path: place,
    ranges: true,
    beginsAgain: false,
    offset,
    signal,
  });
  const stream = await incomingStream(incoming, { checksum, onProgress });
  return { stream, size: incoming.version.size, headers: incoming.headers };
}
