/** One request and its answer. */

import { ArgumentTypeError } from "../../argument_error.ts";
import { KeyferryError, PermissionNeededError } from "../../credentials/errors/errors.ts";
import { wayTo } from "../../credentials/direct.ts";
import { isGranted } from "../../credentials/permissions.ts";
import type { Client } from "../client.ts";
import { NetworkError, type NetworkReason } from "../reply/errors.ts";
import { type Incoming, incoming, TooLarge } from "../body/incoming.ts";
import { rawFetch } from "./raw_fetch.ts";
import { reachesNetwork } from "./observed_fetch.ts";
import { readReply, type Reply } from "../reply/reply.ts";
import { type Outgoing, outgoing } from "../body/outgoing.ts";
import { unreachable } from "./unreachable.ts";
import { startWaiting } from "../waiting/waiting.ts";

/** What is sent once. */
export interface Attempt<T> {
  /** The HTTP method. */
  readonly method: string;
  /** The URL. */
  readonly url: string;
  /** The headers, the credential among them. */
  readonly headers: Headers;
  /** The body. */
  readonly body: BodyInit | undefined;
  /** How long all of it may take, in milliseconds. */
  readonly totalMs: number | undefined;
  /** How long nothing may happen, in milliseconds. */
  readonly stallMs: number | undefined;
  /** How much of an answer is read whole, in bytes. */
  readonly maxBytes: number;
  /** Those who may give up. */
  readonly signals: readonly AbortSignal[];
  /** Is told of each piece of a body that is sent or read as it comes. */
  readonly onPiece: ((piece: Uint8Array) => void) | undefined;
  /** How the body of a good answer is read. */
  readonly read: (answer: Incoming) => Promise<T> | T;
}

/** How much of an answer that is an error is read, in bytes: 1 MiB, which no words of a service fill. */
const errorBytes = 1_048_576;

/** What a request came to: a good answer as it was read, or any other as text. */
export type Outcome<T> = { readonly good: T } | { readonly reply: Reply };

/**
 * Sends a request once and reads the answer.
 *
 * @param client The client.
 * @param request What is sent, and how the answer is read.
 * @throws {NetworkError} When no whole answer comes.
 * @throws {PermissionNeededError} When Deno may not reach the service.
 */
export async function attempt<T>(client: Client, request: Attempt<T>): Promise<Outcome<T>> {
  const { method, url, headers, body, totalMs, stallMs, maxBytes, signals } = request;
  const { onPiece, read } = request;
  const place = placeOf(url);
  const bodied = method === "GET" && body !== undefined;
  const reaches = bodied || reachesNetwork(client.fetch);
  if (reaches && (client.fetch !== globalThis.fetch || mayAsk())) demandNet(client, place);
  // What Deno may not reach, a `fetch` of the caller's own does not reach through a proxy either.
  const way = reaches || isReachable(place) ? wayTo(place.url) : "usual";
  const send = bodied || reaches && way === "raw" ? rawFetch : client.fetch;
  const waiting = startWaiting({ totalMs, stallMs, signals });
  let sent: Outgoing | undefined;
  let status: number | undefined;
  let most = maxBytes;
  let open = false;
  const failed = (cause: unknown): unknown => {
    const { ending } = waiting;
    if (ending !== undefined) {
      const { reason, detail, cause } = ending;
      return new NetworkError(reason, method, url, withWords(client, reason, detail), { cause });
    }
    if (cause instanceof TooLarge) {
      const more = most === maxBytes ? ": ask for less at once, or allow more with maxBytes" : "";
      const detail = `its body, of status ${status}, has more than ${most} bytes${more}`;
      return new NetworkError("too large", method, url, detail, { cause });
    }
    const broken = sent?.failure();
    const own = broken?.cause ?? cause;
    // A file's error, say, tells more than that nothing came of sending it.
    if (own instanceof KeyferryError || own instanceof ArgumentTypeError) return own;
    if (own instanceof Deno.errors.NotCapable && !isReachable(place)) {
      return notPermitted(client, place, { cause: own });
    }
    if (broken !== undefined) {
      const detail = "what was to be sent broke off";
      return new NetworkError("torn body", method, url, detail, broken);
    }
    if (status !== undefined) {
      return new NetworkError("torn body", method, url, "the answer broke off", { cause });
    }
    const { reason, detail, step } = unreachable(cause, place.url);
    return new NetworkError(reason, method, url, withWords(client, reason, detail), {
      cause,
      step,
    });
  };
  try {
    sent = outgoing(body, waiting, onPiece);
    const response = await waiting.until(send(url, {
      method,
      headers: send === globalThis.fetch ? headersByName(headers) : headers,
      redirect: "manual",
      signal: waiting.signal,
      ...(typeof way === "object" ? way : {}),
      ...(sent.body === undefined ? {} : { body: sent.body }),
    }));
    status = response.status;
    const arrival = { response, waiting, maxBytes, onPiece, failed };
    if (response.ok) return { good: await read(incoming(arrival, () => open = true)) };
    most = Math.min(maxBytes, errorBytes);
    // It is not the long body that was asked for, however long that may take.
    if (stallMs !== undefined) waiting.within(stallMs);
    return { reply: await readReply(incoming({ ...arrival, maxBytes: most }, () => {})) };
  } catch (cause) {
    throw failed(cause);
  } finally {
    if (!open) waiting.done();
    sent?.letGo();
  }
}

