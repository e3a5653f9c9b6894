/**
 * What is in the files of Tapis v3: sent and fetched as streams, so that none has to fit into memory.
 *
 * @module
 */

import { ArgumentRangeError, ArgumentTypeError } from "../../../argument_error.ts";
import type { Client } from "../../../http/client.ts";
import { NetworkError } from "../../../http/reply/errors.ts";
import { exchange } from "../../../http/request/exchange.ts";
import { incomingStream } from "../../../http/files/incoming_stream.ts";
import type { ByteProgress } from "../../../http/files/save_file.ts";
import { sentFault } from "../../../http/files/told_size.ts";
import { callUrl } from "../../../http/path.ts";
import { readReply } from "../../../http/reply/reply.ts";
import { demandDone } from "../../envelope.ts";
import { contentKinds, type ContentOptions, incomingContents, listedSize } from "./_content.ts";
import { filePath, opsPath } from "./file_path.ts";
import { checkOptions, type OptionKinds, requiredContents } from "../../../options.ts";

/**
 * What may be uploaded. A stream can be sent only once, unless `again` opens it once more.
 *
 * @category Files
 */
export type UploadSource = ReadableStream<Uint8Array> | Blob | Uint8Array<ArrayBuffer> | string;

export type { ByteProgress };

/**
 * How a file is sent.
 *
 * @category Files
 */
export interface UploadOptions extends ContentOptions {
  /**
   * Opens the stream that is sent once more: with it, it is sent again after 429 and 503, which say that
   * nothing was done, and where the token had to be renewed.
   */
  readonly again?: (() => Promise<ReadableStream<Uint8Array>>) | undefined;
}

const uploadKinds: OptionKinds<UploadOptions> = { ...contentKinds, again: "function" };

/**
 * Uploads a file (`POST /v3/files/ops/{systemId}/{path}`, tapipy's `insert()`), and asks the service how
 * many bytes it lists then, where it lets itself be asked; one that is there is replaced. What is not a
 * stream goes with its size, and is sent again after a failure that may pass.
 *
 * @param client A Tapis v3 client.
 * @param systemId The system.
 * @param path Where it goes, name included.
 * @param source What it holds.
 * @param options `timeoutMs`, `signal`; `again` opens a stream once more.
 * @throws {TypeError} When the path holds a dot segment, or names the system's own folder.
 * @throws {ApiError} When the service refuses.
 * @throws {NetworkError} When it answers before all was sent, or does not have all bytes.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * await tapis.upload("lab", "notes/today.txt", "It works.\n");
 * const { body } = await tapis.download("lab", "notes/today.txt");
 * assertEquals(await new Response(body).text(), "It works.\n");
 * ```
 *
 * @category Files
 */
export async function upload(
  client: Client,
  systemId: string,
  path: string,
  source: UploadSource,
  options: UploadOptions = {},
): Promise<void> {
  checkOptions(options, uploadKinds);
  const { again, timeoutMs, signal } = options;
  requiredContents(source);
  const file = filePath(path);
  if (file === "") throw new ArgumentTypeError("The path names no file: give it a name");
  if (path.endsWith("/")) {
    throw new ArgumentTypeError(
      `The path ${JSON.stringify(path)} is a folder's: give the file a name in it`,
    );
  }
  const name = decodeURIComponent(file.slice(file.lastIndexOf("/") + 1));
  const boundary = `keyferry-${crypto.randomUUID()}`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; ` +
    `filename="${quoted(name)}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  let bytes = 0;
  const onProgress = (progress: ByteProgress): void => {
    bytes = progress.bytes;
    options.onProgress?.(progress);
  };
  const blob = source instanceof ReadableStream
    ? undefined
    : new Blob([head, source as BlobPart, tail]);
  const at = opsPath(systemId, path);
  const { answer } = await exchange(client, "POST", at, {
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    ...(source instanceof ReadableStream && {
      stream: enclose(head, source, tail, onProgress),
      ...(again !== undefined && {
        again: async () => enclose(head, await again(), tail, onProgress),
      }),
    }),
    // What is at the path is replaced by the same bytes, however often.
    ...(blob !== undefined && { blob, idempotent: true }),
    timeoutMs,
    signal,
  }, readReply);
  demandDone(client, "POST", at, answer);
  if (blob !== undefined) {
    const size = blob.size - new Blob([head, tail]).size;
    onProgress({ bytes: size, total: size });
  }
  const has = await listedSize(client, systemId, path, options);
  const detail = sentFault(bytes, has, "the system");
  if (detail === undefined) return;
  throw new NetworkError("torn body", "POST", callUrl(client.baseUrl, at), detail);
}

