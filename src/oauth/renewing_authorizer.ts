/** Keeping a token fresh: renewed in time, once for everybody who waits, stored before it is used. */

import { CredentialError } from "../credentials/errors.ts";
import { withFileLocks } from "../credentials/file_lock.ts";
import type { Secret } from "../credentials/secret.ts";
import type { Authorizer } from "../http/authorizer.ts";
import { isRefusal } from "../http/is_refusal.ts";
import { clearIntent, noteIntent } from "./renewal_intent.ts";

/** What can be renewed: the three fields that all platforms' records have. */
export interface Renewable {
  /** The token that calls carry; none before the first was bought. */
  readonly accessToken: Secret | undefined;
  /** The token that buys the next one; none where an id and a secret, or a password, do. */
  readonly refreshToken: Secret | undefined;
  /** When the access token ends, in milliseconds since 1970, where known. */
  readonly expiresAt: number | undefined;
}

/** Where a record is kept between runs. */
export interface RecordStore<R> {
  /** The file that is locked while the record changes. */
  readonly path: string;
  /** Other files that `write` changes: locked as well, which proves that they can be written. */
  readonly beside?: readonly string[];
  /** Reads the record as it is now. */
  read(): Promise<R | undefined>;
  /** Writes the record, whole or not at all. */
  write(record: R): Promise<void>;
}

/** How a record is renewed. */
export interface RenewingOptions<R> {
  /** Buys the next record with the one given. */
  renew(record: R): Promise<R>;
  /** Where the record is kept; in memory alone without it. */
  readonly store?: RecordStore<R>;
  /** Is told of each new record, after it was stored. */
  onRefresh?(record: R): void | Promise<void>;
  /** What was found, for an error. */
  readonly wanted: string;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** An authorizer whose record can be looked at and renewed at will. */
export interface RenewingAuthorizer<R> extends Authorizer {
  /** The record as it is now. */
  current(): R;
  /** Renews it now, or joins a renewal under way. */
  refresh(): Promise<R>;
}

/** A token is renewed so long before its end: a request may take that long to arrive. */
const marginMs = 60_000;

/**
 * An authorizer that renews its token 60 s before it ends, or when the service refuses it. All callers
 * in a process share one renewal; between processes the store's file is locked and read again, and
 * another process's new token is taken over instead of spending the old one twice.
 *
 * @param record The record to begin with.
 * @param options See {@linkcode RenewingOptions}.
 *
 * @example Two calls, one renewal
 * ```ts
 * import { renewingAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { Secret } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * let renewals = 0;
 * const authorizer = renewingAuthorizer(
 *   { accessToken: new Secret("old"), refreshToken: new Secret("next"), expiresAt: 0 },
 *   {
 *     wanted: "made-up token",
 *     renew: () => {
 *       renewals++;
 *       return Promise.resolve({
 *         accessToken: new Secret("new"),
 *         refreshToken: new Secret("after"),
 *         expiresAt: Date.now() + 3_600_000,
 *       });
 *     },
 *   },
 * );
 * const [one, two] = [new Headers(), new Headers()];
 * await Promise.all([authorizer.apply(one), authorizer.apply(two)]);
 * assertEquals([one.get("authorization"), renewals], ["Bearer new", 1]);
 * ```
 */
export function renewingAuthorizer<R extends Renewable>(
  record: R,
  options: RenewingOptions<R>,
): RenewingAuthorizer<R> {
  const { store, now = Date.now } = options;
  let current = record;
  let flight: Promise<R> | undefined;
  let failures = 0;
  let failure: unknown;
  /** How many renewals had failed when a request went out. */
  const sentAfter = new WeakMap<Headers, number>();
  const refresh = (): Promise<R> => {
    flight ??= replaced(current).catch((error) => {
      failures++;
      failure = error;
      throw error;
    }).finally(() => flight = undefined);
    return flight;
  };
  const replaced = async (held: R): Promise<R> => {
    const next = store === undefined
      ? await options.renew(held)
      : await withFileLocks([store.path, ...store.beside ?? []], () => {
        return renewStored(held, store, options);
      });
    current = next;
    await options.onRefresh?.(next);
    return next;
  };
  return {
    current: () => current,
    refresh,
    async apply(headers: Headers): Promise<void> {
      if (isDue(current, now())) await refresh();
      const { accessToken } = current;
      if (accessToken !== undefined) headers.set("authorization", bearer(accessToken));
      sentAfter.set(headers, failures);
    },
    async rejected(_response: Response, sent: Headers): Promise<boolean> {
      const { accessToken } = current;
      const token = accessToken === undefined ? null : bearer(accessToken);
      // Refused with a token that has been replaced meanwhile: the new one deserves its own try.
      if (sent.get("authorization") !== token) return true;
      // One failed renewal answers every request that was under way, however late its refusal comes.
      if ((sentAfter.get(sent) ?? failures) < failures) throw failure;
      await refresh();
      return true;
    },
  };
}

function bearer(token: Secret): string {
  return `Bearer ${token.reveal()}`;
}

function isDue({ accessToken, expiresAt }: Renewable, now: number): boolean {
  return accessToken === undefined || expiresAt !== undefined && isDueAt(expiresAt, now);
}

/**
 * Whether a token that ends at a time is renewed with the next call.
 *
 * @param expiresAt When it ends, in milliseconds since 1970.
 * @param now The time, in milliseconds since 1970.
 */
export function isDueAt(expiresAt: number, now: number): boolean {
  return expiresAt - marginMs <= now;
}

/** Renews what the store holds; its file is locked meanwhile. */
async function renewStored<R extends Renewable>(
  held: R,
  store: RecordStore<R>,
  options: RenewingOptions<R>,
): Promise<R> {
  const stored = await store.read();
  const now = (options.now ?? Date.now)();
  if (stored !== undefined && isOther(stored, held) && !isDue(stored, now)) return stored;
  const base = stored ?? held;
  const { refreshToken } = base;
  const interrupted = refreshToken !== undefined && await noteIntent(store.path, refreshToken);
  let next: R;
  try {
    next = await options.renew(base);
  } catch (cause) {
    if (!isRefusal(cause)) throw cause;
    if (refreshToken !== undefined) await clearIntent(store.path, refreshToken);
    if (!interrupted) throw cause;
    throw new CredentialError(
      `Refresh interrupted: an earlier process spent the refresh token in ${store.path} and ended ` +
        "before the new one was stored; log in again",
      { wanted: options.wanted, lines: [] },
      { cause },
    );
  }
  await store.write(next);
  if (refreshToken !== undefined) await clearIntent(store.path, refreshToken);
  return next;
}

function isOther(stored: Renewable, held: Renewable): boolean {
  return stored.refreshToken?.reveal() !== held.refreshToken?.reveal() ||
    stored.accessToken?.reveal() !== held.accessToken?.reveal();
}
