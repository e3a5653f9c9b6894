/** A base URL, an authorizer and a policy: what every client function takes first. */

import { ArgumentRangeError, ArgumentTypeError } from "../argument_error.ts";
import type { Step } from "../credentials/errors/step.ts";
import type { Retry } from "../credentials/surroundings.ts";
import { type Authorizer, nullAuthorizer } from "./authorizer.ts";
import { checkedBaseUrl } from "./base_url.ts";
import type { AuthorizationRequirements, NetworkReason } from "./reply/errors.ts";
import type { Reply } from "./reply/reply.ts";
import {
  defaultRetryPolicy,
  type RetryChoice,
  retryKinds,
  type RetryPolicy,
} from "./waiting/retry.ts";
import {
  checkArguments,
  checkOptions,
  dropUndefined,
  type OptionKinds,
  pickOptions,
} from "../options.ts";

/**
 * The service's own part of reading an error reply.
 *
 * @category Calls and clients
 */
export interface ErrorWords {
  /** The service's code. */
  readonly apiCode?: string | undefined;
  /** Its explanation. */
  readonly explanation?: string | undefined;
  /** Its id of the request. */
  readonly requestId?: string | undefined;
  /** What to do next. */
  readonly step?: Step | undefined;
  /** Whether the credential was refused; as `isRejected` says by default. */
  readonly loginNeeded?: boolean | undefined;
  /** What it wants the person to do first. */
  readonly requirements?: AuthorizationRequirements | undefined;
}

/**
 * What a client is made of; client functions take it first.
 *
 * @category Calls and clients
 */
export interface Client {
  /** The service's name for people, such as `Globus Transfer`. */
  readonly service: string;
  /** Where it answers, without a slash at the end. */
  readonly baseUrl: string;
  /** What a path of the low level is below unless it names a version itself, such as `/v0.10`. */
  readonly basePath: string;
  /** Puts the credential on a request. */
  readonly authorizer: Authorizer;
  /** The program's name, sent in User-Agent. */
  readonly appName: string | undefined;
  /** When to send again. */
  readonly retry: RetryPolicy;
  /** How long one attempt may take, body included, in milliseconds. */
  readonly timeoutMs: number;
  /** How long an answer that is read whole may be once it is unpacked, in bytes. */
  readonly maxBytes: number;
  /** Gives up every call of this client. */
  readonly signal: AbortSignal | undefined;
  /** The `fetch` to use. */
  readonly fetch: typeof globalThis.fetch;
  /** Is told of each request that is about to be sent again, before the wait. */
  readonly onRetry: ((retry: Retry) => void) | undefined;
  /** Waits, in milliseconds. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Reads the service's own words out of an error reply. */
  readonly errorWords: (reply: Reply) => ErrorWords;
  /** Whether the service means an error for good although its status is worth another try. */
  readonly isFinal: (reply: Reply) => boolean;
  /** Whether an error reply means that the credential is not (or no longer) good. */
  readonly isRejected: (reply: Reply) => boolean;
  /** Whether a GET follows a redirect to another origin: only where no credential is ever sent. */
  readonly followsElsewhere: boolean;
  /** What the environment has to do with a connection that failed, where it has. */
  readonly aboutConnection: (reason: NetworkReason) => string | undefined;
}

/**
 * What a caller may choose about a client.
 *
 * @category Calls and clients
 */
