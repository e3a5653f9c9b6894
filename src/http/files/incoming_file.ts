/** A file that comes in: one version of it, whatever happens on the way. */

import { isApiError, isNetworkError, type NetworkError } from "../reply/errors.ts";
import type { Client } from "../client.ts";
import { pause } from "../waiting/pause.ts";
import { retryDelayMs } from "../waiting/retry.ts";
import { askFile, type Bytes, type FileAnswer, type FileRequest, torn } from "./file_answer.ts";
import { type FileVersion, goesOn, isInParts } from "./file_version.ts";

/**
 * A piece of a file.
 *
 * @category Whole files
 */
export interface FilePiece {
  /** Where it begins in the file; at 0 again where the file begins again. */
  readonly at: number;
  /** What it holds. */
  readonly bytes: Bytes;
  /** Which version it is of. */
  readonly version: FileVersion;
}

/**
 * A file that is there in part.
 *
 * @category Whole files
 */
export interface KeptPart {
  /** Of which version. */
  readonly version: FileVersion;
  /** How many of its first bytes are there. */
  readonly bytes: number;
}

/** What is asked for, and what may be done where it breaks off. */
export interface IncomingOptions extends FileRequest {
  /** Whether the service sends the rest of a file, as HTTP has it (RFC 9110, 14). */
  readonly ranges: boolean;
  /** Whether whoever takes the pieces can begin again. */
  readonly beginsAgain: boolean;
  /** What is there already; the file begins again where nothing proves that its rest would fit. */
  readonly kept?: KeptPart | undefined;
  /** How many bytes to leave out, of whatever version the file is now. @default {0} */
  readonly offset?: number | undefined;
}

/**
 * A file that comes in.
 *
 * @category Whole files
 */
export interface IncomingFile {
  /** The version that the first answer is of. */
  readonly version: FileVersion;
  /** The first answer's headers. */
  readonly headers: Headers;
  /** Where it begins: 0, or the end of what is there. */
  readonly at: number;
  /** Its pieces in order, fetched as they are wanted. */
  readonly pieces: AsyncGenerator<FilePiece, void>;
  /** The answer that its pieces come from now: another than the first where that broke off. */
  last(): Pick<IncomingFile, "version" | "headers">;
  /** The error of a file that turned out not to be the one that was wanted. */
  fault(detail: string): NetworkError;
  /** Lets go of the connection, where the pieces are not read. */
  abort(): void;
}

/**
 * Fetches a file. Where the connection breaks off it goes on by Range, if a strong validator and the
 * total prove that the rest is of the same version; otherwise it begins again from zero.
 *
 * @param client The client.
 * @param options See {@linkcode IncomingOptions}.
 * @throws {ApiError} When there is no such file or it may not be read, and when the answer is a folder
 * or a login page.
 * @throws {NetworkError} When no answer comes, or none that leaves out what was asked to be left out.
 */
export async function openIncoming(
  client: Client,
  options: IncomingOptions,
): Promise<IncomingFile> {
  const { kept, ranges, offset = 0 } = options;
  if (offset > 0) return incoming(client, options, await askFrom(client, options, offset), offset);
  const part = kept === undefined || !ranges || kept.version.validator === undefined
    ? undefined
    : await askRest(client, options, kept.version, kept.bytes);
  const at = part?.fits ? kept?.bytes ?? 0 : 0;
  return incoming(client, options, part?.answer ?? await askWhole(client, options), at);
}

function incoming(
  client: Client,
  options: IncomingOptions,
  first: FileAnswer,
  at: number,
): IncomingFile {
  const { version, headers } = first;
  const now = { open: first };
  return {
    version,
    headers,
    at,
    pieces: pieces(client, options, now, at),
    last: () => now.open,
    fault: (detail) => torn(client, options.path, detail),
    abort: () => now.open.abort(),
  };
}

async function askFrom(client: Client, request: FileRequest, offset: number): Promise<FileAnswer> {
  const refuse = (detail: string, cause?: unknown): never => {
    throw torn(client, request.path, detail, cause);
  };
  const answer = await askFile(client, request, { range: `bytes=${offset}-` }).catch((error) => {
    if (!isApiError(error) || error.status !== 416) throw error;
    return refuse(`the file has no more than ${offset} bytes`, error);
  });
  const { status, span, headers } = answer;
  if (status === 206 && span?.from === offset && !isInParts(headers)) {
    if (span.size !== undefined) return answer;
    answer.abort();
    return refuse("the service does not say how many bytes the file has");
  }
  answer.abort();
  return refuse("the service does not serve parts of files; begin again without an offset");
}

