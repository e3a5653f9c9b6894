/** When to send a request again, as data. */

import type { OptionKinds } from "../../options.ts";

/**
 * When to send a request again.
 *
 * @category Retries and waiting
 */
export interface RetryPolicy {
  /** How many times at most, after the first. */
  readonly retries: number;
  /** Statuses that are worth another try. */
  readonly statuses: readonly number[];
  /** The base of the waiting time, in seconds: the n-th wait is `(base + 2 base random) 2^n`. */
  readonly base: number;
  /** The longest wait, in seconds; caps Retry-After too. */
  readonly cap: number;
}

/**
 * What of a policy a caller chooses; the rest keeps its default.
 *
 * @category Retries and waiting
 */
export type RetryChoice = { readonly [Name in keyof RetryPolicy]?: RetryPolicy[Name] | undefined };

/** A policy, as a value. */
export const retryKinds: OptionKinds<RetryChoice> = {
  retries: "number",
  statuses: "list",
  base: "number",
  cap: "number",
};

/**
 * The policy of the Python SDK 4: 5 retries, (0.25 + 0.5 r) 2^n seconds, 10 s at most.
 *
 * @category Retries and waiting
 */
export const defaultRetryPolicy: RetryPolicy = {
  retries: 5,
  statuses: [429, 500, 502, 503, 504],
  base: 0.25,
  cap: 10,
};

/**
 * How long to wait before the next attempt.
 *
 * @param policy The policy.
 * @param attempt How many attempts failed before this one, from 0.
 * @param retryAfter The Retry-After header, where there was one: seconds or a date (RFC 9110 section
 * 10.2.3).
 * @param options `now` in milliseconds since 1970; `random` in [0, 1).
 * @returns Milliseconds.
 */
export function retryDelayMs(
  policy: RetryPolicy,
  attempt: number,
  retryAfter: string | null,
  options: {
    readonly now?: (() => number) | undefined;
    readonly random?: (() => number) | undefined;
  } = {},
): number {
  const { now = Date.now, random = Math.random } = options;
  const asked = askedDelayMs(retryAfter, now());
  const own = policy.base * (1 + 2 * random()) * 2 ** attempt * 1000;
  return Math.min(asked ?? own, policy.cap * 1000);
}

/** A zero, a date that has passed, or junk means nothing: the own delay is used. */
function askedDelayMs(retryAfter: string | null, now: number): number | undefined {
  if (retryAfter === null) return undefined;
  const text = retryAfter.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
