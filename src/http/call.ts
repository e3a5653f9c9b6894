/** The one request path: every call of every client goes through here. */

import { version } from "../version.ts";
import { attempt, givenUp } from "./attempt.ts";
import { checkedTimeout, type Client } from "./client.ts";
import { type ApiError, NetworkError } from "./errors.ts";
import { callUrl, type Query } from "./path.ts";
import { rememberReply, type Reply } from "./reply.ts";
import { isRedirect, nextUrl } from "./redirect.ts";
import { errorOf, malformed, notJson } from "./reply_error.ts";
import { retryDelayMs } from "./retry.ts";
import { type Body, encodeBody } from "./body.ts";
import { cutter } from "./cut_secrets.ts";

/** What a single call may add. */
export interface CallOptions extends Body {
  /** Query parameters. */
  readonly query?: Query;
  /** Headers; they override keyferry's own, except Authorization. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Ask the authorizer to renew and send once more when the service refuses the credential (401).
   *
   * @default {true}
   */
  readonly retry401?: boolean;
  /**
   * Whether sending twice does no harm. Only such calls are retried.
   *
   * @default {true for GET, HEAD, PUT and DELETE}
   */
  readonly idempotent?: boolean;
  /** How long one attempt may take, body included, in milliseconds. */
  readonly timeoutMs?: number;
  /** Gives up this call. */
  readonly signal?: AbortSignal;
}

const idempotentMethods = ["GET", "HEAD", "PUT", "DELETE"];

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
  return (await exchange(client, method, path, options)).reply;
}

/** A good reply, and how to cut out of it what the request carried. */
interface Exchange {
  readonly reply: Reply;
  readonly cut: (text: string) => string;
}

async function exchange(
  client: Client,
  method: string,
  path: string,
  options: CallOptions,
): Promise<Exchange> {
  let url = callUrl(client.baseUrl, path, options.query);
  const body = encodeBody(options);
  if (body.body !== undefined && (method === "GET" || method === "HEAD")) {
    throw new TypeError(
      `A ${method} request takes no body: leave out json, form, text, blob and stream`,
    );
  }
  const timeoutMs = checkedTimeout(options.timeoutMs ?? client.timeoutMs);
  const once = options.stream !== undefined;
  const repeatable = !once && (options.idempotent ?? idempotentMethods.includes(method));
  let retries = 0;
  let redirected = 0;
  let renewed = false;
  const pause = async (retryAfter: string | null): Promise<void> => {
    const ms = retryDelayMs(client.retry, retries++, retryAfter, { now: client.now });
    const signals = signalsOf(client, options);
    try {
      await client.sleep(ms, signals.length > 1 ? AbortSignal.any(signals) : signals[0]);
    } catch (cause) {
      throw givenUp(signals, method, url) ?? cause;
    }
  };
  while (true) {
    const headers = await requestHeaders(client, options, body.contentType);
    let reply: Reply;
    try {
      const signals = signalsOf(client, options);
      reply = await attempt(client, { method, url, headers, body: body.body, timeoutMs, signals });
    } catch (cause) {
      if (!(cause instanceof NetworkError)) throw cause;
      const hopeless = cause.reason === "aborted" || !repeatable || retries >= client.retry.retries;
      if (hopeless) throw cause;
      await pause(null);
      continue;
    }
    const cut = (text: string): string => cutter(headers, options)(text);
    if (reply.status >= 200 && reply.status < 300) return { reply, cut };
    const failure = (): ApiError => errorOf(client, method, url, reply, cut);
    if (isRedirect(reply)) {
      url = nextUrl(client, method, url, reply, failure, ++redirected, cut);
      continue;
    }
    if (!renewed && !once && options.retry401 !== false && client.isRejected(reply)) {
      renewed = true;
      const refusal = new Response(reply.text, { status: reply.status, headers: reply.headers });
      if (await client.authorizer.rejected(refusal, headers)) continue;
    }
    const worthwhile = repeatable && retries < client.retry.retries &&
      client.retry.statuses.includes(reply.status) && !client.isFinal(reply);
    if (!worthwhile) throw failure();
    await pause(reply.headers.get("retry-after"));
  }
}

/**
 * Calls an operation that answers with a JSON document.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below the client's base URL.
 * @param options See {@linkcode CallOptions}.
 * @param faultOf Says what is wrong with a document that the operation cannot use.
 * @throws {ApiError} Also when the answer is not JSON (a login page, or a proxy's), or not the
 * document that was asked for.
 * @throws {NetworkError} When no whole answer comes.
 */
export async function callDocument<T>(
  client: Client,
  method: string,
  path: string,
  options: CallOptions = {},
  faultOf: (data: unknown) => string | undefined = () => undefined,
): Promise<T> {
  const { reply, cut } = await exchange(client, method, path, options);
  if (reply.data === null) throw notJson(client, method, path, reply, cut);
  const fault = faultOf(reply.data);
  if (fault !== undefined) throw malformed(client, method, path, reply, cut, fault);
  return rememberReply(reply.data as T, reply);
}

async function requestHeaders(
  client: Client,
  options: CallOptions,
  contentType: string | undefined,
): Promise<Headers> {
  const agent = client.appName ? `keyferry/${version} ${client.appName}` : `keyferry/${version}`;
  const headers = new Headers({ accept: "application/json", "user-agent": agent });
  if (contentType !== undefined) headers.set("content-type", contentType);
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
  await client.authorizer.apply(headers);
  return headers;
}

function signalsOf(client: Client, options: CallOptions): AbortSignal[] {
  return [client.signal, options.signal].filter((signal) => signal !== undefined);
}
