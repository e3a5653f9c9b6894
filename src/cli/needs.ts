/** The permissions that a command needs as things stand now. */

import type { Chain } from "../credentials/chain.ts";
import type { Permission } from "../credentials/permissions.ts";
import { isDueAt } from "../oauth/renewing_authorizer.ts";

/** What a command needs from Deno. */
export interface Needs {
  /** Without any one of these the command fails and names it. */
  readonly needed: readonly Permission[];
  /** With these it does something more. */
  readonly optional?: readonly OptionalNeed[];
  /** What keeps the answer from being exact. */
  readonly notes?: readonly string[];
}

/** A permission that a command does without. */
export interface OptionalNeed {
  /** The permission. */
  readonly permission: Permission;
  /** What the command does with it. */
  readonly why: string;
}

/** A chain, walked. */
export interface WalkedChain<T> {
  /** What looking at the sources up to the one that is used needs. */
  readonly needed: readonly Permission[];
  /** What was found. */
  readonly value: T | undefined;
  /** Whether all sources count: none has it, or one may not be looked at. */
  readonly exhausted: boolean;
  /** What keeps the answer from being exact. */
  readonly notes: readonly string[];
}

/**
 * Walks a chain as a command does, and says which permissions that takes: those of every source up to
 * the one that is used; of all of them where none has it, or where one may not be looked at.
 *
 * @param chain The chain.
 */
export async function walkForNeeds<T>(chain: Chain<T>): Promise<WalkedChain<T>> {
  const needed: Permission[] = [];
  const closed: string[] = [];
  let value: T | undefined;
  for (const source of chain.sources) {
    needed.push(...source.permissions);
    const outcome = await source.load();
    if (outcome.state === "not permitted") closed.push(source.name);
    const ended = outcome.state === "used" || outcome.state === "broken";
    if (outcome.state === "used") value ??= outcome.value;
    if (ended && closed.length === 0) return { needed, value, exhausted: false, notes: [] };
  }
  const notes = closed.length === 0 ? [] : [
    `this is the most that looking for the ${chain.wanted} can need: \`permissions\` itself may ` +
    `not look at ${closed.join(", ")}`,
  ];
  return { needed, value, exhausted: true, notes };
}

/** A token as far as its renewal is concerned. */
export interface TokenAge {
  /** What renewing it needs. */
  readonly renewal: readonly Permission[];
  /** Whether there is a token yet. */
  readonly bought: boolean;
  /** When it ends, in milliseconds since 1970, where known. */
  readonly expiresAt: number | undefined;
}

/**
 * What renewing a token needs: needed where the next call renews it, optional before.
 *
 * @param age The token.
 * @param now The time, in milliseconds since 1970.
 */
export function renewalNeeds(
  { renewal, bought, expiresAt }: TokenAge,
  now: number,
): Pick<Needs, "needed" | "optional"> {
  const due = !bought || expiresAt !== undefined && isDueAt(expiresAt, now);
  if (due) return { needed: renewal };
  const why = "to renew the token when it ends";
  return { needed: [], optional: renewal.map((permission) => ({ permission, why })) };
}

/**
 * What calling a service needs.
 *
 * @param address The service's address.
 */
export function netPermissions(address: string): Permission[] {
  const url = URL.parse(address);
  return url === null ? [] : [{ name: "net", host: url.host }];
}
