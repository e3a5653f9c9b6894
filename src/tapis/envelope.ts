/** What Tapis wraps its answers in, v2 and v3 alike: `{ status, message, version, result }`. */

import { call, callDocument, type CallOptions } from "../http/call.ts";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/reply/errors.ts";
import { callUrl } from "../http/path.ts";
import { rememberReply, type Reply, responseOf } from "../http/reply/reply.ts";
import { anything, document, type Shape } from "../http/reply/shape.ts";

interface Envelope<T> {
  readonly status?: string | undefined;
  readonly message?: string | undefined;
  readonly result?: T | undefined;
}

/**
 * Calls an operation and takes the result out of its envelope.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below the client's base URL.
 * @param options Body, query, signal.
 * @param shape What is needed of the result.
 * @throws {ApiError} When the service refuses, in its status or in the envelope, or sends no result, or
 * another than was asked for.
 */
export async function envelopeResult<T>(
  client: Client,
  method: string,
  path: string,
  options: CallOptions = {},
  shape: Shape = anything,
): Promise<T> {
  const envelope = await callDocument<Envelope<T>>(
    client,
    method,
    path,
    options,
    inEnvelope(shape),
  );
  const reply = responseOf(envelope);
  const { status, result } = envelope;
  if (status !== "error" && result !== undefined && result !== null && reply !== undefined) {
    return rememberReply(result, reply);
  }
  throw failure(client, method, path, reply, envelope);
}

/** A refusal or a missing result is told in the envelope's own words. */
function inEnvelope(shape: Shape): Shape {
  const whole = document({ result: shape });
  return (data) => {
    if (typeof data !== "object") return whole(data);
    const { status, result } = (data ?? {}) as Envelope<unknown>;
    return status === "error" || (result ?? null) === null ? undefined : whole(data);
  };
}

/**
 * Calls an operation whose result says nothing.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below the client's base URL.
 * @param options Body, query, signal.
 * @throws {ApiError} When the service refuses, in its status or in the envelope, or sends another answer.
 */
export async function envelopeDone(
  client: Client,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<void> {
  demandDone(client, method, path, await call(client, method, path, options));
}

/**
 * Demands that an answer is an envelope that says that it was done: a login page that stands before the
 * service says nothing of the kind.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below the client's base URL.
 * @param reply The answer.
 * @throws {ApiError} When it is not.
 */
export function demandDone(client: Client, method: string, path: string, reply: Reply): void {
  const { data, status } = reply;
  const envelope: Envelope<unknown> = typeof data === "object" ? data ?? {} : {};
  if (status === 204 || envelope.status === "success") return;
  const words = "the answer does not say that it was done: something else may have answered";
  throw failure(client, method, path, reply, envelope, words);
}

function failure(
  client: Client,
  method: string,
  path: string,
  reply: Reply | undefined,
  envelope: Envelope<unknown>,
  otherwise = "the answer has no result",
): ApiError {
  const { status, message } = envelope;
  return new ApiError({
    service: client.service,
    method,
    url: callUrl(client.baseUrl, path),
    status: reply?.status ?? 0,
    explanation: status !== "success" && typeof message === "string" && message !== ""
      ? message
      : otherwise,
    text: "",
  });
}
