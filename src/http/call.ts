/** The one request path: every call of every client goes through here. */

import { PermissionNeededError } from "../credentials/errors.ts";
import { version } from "../version.ts";
import type { Client } from "./client.ts";
import { ApiError, AuthorizationRequiredError, NetworkError } from "./errors.ts";
import { callUrl, type Query } from "./path.ts";
import { readReply, rememberReply, type Reply } from "./reply.ts";
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
   * Ask the authorizer to renew and send once more when the service answers 401.
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
const redirects = [301, 302, 303, 307, 308];
const mostRedirects = 5;
/** How much of an error's body is kept. */
const keptText = 4096;

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
  let url = callUrl(client.baseUrl, path, options.query);
  const once = options.stream !== undefined;
  const repeatable = !once && (options.idempotent ?? idempotentMethods.includes(method));
  let retries = 0;
  let redirected = 0;
  let renewed = false;
  while (true) {
    const body = encodeBody(options);
    const headers = await requestHeaders(client, options, body.contentType);
    let reply: Reply;
    try {
      reply = await attempt(client, method, url, headers, body.body, options);
    } catch (cause) {
      if (!(cause instanceof NetworkError)) throw cause;
      const hopeless = cause.reason === "aborted" || !repeatable || retries >= client.retry.retries;
      if (hopeless) throw cause;
      await pause(client, retries++, null, options);
      continue;
    }
    if (reply.status >= 200 && reply.status < 300) return reply;
    const failure = (): ApiError => errorOf(client, method, url, reply, cutter(headers, options));
    if (redirects.includes(reply.status)) {
      url = nextUrl(client, method, url, reply, failure, ++redirected);
      continue;
    }
    if (reply.status === 401 && !renewed && !once && options.retry401 !== false) {
      renewed = true;
      const refusal = new Response(reply.text, { status: reply.status, headers: reply.headers });
      if (await client.authorizer.rejected(refusal, headers)) continue;
    }
    const worthwhile = repeatable && retries < client.retry.retries &&
      client.retry.statuses.includes(reply.status) && !client.isFinal(reply);
    if (!worthwhile) throw failure();
    await pause(client, retries++, reply.headers.get("retry-after"), options);
  }
}

/**
 * Calls an operation that answers with a JSON document.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below the client's base URL.
 * @param options See {@linkcode CallOptions}.
 * @throws {ApiError} Also when the answer is not JSON: a login page, or a proxy's.
 * @throws {NetworkError} When no whole answer comes.
 */
export async function callDocument<T>(
  client: Client,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<T> {
  const reply = await call(client, method, path, options);
  if (reply.data === null) throw notJson(client, method, path, reply);
  return rememberReply(reply.data as T, reply);
}

function notJson(client: Client, method: string, path: string, reply: Reply): ApiError {
  const got = reply.text === "" ? "an empty body" : reply.contentType || "an unnamed kind of text";
  return new ApiError({
    service: client.service,
    method,
    url: callUrl(client.baseUrl, path),
    status: reply.status,
    explanation: `it sent ${got} where JSON was expected`,
    next: "check the address; a login page or a proxy may have answered",
    text: reply.text.slice(0, keptText),
  });
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

async function attempt(
  client: Client,
  method: string,
  url: string,
  headers: Headers,
  body: BodyInit | undefined,
  options: CallOptions,
): Promise<Reply> {
  const signals = [client.signal, options.signal].filter((signal) => signal !== undefined);
  const controller = new AbortController();
  const giveUp = (): void => controller.abort();
  const ms = options.timeoutMs ?? client.timeoutMs;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, ms);
  let answered = false;
  try {
    for (const signal of signals) {
      if (signal.aborted) controller.abort();
      signal.addEventListener("abort", giveUp);
    }
    const response = await client.fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal: controller.signal,
      ...(body === undefined ? {} : { body }),
    });
    answered = true;
    return await readReply(response);
  } catch (cause) {
    const given = signals.find((signal) => signal.aborted);
    if (given !== undefined) {
      throw new NetworkError("aborted", method, url, "the caller gave up", { cause: given.reason });
    }
    if (late) {
      throw new NetworkError("time-out", method, url, `not within ${ms / 1000} s`, { cause });
    }
    const { host } = new URL(url);
    if (cause instanceof Deno.errors.NotCapable) {
      throw new PermissionNeededError(`Cannot reach ${client.service}`, [`--allow-net=${host}`], {
        cause,
      });
    }
    throw answered
      ? new NetworkError("torn body", method, url, "the answer broke off", { cause })
      : new NetworkError("connection", method, url, `cannot connect to ${host}`, { cause });
  } finally {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener("abort", giveUp);
  }
}

async function pause(
  client: Client,
  attempt: number,
  retryAfter: string | null,
  options: CallOptions,
): Promise<void> {
  const ms = retryDelayMs(client.retry, attempt, retryAfter, { now: client.now });
  const signals = [client.signal, options.signal].filter((signal) => signal !== undefined);
  await client.sleep(ms, signals.length > 1 ? AbortSignal.any(signals) : signals[0]);
}

/** Where a redirect leads, if it may be followed. */
function nextUrl(
  client: Client,
  method: string,
  url: string,
  reply: Reply,
  failure: () => ApiError,
  count: number,
): string {
  const location = reply.headers.get("location");
  const target = location === null ? null : URL.parse(location, url);
  if (target === null) throw failure();
  if (/authorize|login|signin|oauth2?\//i.test(target.pathname)) {
    throw new ApiError({
      service: client.service,
      method,
      url: url.split("?", 1)[0] ?? url,
      status: reply.status,
      apiCode: "NotLoggedIn",
      explanation: `it wants a login at ${target.origin}`,
      next: "the token is missing or no longer valid",
      text: "",
    });
  }
  if (target.origin !== new URL(url).origin) {
    throw new NetworkError(
      "redirect",
      method,
      url,
      `it leads to ${target.origin}, which does not get the credential; check the address`,
    );
  }
  if (method !== "GET" && method !== "HEAD" || count > mostRedirects) {
    throw new NetworkError("redirect", method, url, `it leads to ${target.pathname}, not followed`);
  }
  return target.href;
}

function errorOf(
  client: Client,
  method: string,
  url: string,
  reply: Reply,
  cut: (text: string) => string,
): ApiError {
  const text = cut(reply.text);
  const clean: Reply = { ...reply, text, data: reply.data === null ? null : parsedOrNull(text) };
  const { requirements, ...words } = client.errorWords(clean);
  const facts = {
    service: client.service,
    method,
    url: url.split("?", 1)[0] ?? url,
    status: reply.status,
    document: clean.data,
    text: text.slice(0, keptText),
    ...words,
  };
  return requirements === undefined
    ? new ApiError(facts)
    : new AuthorizationRequiredError(facts, requirements);
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
