/** Keeping a token fresh: renewed in time, once for everybody who waits, stored before it is used. */

import type { Secret } from "../credentials/secret/secret.ts";
import type { Authorizer } from "../http/authorizer.ts";
import { isRefusal } from "../http/reply/is_refusal.ts";
import { storedRenewals } from "./renew_stored.ts";
import { isDue, type Renewable, renewingKinds, type RenewingOptions } from "./renewable.ts";
import { checkArguments, checkOptions } from "../options.ts";

/**
 * An authorizer whose record can be looked at and renewed at will.
 *
 * @category Authorizers
 */
export interface RenewingAuthorizer<R> extends Authorizer {
  /** The record as it is now. */
  current(): R;
  /** Renews it now, or joins a renewal under way. */
  refresh(): Promise<R>;
}

/**
 * An authorizer that renews its token 60 s before it expires, or when the service refuses it. All callers
 * in a process share one renewal, and wait for it rather than send a token that was refused; between
 * processes the store's file is locked and read again, and another process's new token is taken over
 * instead of using the old one twice. A refresh token is sent only where its successor can be stored.
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
 *
 * @category Authorizers
 */
export function renewingAuthorizer<R extends Renewable>(
  record: R,
  options: RenewingOptions<R>,
): RenewingAuthorizer<R> {
  checkArguments({ record }, { record: "names" });
  checkOptions<object>(options, renewingKinds);
  const { store, now = Date.now } = options;
  const stored = store && storedRenewals(store, options);
  let current = record;
  let flight: Promise<R> | undefined;
  let failures = 0;
  let failure: unknown;
  /** A record that was due as soon as it came: its end tells nothing, and it is used until it is refused. */
  let endless: R | undefined;
  /** A record whose token the service has refused. */
  let refused: R | undefined;
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
    const next = await (stored ?? options).renew(held);
    current = next;
    if (isDue(next, now())) endless = next;
    await options.onRefresh?.(next);
    return next;
  };
  /** Whether a token would be sent to be refused: its successor comes, or the last renewal was refused, too. */
  const isHopeless = (): boolean => {
    return current === refused && (flight !== undefined || isRefusal(failure));
  };
  return {
    current: () => current,
    refresh,
    async apply(headers: Headers): Promise<void> {
      const isOver = current !== endless && isDue(current, now());
      if (isOver || isHopeless()) await refresh();
      else await stored?.catchUp();
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
      refused = current;
      await refresh();
      return true;
    },
  };
}

/** Whether an authorizer is one whose record can be looked at. */
export function isRenewing(
  authorizer: Authorizer,
): authorizer is RenewingAuthorizer<Renewable> {
  return "current" in authorizer && "refresh" in authorizer;
}

function bearer(token: Secret): string {
  return `Bearer ${token.reveal()}`;
}
