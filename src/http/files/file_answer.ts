/** A service's answer that holds a file, or a part of one. */

import type { Client } from "../client.ts";
import { ApiError, NetworkError } from "../reply/errors.ts";
import { openReply } from "../call.ts";
import { callUrl, type Query } from "../path.ts";
import { type FileVersion, type Span, spanOf, strongValidator } from "./file_version.ts";
import {
  beginsAsPage,
  isPage,
  mediaType,
  type NotAFile,
  notAFile,
  otherPage,
  pageBeginning,
} from "./not_a_file.ts";

/**
 * Bytes as they come from a service.
 *
 * @category Whole files
 */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Which file is asked for. */
export interface FileRequest {
  /** The path below the client's base URL, encoded. */
  readonly path: string;
  /** Query parameters. */
  readonly query?: Query | undefined;
  /** The service's own headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long all of one answer may take, in milliseconds; otherwise as long as something moves. */
  readonly timeoutMs?: number | undefined;
  /** Gives up, also while the answer is read. */
  readonly signal?: AbortSignal | undefined;
}

/** An answer that holds a file, or a part of one. */
export interface FileAnswer {
  /** The HTTP status: 200 for the whole file, 206 for a part. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /** Which version it is of. */
  readonly version: FileVersion;
  /** Which of its bytes it holds; `undefined` for a part of which that is not said. */
  readonly span: Span | undefined;
  /**
   * The next bytes; `undefined` at the end.
   *
   * @throws {NetworkError} When it breaks off, nothing comes for the time-out, or it is given up.
   */
  next(): Promise<Bytes | undefined>;
  /** Lets go of the connection. */
  abort(): void;
}

/**
 * Asks for a file.
 *
 * @param client The client.
 * @param request Which file.
 * @param headers More headers: the range.
 * @throws {ApiError} When there is no such file or it may not be read, and when the answer is a folder
 * or a login page.
 * @throws {NetworkError} When no answer comes.
 */
export async function askFile(
  client: Client,
  request: FileRequest,
  headers: Readonly<Record<string, string>> = {},
): Promise<FileAnswer> {
  const { path, query, timeoutMs, signal } = request;
  const open = await openReply(client, "GET", path, {
    // Packed bytes could not be counted, and whoever does not heed that is refused.
    headers: { accept: "*/*", "accept-encoding": "identity", ...request.headers, ...headers },
    query,
    timeoutMs,
    signal,
  });
  const url = callUrl(client.baseUrl, path);
  const fault = notAFile(open.status, open.headers, url);
  if (fault !== undefined) {
    await open.body.cancel().catch(() => {});
    throw notThatFile(client, path, open.status, fault);
  }
  const span = spanOf(open.status, open.headers);
  const answer = {
    status: open.status,
    headers: open.headers,
    version: {
      url,
      validator: strongValidator(open.headers),
      size: span?.size,
      type: mediaType(open.headers),
    },
    span,
    ...reading(open.body),
  };
  if (open.status !== 200 || !isPage(open.headers) && open.headers.has("content-type")) {
    return answer;
  }
  const { seen, broken } = await beginningOf(answer);
  const page = otherPage(await new Blob(seen).bytes(), url, open.headers);
  if (page !== undefined) {
    answer.abort();
    throw notThatFile(client, path, open.status, page);
  }
  return {
    ...answer,
    async next(): Promise<Bytes | undefined> {
      const bytes = seen.shift();
      if (bytes === undefined && broken !== undefined) throw broken.error;
      return bytes ?? await answer.next();
    },
  };
}

/** What was read ahead. */
interface Beginning {
  readonly seen: Bytes[];
  /** Where it broke off: whoever reads it learns that after what has come, and goes on from there. */
  readonly broken: { readonly error: unknown } | undefined;
}

/** As much as tells whether it is a page, and of a page what tells whether it is the file. */
async function beginningOf({ next, headers }: FileAnswer): Promise<Beginning> {
  const seen: Bytes[] = [];
  let size = 0;
  try {
    let page = isPage(headers) ? true : undefined;
    while (size < pageBeginning && page !== false) {
      const bytes = await next();
      if (bytes === undefined) break;
      seen.push(bytes);
      size += bytes.length;
      page ??= beginsAsPage(await new Blob(seen).bytes(), headers);
    }
  } catch (error) {
    return { seen, broken: { error } };
  }
  return { seen, broken: undefined };
}

/** Reads a body piece by piece. */
function reading(
  body: ReadableStream<Bytes>,
): Pick<FileAnswer, "next" | "abort"> {
  const reader = body.getReader();
  return {
    next: async () => (await reader.read()).value,
    abort: () => void reader.cancel().catch(() => {}),
  };
}

/**
 * The error of a file of which not all has come.
 *
 * @param client The client.
 * @param path The path that was asked for.
 * @param detail What happened.
 * @param cause What was caught, where something was.
 */
export function torn(client: Client, path: string, detail: string, cause?: unknown): NetworkError {
  const url = callUrl(client.baseUrl, path);
  return new NetworkError("torn body", "GET", url, detail, cause === undefined ? {} : { cause });
}

function notThatFile(client: Client, path: string, status: number, fault: NotAFile): ApiError {
  const url = callUrl(client.baseUrl, path);
  return new ApiError({ service: client.service, method: "GET", url, status, text: "", ...fault });
}
