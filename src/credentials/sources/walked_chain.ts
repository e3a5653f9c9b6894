/** Which of a chain's sources a program has to look at, as things stand now. */

import type { Chain } from "./chain.ts";
import type { Permission } from "../permissions.ts";
import { type SourceState, stopsSearch } from "./source.ts";
import { outcomeOf } from "./outcome_of.ts";

/**
 * A permission that a program does without.
 *
 * @category Sources and chains
 */
export interface OptionalPermission {
  /** The permission. */
  readonly permission: Permission;
  /** What the program does with it. */
  readonly why: string;
}

/** A chain, walked. */
export interface WalkedChain<T> {
  /** What looking at the sources that have to be looked at needs. */
  readonly needed: readonly Permission[];
  /** What looking at the others needs, which come before the one that is used. */
  readonly optional: readonly OptionalPermission[];
  /** What was found. */
  readonly value: T | undefined;
  /** Whether all sources count: none has it, or one may not be checked. */
  readonly exhausted: boolean;
  /** What keeps the answer from being exact. */
  readonly notes: readonly string[];
}

interface WalkedSource {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly state: SourceState;
  /** Whether the search ends here. */
  readonly ended: boolean;
}

/**
 * Walks a chain as a program does, and says which permissions that takes. With `strict` those of every
 * source up to the one that is used, since any of them might have it; otherwise those of that one alone.
 * Sources that may not be checked now count as needed.
 *
 * @param chain The chain.
 * @param options `strict`, as the program resolves the chain.
 */
export async function walkForNeeds<T>(
  chain: Chain<T>,
  { strict = true }: { readonly strict?: boolean | undefined } = {},
): Promise<WalkedChain<T>> {
  const walked: WalkedSource[] = [];
  const isClosed = ({ state }: WalkedSource): boolean => state === "not permitted";
  let value: T | undefined;
  for (const source of chain.sources) {
    const outcome = await outcomeOf(source);
    const ended = outcome.state === "used" || stopsSearch(outcome);
    walked.push({
      name: source.name,
      permissions: source.permissions,
      state: outcome.state,
      ended,
    });
    if (outcome.state === "used") value ??= outcome.value;
    if (ended && !walked.some(isClosed)) break;
  }
  const closed = walked.filter(isClosed);
  const last = walked.at(-1);
  const exhausted = closed.length > 0 || !last?.ended;
  const used = walked.find(({ state }) => state === "used");
  const counts = (one: WalkedSource): boolean => {
    return strict || used === undefined || one === used || isClosed(one);
  };
  return {
    needed: walked.filter(counts).flatMap(({ permissions }) => permissions),
    optional: walked.filter((one) => !counts(one)).flatMap(({ name, permissions }) => {
      const why = `to look at ${name}, which comes first`;
      return permissions.map((permission) => ({ permission, why }));
    }),
    value,
    exhausted,
    notes: closed.length === 0 ? [] : [
      `this is the most that looking for the ${chain.wanted} can need: ` +
      `this process may not check ${closed.map(({ name }) => name).join(", ")}`,
    ],
  };
}
