/** What can be renewed, when, and how. */

import type { Secret } from "../credentials/secret/secret.ts";
import type { RecordStore } from "./record_store.ts";
import type { OptionKinds } from "../options.ts";

/**
 * What can be renewed: the three fields that all platforms' records have.
 *
 * @category Authorizers
 */
export interface Renewable {
  /** The token that calls carry; none before the first was obtained. */
  readonly accessToken: Secret | undefined;
  /** The token that gets the next one; none where an id and a secret, or a password, do. */
  readonly refreshToken: Secret | undefined;
  /** When the access token expires, in milliseconds since 1970, where known. */
  readonly expiresAt: number | undefined;
}

/**
 * How a record is renewed.
 *
 * @category Authorizers
 */
export interface RenewingOptions<R> {
  /** Gets the next record with the one given. */
  renew(record: R): Promise<R>;
  /** Where the record is kept; in memory alone without it. */
  readonly store?: RecordStore<R> | undefined;
  /** Is told of each new record, after it was stored or could not be: `storeUnsavedLogins()` tells. */
  readonly onRefresh?: ((record: R) => void | Promise<void>) | undefined;
  /** What was found, for an error. */
  readonly wanted: string;
  /** The clock, in milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

/** How a record is renewed, as a value. */
export const renewingKinds: OptionKinds<RenewingOptions<Renewable>> = {
  renew: "function",
  store: "object",
  onRefresh: "function",
  wanted: "text",
  now: "function",
};

/** A token is renewed so long before its end: a request may take that long to arrive. */
const marginMs = 60_000;

/** Whether a record is renewed with the next call. */
export function isDue({ accessToken, expiresAt }: Renewable, now: number): boolean {
  return accessToken === undefined || expiresAt !== undefined && isDueAt(expiresAt, now);
}

/**
 * Whether a token that expires at a time is renewed with the next call.
 *
 * @param expiresAt When it ends, in milliseconds since 1970.
 * @param now The time, in milliseconds since 1970.
 */
export function isDueAt(expiresAt: number, now: number): boolean {
  return expiresAt - marginMs <= now;
}

/**
 * The seconds that a token's reply names.
 *
 * @param said What stands for `expires_in`: a number, or as some services have it its text.
 * @returns Nothing where it is neither.
 */
export function lifetimeSeconds(said: unknown): number | undefined {
  if (typeof said !== "number" && typeof said !== "string") return undefined;
  const seconds = Number(said);
  return Number.isFinite(seconds) ? seconds : undefined;
}
