/** The one request path: every call of every client goes through here. */

import { PermissionNeededError } from "../credentials/errors.ts";
import { version } from "../version.ts";
import { checkedTimeout, type Client } from "./client.ts";
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
    throw new TypeError(`A ${method} request takes no body: leave out json, form, text and stream`);
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
    if (redirects.includes(reply.status)) {
      url = nextUrl(client, method, url, reply, failure, ++redirected);
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
 * @throws {ApiError} Also when the answer is not JSON: a login page, or a proxy's.
 * @throws {NetworkError} When no whole answer comes.
 */
export async function callDocument<T>(
  client: Client,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<T> {
  const { reply, cut } = await exchange(client, method, path, options);
  if (reply.data === null) throw notJson(client, method, path, reply, cut);
  return rememberReply(reply.data as T, reply);
}

function notJson(
  client: Client,
  method: string,
  path: string,
  reply: Reply,
  cut: (text: string) => string,
): ApiError {
  const got = reply.text === "" ? "an empty body" : reply.contentType || "an unnamed kind of text";
  return new ApiError({
    service: client.service,
    method,
    url: callUrl(client.baseUrl, path),
    status: reply.status,
    explanation: `it sent ${got} where JSON was expected`,
    next: "check the address; a login page or a proxy may have answered",
    text: cut(reply.text).slice(0, keptText),
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

function signalsOf(client: Client, options: CallOptions): AbortSignal[] {
  return [client.signal, options.signal].filter((signal) => signal !== undefined);
}

function givenUp(
  signals: readonly AbortSignal[],
  method: string,
  url: string,
): NetworkError | undefined {
  const given = signals.find((signal) => signal.aborted);
  if (given === undefined) return undefined;
  return new NetworkError("aborted", method, url, "the caller gave up", { cause: given.reason });
}

/** What is sent once. */
interface Attempt {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: BodyInit | undefined;
  readonly timeoutMs: number;
  readonly signals: readonly AbortSignal[];
}

async function attempt(client: Client, request: Attempt): Promise<Reply> {
  const { method, url, headers, body, timeoutMs, signals } = request;
  const controller = new AbortController();
  const giveUp = (): void => controller.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, timeoutMs);
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
    const aborted = givenUp(signals, method, url);
    if (aborted !== undefined) throw aborted;
    if (late) {
      throw new NetworkError("time-out", method, url, `not within ${timeoutMs / 1000} s`, {
        cause,
      });
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
  if (isLoginPage(target, new URL(url))) {
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
  // Where to is not quoted: a service may have put there what the request carried.
  if (method !== "GET" && method !== "HEAD") {
    throw new NetworkError(
      "redirect",
      method,
      url,
      `a ${method} is not sent on; check the address`,
    );
  }
  if (count > mostRedirects) {
    throw new NetworkError("redirect", method, url, `it leads on after ${mostRedirects} redirects`);
  }
  return target.href;
}

/** By its name; a path that only gained or lost a slash at its end is not another page. */
function isLoginPage(target: URL, from: URL): boolean {
  const bare = ({ origin, pathname }: URL): string => origin + pathname.replace(/\/+$/, "");
  return bare(target) !== bare(from) && /authorize|login|signin|oauth2?\//i.test(target.pathname);
}

function errorOf(
  client: Client,
  method: string,
  url: string,
  reply: Reply,
  cut: (text: string) => string,
): ApiError {
  const text = cleanText(reply, cut);
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

/** JSON can spell a secret in many ways, and only one of them when it is written anew. */
function cleanText(reply: Reply, cut: (text: string) => string): string {
  if (reply.data === null) return cut(reply.text);
  const plain = JSON.stringify(reply.data);
  const clean = cut(plain);
  return clean === plain ? cut(reply.text) : clean;
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
