/** Calls: their answer is read to its end as text or JSON, or as it comes. */

import { ArgumentTypeError } from "../argument_error.ts";
import { checkArguments } from "../options.ts";
import { encodeBody } from "./body/body.ts";
import { type CallOptions, exchangeKinds, type ExchangeOptions } from "./call_options.ts";
import type { Client } from "./client.ts";
import { exchange } from "./request/exchange.ts";
import { readReply, type Reply } from "./reply/reply.ts";
import { demandDocument } from "./reply/reply_error.ts";
import { anything, type Shape } from "./reply/shape.ts";
import { checkOptions } from "../options.ts";

export type { CallOptions };

/**
 * Sends a request and reads the answer to its end: with the client's credential, time-out and retries.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below the client's base URL.
 * @param options See {@linkcode CallOptions}.
 * @throws {ApiError} When the service answers with an error, or sends the person to a login page.
 * @throws {NetworkError} When no whole answer comes.
 */
export async function call(
  client: Client,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Reply> {
  refuseBody(method, options);
  return (await exchange(client, method, path, options, readReply)).answer;
}

/**
 * Calls an operation that answers with a JSON document.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below the client's base URL.
 * @param options See {@linkcode CallOptions}.
 * @param shape What the operation needs of the document, as `document` and `list` make it.
 * @throws {ApiError} Also when the answer is not JSON (a login page, or a proxy's), or not the
 * document that was asked for.
 * @throws {NetworkError} When no whole answer comes.
 *
 * @example
 * ```ts
 * import { callDocument, createClient } from "@keyferry/keyferry/http";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const client = createClient({ service: "Globus Auth", baseUrl: sandbox.url });
 * const path = "/.well-known/openid-configuration";
 * const { issuer } = await callDocument<{ readonly issuer: string }>(client, "GET", path);
 * assertEquals(issuer, sandbox.url);
 * ```
 *
 * @category Calls and clients
 */
export async function callDocument<T>(
  client: Client,
  method: string,
  path: string,
  options: CallOptions = {},
  shape: Shape = anything,
): Promise<T> {
  checkArguments({ client, method }, { client: "client", method: "text" });
  refuseBody(method, options);
  const { answer: reply, cut } = await exchange(client, method, path, options, readReply);
  return demandDocument(client, method, path, reply, cut, shape);
}

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

function refuseBody(method: string, options: CallOptions): void {
  if (method !== "GET" && method !== "HEAD") return;
  checkOptions<object>(options, exchangeKinds);
  if (encodeBody(options).body === undefined) return;
  throw new ArgumentTypeError(
    `A ${method} request takes no body: leave out json, form, text, blob and stream`,
  );
}