/** What a request for the rest of a file led to. */
interface Rest {
  /** The answer: the rest where it fits, else the whole file; none where neither came. */
  readonly answer: FileAnswer | undefined;
  /** Whether it goes on where the other version ended. */
  readonly fits: boolean;
}

async function askRest(
  client: Client,
  request: FileRequest,
  version: FileVersion,
  at: number,
): Promise<Rest> {
  const nothing: Rest = { answer: undefined, fits: false };
  const headers = { range: `bytes=${at}-`, "if-range": version.validator ?? "" };
  const answer = await askFile(client, request, headers).catch((error) => {
    if (isApiError(error) && error.status === 416) return undefined;
    throw error;
  });
  if (answer === undefined) return nothing;
  if (goesOn(version, at, answer.span, answer.headers)) return { answer, fits: true };
  // A 200 is the whole file, of whatever version it is now.
  if (answer.status === 200) return { answer, fits: false };
  answer.abort();
  return nothing;
}

async function askWhole(client: Client, request: FileRequest): Promise<FileAnswer> {
  const answer = await askFile(client, request);
  const { status, span, headers } = answer;
  const isWhole = status === 200 || span?.size !== undefined && !isInParts(headers);
  if (span?.from === 0 && isWhole) return answer;
  answer.abort();
  throw torn(client, request.path, "a part was sent where the whole was asked for");
}

async function* pieces(
  client: Client,
  options: IncomingOptions,
  now: { open: FileAnswer },
  begin: number,
): AsyncGenerator<FilePiece, void> {
  const { path, ranges, beginsAgain } = options;
  let at = begin;
  /** Tries in a row that brought nothing, and beginnings after the first. */
  let [failures, beginnings] = [0, 0];
  try {
    while (true) {
      let cause: unknown;
      const { open } = now;
      try {
        for (let bytes = await open.next(); bytes !== undefined; bytes = await open.next()) {
          if (at + bytes.length > (open.span?.to ?? Infinity)) {
            throw torn(
              client,
              path,
              `more than the ${open.span?.to} bytes that were promised came`,
            );
          }
          failures = 0;
          yield { at, bytes, version: open.version };
          at += bytes.length;
        }
        if (at === (open.version.size ?? at)) return;
        if (at < (open.span?.to ?? at)) {
          throw torn(client, path, `it ended after ${at} of ${open.span?.to} bytes`);
        }
        // The service sent less than was asked for, as it may: no failure, and no reason to wait.
      } catch (error) {
        if (!isNetworkError(error)) throw error;
        // What the caller allows holds for all of it; beginning again would take longer.
        const isOver = error.reason === "time-out" && options.timeoutMs !== undefined;
        if (error.reason === "aborted" || isOver) throw error;
        cause = error;
        if (failures >= client.retry.retries) {
          // A time-out says more than that it broke off.
          if (error.reason !== "torn body") throw error;
          throw torn(client, path, `the file broke off after ${at} bytes`, cause);
        }
        const ms = retryDelayMs(client.retry, failures++, null, { now: client.now });
        await pause(client, ms, path, options.signal);
      }
      // What is left of it would hold its connection, and the program with it.
      open.abort();
      const { version } = open;
      const rest = ranges && at > 0 && version.validator !== undefined
        ? await askRest(client, options, version, at)
        : undefined;
      if (rest?.fits && rest.answer !== undefined) {
        now.open = rest.answer;
        continue;
      }
      if (at > 0 && (!beginsAgain || beginnings++ >= client.retry.retries)) {
        rest?.answer?.abort();
        const why = rest === undefined
          ? "nothing proves that the rest would be of the same version"
          : "the file has changed";
        throw torn(client, path, `it broke off after ${at} bytes, and ${why}; begin again`, cause);
      }
      now.open = rest?.answer ?? await askWhole(client, options);
      // What has come is taken back, also where nothing comes in its place: the file may be empty now.
      if (at > 0) yield { at: 0, bytes: new Uint8Array(), version: now.open.version };
      at = 0;
    }
  } finally {
    now.open.abort();
  }
}