/**
 * What is downloaded.
 *
 * @category Files
 */
export interface DownloadOptions extends ContentOptions {
  /** Where to begin, in bytes. @default {0} */
  readonly offset?: number | undefined;
  /** How many bytes at most. @default {all} */
  readonly count?: number | undefined;
  /** Whether it comes packed; folders come only so. @default {false} */
  readonly zip?: boolean | undefined;
}

const downloadKinds: OptionKinds<DownloadOptions> = {
  ...contentKinds,
  offset: "number",
  count: "number",
  zip: "flag",
};

/**
 * A file on its way.
 *
 * @category Files
 */
export interface Download {
  /** What it holds. Read it to its end, or `cancel()` it. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Its kind, as the service calls it. */
  readonly contentType: string;
  /** How many bytes come, where the service says. */
  readonly size: number | undefined;
}

/**
 * Downloads a file, or a folder as a zip file (`GET /v3/files/content/{systemId}/{path}`, tapipy's
 * `getContents()`).
 *
 * @param client A Tapis v3 client.
 * @param systemId The system.
 * @param path The file.
 * @param options `offset` and `count` for a part of it; `zip`; `timeoutMs`, `signal`.
 * @throws {TypeError} When the path holds a dot segment.
 * @throws {RangeError} When `offset` or `count` is not a whole number of at least 0.
 * @throws {ApiError} When nothing is there, or a folder is asked for without `zip`.
 *
 * @example A part of a file
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * const { body } = await tapis.download("lab", "README.txt", { offset: 7, count: 4 });
 * assertEquals(await new Response(body).text(), "data");
 * ```
 *
 * @category Files
 */
export async function download(
  client: Client,
  systemId: string,
  path: string,
  options: DownloadOptions = {},
): Promise<Download> {
  checkOptions(options, downloadKinds);
  const { offset = 0, count, zip, onProgress } = options;
  for (const [name, value] of Object.entries({ offset, count: count ?? 0 })) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new ArgumentRangeError(`${name} must be a whole number of at least 0: it is ${value}`);
  }
  const incoming = await incomingContents(client, systemId, path, {
    headers: rangeHeader(offset, count),
    beginsAgain: false,
    zip,
    ...options,
  });
  const { version: { size: length }, headers } = incoming;
  const stream = await incomingStream(incoming, { onProgress });
  return {
    body: count === undefined ? stream : stream.pipeThrough(firstBytes(count)),
    contentType: headers.get("content-type") ?? "",
    size: length === undefined ? undefined : Math.min(length, count ?? length),
  };
}

/**
 * The service's own header: where to begin and how many bytes, as `START,COUNT`. It refuses a count below
 * the start (which it takes for the range's two ends), so that more is asked for then and cut off.
 */
function rangeHeader(offset: number, count: number | undefined): Record<string, string> {
  if (offset === 0 && count === undefined) return {};
  const asked = count === undefined ? Number.MAX_SAFE_INTEGER : Math.max(count, offset, 1);
  return { range: `${offset},${asked}` };
}

function firstBytes(
  count: number,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let left = count;
  return new TransformStream({
    start(controller): void {
      if (left === 0) controller.terminate();
    },
    transform(chunk, controller): void {
      const part = chunk.subarray(0, left);
      left -= part.byteLength;
      if (part.byteLength > 0) controller.enqueue(part);
      if (left === 0) controller.terminate();
    },
  });
}

function enclose(
  head: string,
  source: ReadableStream<Uint8Array>,
  tail: string,
  onProgress: (progress: ByteProgress) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let bytes = 0;
  return source.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(encoder.encode(head)),
      transform(piece, controller): void {
        onProgress({ bytes: bytes += piece.length, total: undefined });
        // Shared memory, which the type leaves open, `fetch` refuses by itself.
        controller.enqueue(piece as Uint8Array<ArrayBuffer>);
      },
      flush: (controller) => controller.enqueue(encoder.encode(tail)),
    }),
  );
}

/** A name inside quotes, as browsers write it (the HTML standard's multipart/form-data). */
function quoted(name: string): string {
  return name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
