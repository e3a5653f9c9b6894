/** Answers that are read as they come. */

import type { ExchangeOptions } from "../call_options.ts";
import type { Client } from "../client.ts";
import { exchange } from "../request/exchange.ts";

/** A good answer whose body was not read yet. */
export interface OpenReply {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /**
   * The body: it fails with NetworkError where it breaks off, nothing comes of it for the client's
   * time-out, or it is given up. Read it to its end, or cancel it.
   */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * Sends a request as `call` does (with credential, renewal, retries and typed errors), but gives a good
 * answer as soon as its headers are there.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below the client's base URL.
 * @param options See {@linkcode ExchangeOptions}; `timeoutMs` holds for all of it, body included.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no answer comes.
 * @throws {PermissionNeededError} When Deno may not reach the service.
 */
export async function openReply(
  client: Client,
  method: string,
  path: string,
  options: ExchangeOptions = {},
): Promise<OpenReply> {
  const opened = { ...options, open: true };
  const { answer } = await exchange(client, method, path, opened, (answer) => {
    const { status, headers } = answer;
    return { status, headers, body: answer.stream() };
  });
  return answer;
}