/** What a person may have set in vain stands beside what went wrong. */
function withWords(client: Client, reason: NetworkReason, detail: string): string {
  const words = client.aboutConnection(reason);
  return words === undefined ? detail : `${detail}; ${words}`;
}

/** An origin that is asked. */
interface Place {
  readonly url: URL;
  /** As a permission names it: with its port, since a grant for that port alone is enough. */
  readonly host: string;
}

/** Kept, since taking a URL apart costs more than asking Deno. */
const places = new Map<string, Place>();

function placeOf(url: string): Place {
  // Without a query, which may hold a token, and of which there are many.
  const origin = /^[^/]*\/\/[^/?#]*/.exec(url)?.[0] ?? url;
  const known = places.get(origin);
  if (known !== undefined) return known;
  const { protocol, hostname, port } = new URL(origin);
  const host = `${hostname}:${port || (protocol === "http:" ? 80 : 443)}`;
  const found = { url: new URL(origin), host };
  places.set(origin, found);
  return found;
}

/**
 * Refuses before Deno is made to ask: on a terminal it would stop the program with a question.
 *
 * @param client The client.
 * @param place Where the request goes.
 * @throws {PermissionNeededError} When Deno may not reach it.
 */
function demandNet(client: Client, place: Place): void {
  if (!isReachable(place)) throw notPermitted(client, place);
}

let terminal: boolean | undefined;

/** Whether Deno could ask: without a terminal it refuses by itself, and to look first costs each call. */
function mayAsk(): boolean {
  return terminal ??= Deno.stdin.isTerminal();
}

function notPermitted(client: Client, { url }: Place, options?: ErrorOptions): KeyferryError {
  const flag = `--allow-net=${url.host}`;
  return new PermissionNeededError(`Cannot reach ${client.service}`, [flag], options);
}

function isReachable({ host }: Place): boolean {
  return isGranted({ name: "net", host });
}

/**
 * What a request ends in that one of its callers gave up, if one did.
 *
 * @param signals The callers' signals.
 * @param method The HTTP method.
 * @param url The URL.
 */
export function givenUp(
  signals: readonly AbortSignal[],
  method: string,
  url: string,
): NetworkError | undefined {
  const given = signals.find((signal) => signal.aborted);
  if (given === undefined) return undefined;
  return new NetworkError("aborted", method, url, "the caller gave up", { cause: given.reason });
}

/** Headers by name, as Deno's own `fetch` takes them in fastest. */
function headersByName(headers: Headers): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  headers.forEach((value, name) => record[name] = value);
  return record;
}