export interface ClientOptions {
  /** Puts the credential on a request; none by default. */
  readonly authorizer?: Authorizer | undefined;
  /** Where the service answers, in place of its well-known address. */
  readonly baseUrl?: string | undefined;
  /** The program's name, sent in User-Agent. */
  readonly appName?: string | undefined;
  /** When to send again; what is left out keeps its default. */
  readonly retry?: RetryChoice | undefined;
  /**
   * How long one attempt may take, body included, in milliseconds.
   *
   * @default {60_000}
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How long an answer that is read whole may be once it is unpacked, in bytes. Files and other bodies
   * that are read as they come have no such bound.
   *
   * @default {67_108_864, which is 64 MiB}
   */
  readonly maxBytes?: number | undefined;
  /** Gives up every call of this client. */
  readonly signal?: AbortSignal | undefined;
  /** The `fetch` to use. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Is told of each request that is about to be sent again, before the wait. */
  readonly onRetry?: ((retry: Retry) => void) | undefined;
  /** Waits, in milliseconds. */
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined;
  /** The clock, in milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

/** How a client behaves, wherever its service is and whoever calls it; as a value. */
export const behaviourKinds: OptionKinds<Omit<ClientOptions, "authorizer" | "baseUrl">> = {
  appName: "text",
  retry: "object",
  timeoutMs: "number",
  maxBytes: "number",
  signal: "signal",
  fetch: "function",
  onRetry: "function",
  sleep: "function",
  now: "function",
};

/** What a caller may choose about a client, as a value. */
export const clientKinds: OptionKinds<ClientOptions> = {
  ...behaviourKinds,
  authorizer: "object",
  baseUrl: "text",
};

/**
 * The options of a client among wider options, such as those of a `restore()`.
 *
 * @param wider The wider options.
 *
 * @example
 * ```ts
 * import { clientPart } from "@keyferry/keyferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options = { home: "/home/ada", timeoutMs: 5000, appName: undefined };
 * assertEquals(clientPart(options), { timeoutMs: 5000 });
 * ```
 *
 * @category Calls and clients
 */
export function clientPart(wider: ClientOptions): ClientOptions {
  checkArguments({ wider }, { wider: "names" });
  return pickOptions(wider, clientKinds);
}

/**
 * What a platform fixes about its clients.
 *
 * @category Calls and clients
 */
export interface ServiceFacts {
  /** The service's name for people. */
  readonly service: string;
  /** Its well-known address. */
  readonly baseUrl: string;
  /** What a path of the low level is below, unless it names a version itself. */
  readonly basePath?: string | undefined;
  /** Reads its own words out of an error reply. */
  readonly errorWords?: ((reply: Reply) => ErrorWords) | undefined;
  /** Whether it means an error for good although its status is worth another try. */
  readonly isFinal?: ((reply: Reply) => boolean) | undefined;
  /**
   * Whether an error reply means that the credential is not (or no longer) good.
   *
   * @default {a status of 401}
   */
  readonly isRejected?: ((reply: Reply) => boolean) | undefined;
  /** What the environment has to do with a connection that failed, where it has. */
  readonly aboutConnection?: ((reason: NetworkReason) => string | undefined) | undefined;
  /** Whether a GET follows a redirect to another origin; nothing secret may be sent then. */
  readonly followsElsewhere?: boolean | undefined;
}

/**
 * Makes a client. Touches nothing: no network, file or variable.
 *
 * @param facts What the platform fixes.
 * @param options What the caller chooses.
 * @throws {TypeError} When the base URL is not valid, holds a user or a query, or is plain `http:` to
 * another machine.
 * @throws {RangeError} When `timeoutMs`, `maxBytes` or a number of `retry` is not possible.
 *
 * @example
 * ```ts
 * import { createClient } from "@keyferry/keyferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const facts = { service: "Runs", baseUrl: "https://runs.example.org" };
 * const client = createClient(facts, { timeoutMs: 5000 });
 * assertEquals([client.service, client.timeoutMs], ["Runs", 5000]);
 * ```
 *
 * @category Calls and clients
 */
export function createClient(facts: ServiceFacts, options: ClientOptions = {}): Client {
  checkArguments({ facts }, { facts: "names" });
  checkArguments({ "facts.service": facts.service }, { "facts.service": "text" });
  checkOptions(options, clientKinds);
  checkOptions(options.retry ?? {}, retryKinds);
  return {
    service: facts.service,
    baseUrl: checkedBaseUrl(options.baseUrl ?? facts.baseUrl),
    basePath: facts.basePath ?? "",
    authorizer: options.authorizer ?? nullAuthorizer(),
    appName: checkedAppName(options.appName),
    retry: { ...defaultRetryPolicy, ...dropUndefined(options.retry ?? {}) },
    timeoutMs: checkedTimeout(options.timeoutMs ?? 60_000),
    maxBytes: checkedMaxBytes(options.maxBytes ?? 67_108_864),
    signal: options.signal,
    fetch: options.fetch ?? globalThis.fetch,
    onRetry: options.onRetry,
    sleep: options.sleep ?? sleep,
    now: options.now ?? Date.now,
    errorWords: facts.errorWords ?? (() => ({})),
    isFinal: facts.isFinal ?? (() => false),
    isRejected: facts.isRejected ?? (({ status }) => status === 401),
    followsElsewhere: facts.followsElsewhere ?? false,
    aboutConnection: facts.aboutConnection ?? (() => undefined),
  };
}

/**
 * What a client is, for a person.
 *
 * @param client The client.
 * @returns Such as `Globus Transfer client for https://transfer.api.globus.org`.
 */
export function clientWords({ service, baseUrl }: Pick<Client, "service" | "baseUrl">): string {
  return `${service} client for ${baseUrl}`;
}

/**
 * A program's name that may stand in a header.
 *
 * @param name The name.
 * @throws {TypeError} When it may not.
 */
export function checkedAppName(name: string | undefined): string | undefined {
  if (name !== undefined && !/^[\x20-\x7e]*$/.test(name)) {
    throw new ArgumentTypeError(
      `appName ${JSON.stringify(name)} cannot stand in a header: use plain ASCII`,
    );
  }
  return name;
}

/** As long as a timer can count, in milliseconds: beyond 32 bits it fires at once. */
export const longestMs = 2_147_483_647;

/**
 * A time-out that a timer can keep.
 *
 * @param ms Milliseconds.
 * @throws {RangeError} When it is not valid, or beyond what a timer can count.
 */
export function checkedTimeout(ms: number): number {
  if (Number.isFinite(ms) && ms > 0 && ms <= longestMs) return ms;
  throw new ArgumentRangeError(`timeoutMs must be between 1 and 2147483647: it is ${ms}`);
}

/**
 * A number of bytes that a body may have.
 *
 * @param bytes The number.
 * @throws {RangeError} When it is not a whole number of at least 1.
 */
export function checkedMaxBytes(bytes: number): number {
  if (Number.isSafeInteger(bytes) && bytes >= 1) return bytes;
  throw new ArgumentRangeError(`maxBytes must be a whole number of at least 1: it is ${bytes}`);
}

/**
 * Waits, unless given up; 24 days at most, which is as long as a timer can count.
 *
 * @param ms Milliseconds.
 * @param signal Ends the wait by throwing its reason.
 */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, Math.min(ms, longestMs));
    signal?.addEventListener("abort", stop, { once: true });
  });
}
