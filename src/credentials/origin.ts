/** Where a credential in use came from, for the error when a service refuses it. */

import type { Chain } from "./sources/chain.ts";
import { outcomeOf } from "./sources/outcome_of.ts";
import { stopsSearch } from "./sources/source.ts";
import type { Cargo } from "./destination.ts";
import type { LoginKnower } from "./errors/step.ts";
import { checkChain } from "./sources/chain.ts";

/**
 * Where a credential in use came from.
 *
 * @category Sources and chains
 */
export interface CredentialOrigin {
  /** The name of the source that had it. */
  readonly source: string;
  /** Who gave it. */
  readonly from: Cargo["from"];
  /** Adds to a step what is known of the login that it came from. */
  readonly loginOf?: LoginKnower | undefined;
  /** The source whose credential would be used without this one; `undefined` where there is none. */
  runnerUp(): Promise<string | undefined>;
}

/**
 * The source of a chain that would win if the first that has a credential had none.
 *
 * @param chain The chain.
 * @returns Its name; `undefined` where no other has one, or one that must not be skipped is broken.
 *
 * @example
 * ```ts
 * import { chain, fromEnv, fromValue, runnerUpOf } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const surroundings = { env: { A: "made-up", C: "made-up" } };
 * const sources = ["A", "B", "C"].map((name) => fromEnv(name, surroundings));
 * assertEquals(await runnerUpOf(chain("token", sources)), "C");
 * assertEquals(await runnerUpOf(chain("token", [fromValue("made-up")])), undefined);
 * ```
 *
 * @category Sources and chains
 */
export async function runnerUpOf(chain: Chain<unknown>): Promise<string | undefined> {
  checkChain(chain);
  let found = 0;
  for (const source of chain.sources) {
    const outcome = await outcomeOf(source);
    if (outcome.state !== "used" && stopsSearch(outcome)) return undefined;
    if (outcome.state === "used" && ++found === 2) return outcome.where ?? source.name;
  }
  return undefined;
}
