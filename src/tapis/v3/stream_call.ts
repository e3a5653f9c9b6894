/** Requests whose bodies, or whose answers, are too large to be held. */

import { demandNet, givenUp } from "../../http/attempt.ts";
import type { Client } from "../../http/client.ts";
import { cutter } from "../../http/cut_secrets.ts";
import { NetworkError } from "../../http/errors.ts";
import { callUrl, type Query } from "../../http/path.ts";
import { readReply } from "../../http/reply.ts";
import { errorOf } from "../../http/reply_error.ts";
import { retryDelayMs } from "../../http/retry.ts";

/** What is sent. */
export interface StreamCall {
  /** Query parameters. */
  readonly query?: Query;
  /** Headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the body, anew for each attempt. */
  readonly body?: () => BodyInit;
  /** Whether the body can be made more than once. */
  readonly repeatable: boolean;
  /** How long the service may take until its answer begins, in milliseconds. */
  readonly timeoutMs: number | undefined;
  /** Gives up, also while the answer is read. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends a request and gives its answer with the body unread. Renews the token once where it is refused,
 * and retries what is worth it, as every other call does.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below the client's base URL.
 * @param call What is sent.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no answer comes.
 * @throws {PermissionNeededError} When Deno may not reach the service.
 */
export async function streamCall(
  client: Client,
  method: string,
  path: string,
  call: StreamCall,
): Promise<Response> {
  const url = callUrl(client.baseUrl, path, call.query);
  demandNet(client, url);
  let renewed = false;
  for (let retries = 0;; retries++) {
    const headers = new Headers({ ...call.headers });
    await client.authorizer.apply(headers);
    const more = call.repeatable && retries < client.retry.retries;
    let response: Response;
    try {
      response = await once(client, method, url, headers, call);
    } catch (error) {
      const lost = error instanceof NetworkError && error.reason !== "aborted";
      if (!more || !lost || method === "POST") throw error;
      await client.sleep(retryDelayMs(client.retry, retries, null), call.signal);
      continue;
    }
    if (response.ok) return response;
    const reply = await readReply(response);
    if (call.repeatable && !renewed && client.isRejected(reply)) {
      renewed = true;
      const refusal = new Response(reply.text, { status: reply.status, headers: reply.headers });
      if (await client.authorizer.rejected(refusal, headers)) continue;
    }
    if (!more || method === "POST" || !client.retry.statuses.includes(reply.status)) {
      throw errorOf(client, method, url, reply, cutter(headers, {}));
    }
    const wait = retryDelayMs(client.retry, retries, reply.headers.get("retry-after"));
    await client.sleep(wait, call.signal);
  }
}

async function once(
  client: Client,
  method: string,
  url: string,
  headers: Headers,
  { body, timeoutMs = client.timeoutMs, signal }: StreamCall,
): Promise<Response> {
  const begun = new AbortController();
  const timer = setTimeout(() => begun.abort(), timeoutMs);
  const callers = [client.signal, signal].filter((signal) => signal !== undefined);
  try {
    return await client.fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal: AbortSignal.any([begun.signal, ...callers]),
      ...(body === undefined ? {} : { body: body() }),
    });
  } catch (cause) {
    const aborted = givenUp(callers, method, url);
    if (aborted !== undefined) throw aborted;
    throw begun.signal.aborted
      ? new NetworkError("time-out", method, url, `not within ${timeoutMs / 1000} s`, { cause })
      : new NetworkError("connection", method, url, `cannot reach ${new URL(url).host}`, { cause });
  } finally {
    // Once the answer has begun, its length alone decides how long it takes.
    clearTimeout(timer);
  }
}
