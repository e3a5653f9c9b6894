/** The one request path: every call of every client goes through here. */

import { version } from "../../version.ts";
import { attempt, givenUp, type Outcome } from "./attempt.ts";
import { encodeBody } from "../body/body.ts";
import { exchangeKinds, type ExchangeOptions } from "../call_options.ts";
import { checkedMaxBytes, checkedTimeout, type Client, longestMs } from "../client.ts";
import { type Cut, cutter } from "../secrets/cut_secrets.ts";
import { type ApiError, NetworkError, type NetworkReason } from "../reply/errors.ts";
import type { Incoming } from "../body/incoming.ts";
import { namedRefusal } from "../reply/named_refusal.ts";
import { sendingMs } from "../body/outgoing.ts";
import { checkArguments, checkOptions } from "../../options.ts";
import { callUrl } from "../path.ts";
import { busyStatuses } from "../reply/is_refusal.ts";
import type { Reply } from "../reply/reply.ts";
import { isRedirect, nextUrl } from "./redirect.ts";
import { errorOf } from "../reply/reply_error.ts";
import { retryDelayMs } from "../waiting/retry.ts";

/** A good answer as it was read, and how to cut out of it what the request carried. */
export interface Exchanged<T> {
  /** What reading it gave. */
  readonly answer: T;
  /** Cuts the request's secrets out of a text. */
  readonly cut: Cut;
}

const idempotentMethods = ["GET", "HEAD", "PUT", "DELETE"];

/**
 * Sends a request with the client's credential, time-out and retries, and reads a good answer.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below the client's base URL.
 * @param options What is sent, and how long it may take.
 * @param read How the body of a good answer is read.
 * @throws {ApiError} When the service answers with an error, or sends the person to a login page.
 * @throws {NetworkError} When no whole answer comes.
 * @throws {PermissionNeededError} When Deno may not reach the service.
 */
export async function exchange<T>(
  client: Client,
  method: string,
  path: string,
  options: ExchangeOptions,
  read: (answer: Incoming) => Promise<T> | T,
): Promise<Exchanged<T>> {
  checkArguments({ client }, { client: "client" });
  checkOptions(options, exchangeKinds);
  try {
    return await sendUntilAnswered(client, method, path, options, read);
  } catch (error) {
    throw await namedRefusal(error, client.authorizer.origin);
  } finally {
    // A source that nothing was asked of would stay open.
    if (options.stream?.locked === false) await options.stream.cancel().catch(() => {});
  }
}

async function sendUntilAnswered<T>(
  client: Client,
  method: string,
  path: string,
  options: ExchangeOptions,
  read: (answer: Incoming) => Promise<T> | T,
): Promise<Exchanged<T>> {
  let url = callUrl(client.baseUrl, path, options.query);
  const encoded = encodeBody(options);
  const { contentType } = encoded;
  let { body } = encoded;
  const limits = limitsOf(client, options);
  const { stream, again } = options;
  const once = stream !== undefined && again === undefined;
  const repeatable = stream === undefined &&
    (options.idempotent ?? idempotentMethods.includes(method));
  const signals = [client.signal, options.signal].filter((signal) => signal !== undefined);
  let retries = 0;
  let redirected = 0;
  let renewed = false;
  let sent = false;
  const pause = async (because: string, retryAfter: string | null): Promise<void> => {
    const ms = retryDelayMs(client.retry, retries++, retryAfter, { now: client.now });
    client.onRetry?.({ service: client.service, because, waitMs: ms });
    try {
      await client.sleep(ms, signals.length > 1 ? AbortSignal.any(signals) : signals[0]);
    } catch (cause) {
      throw givenUp(signals, method, url) ?? cause;
    }
  };
  while (true) {
    const { headers, bare } = await requestHeaders(client, options, contentType);
    if (sent && again !== undefined) body = await again();
    sent = true;
    let outcome: Outcome<T>;
    try {
      const { onPiece } = options;
      const request = { method, url, headers, body, signals, onPiece, read, ...limits };
      outcome = await attempt(client, request);
    } catch (cause) {
      if (!(cause instanceof NetworkError)) throw cause;
      const hopeless = finalReasons.includes(cause.reason) || !repeatable ||
        retries >= client.retry.retries;
      if (hopeless) throw cause;
      await pause(`no answer came (${cause.reason})`, null);
      continue;
    }
    const cut: Cut = (text, most) => cutter(headers, options)(text, most);
    if ("good" in outcome) return { answer: outcome.good, cut };
    const { reply } = outcome;
    const failure = (): ApiError => errorOf(client, method, url, reply, cut, bare());
    if (isRedirect(reply)) {
      url = nextUrl(client, method, url, reply, failure, ++redirected, cut);
      continue;
    }
    if (!renewed && !once && options.retry401 !== false && client.isRejected(reply)) {
      renewed = true;
      const refusal = new Response(reply.text, { status: reply.status, headers: reply.headers });
      if (await client.authorizer.rejected(refusal, headers)) continue;
    }
    const undone = !once && wasNotDone(reply, again === undefined ? options.retryBusy : true);
    const worthwhile = (repeatable || undone) && retries < client.retry.retries &&
      client.retry.statuses.includes(reply.status) && !client.isFinal(reply);
    if (!worthwhile) throw failure();
    await pause(`it answered ${reply.status}`, reply.headers.get("retry-after"));
  }
}

/**
 * Whether a service was too busy to do anything. It says so with 429, and where it tells when to come back;
 * a 503 without that may be a proxy's, of a service that got the request.
 */
function wasNotDone({ status, headers }: Reply, retryBusy: boolean | undefined): boolean {
  const saysWhen = status === 429 || headers.has("retry-after");
  return busyStatuses.includes(status) && (retryBusy ?? saysWhen);
}

/** Sending again cannot help against these. */
const finalReasons: readonly NetworkReason[] = ["aborted", "too large", "certificate", "proxy"];

/**
 * What a call says holds for all of it. Otherwise a body that is read or sent as it comes may take as
 * long as it moves, and one that is sent whole as long as its size explains.
 */
function limitsOf(
  client: Client,
  options: ExchangeOptions,
): { totalMs: number | undefined; stallMs: number | undefined; maxBytes: number } {
  const { timeoutMs, stream, open, blob } = options;
  const maxBytes = checkedMaxBytes(options.maxBytes ?? client.maxBytes);
  if (timeoutMs !== undefined) {
    return { totalMs: checkedTimeout(timeoutMs), stallMs: undefined, maxBytes };
  }
  if (stream !== undefined || open) {
    return { totalMs: undefined, stallMs: client.timeoutMs, maxBytes };
  }
  const totalMs = Math.min(client.timeoutMs + sendingMs(blob?.size ?? 0), longestMs);
  return { totalMs, stallMs: undefined, maxBytes };
}

async function requestHeaders(
  client: Client,
  options: ExchangeOptions,
  contentType: string | undefined,
): Promise<{
  readonly headers: Headers;
  /** Whether nothing was put on it that could be a credential; only a refusal asks. */
  readonly bare: () => boolean;
}> {
  const own = (): Headers => ownHeaders(client, options, contentType);
  const headers = own();
  await client.authorizer.apply(headers);
  return { headers, bare: () => [...headers].length <= [...own()].length };
}

/** What a request carries before a credential is put on it. */
function ownHeaders(
  client: Client,
  options: ExchangeOptions,
  contentType: string | undefined,
): Headers {
  const agent = client.appName ? `keyferry/${version} ${client.appName}` : `keyferry/${version}`;
  // One by one, which takes a third of the time that an object of them does.
  const headers = new Headers();
  headers.set("accept", "application/json");
  headers.set("user-agent", agent);
  if (contentType !== undefined) headers.set("content-type", contentType);
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
  return headers;
}
