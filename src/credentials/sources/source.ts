/** One place a credential may come from, as a value. */

import type { Permission } from "../permissions.ts";
import type { Step } from "../errors/step.ts";
import { checkArguments } from "../../options.ts";

/**
 * What a source answered.
 *
 * - `used`: it has the credential;
 * - `unset`, `empty`: the variable is not set, or set to nothing;
 * - `incomplete`: only a part of what belongs together is there;
 * - `missing`: no such file; `keyless`: the file has no such key;
 * - `not permitted`: Deno was not allowed to look;
 * - `expired`: its time is over, and nothing to renew it with;
 * - `broken`: unreadable or invalid;
 * - `locked`: another program holds the file's lock;
 * - `newer`: of a format that a newer program wrote.
 *
 * The last three stop a chain, because going on would let a stale credential further down win; so does
 * one half of a pair that says who acts.
 *
 * @category Sources and chains
 */
export type SourceState =
  | "used"
  | "unset"
  | "empty"
  | "incomplete"
  | "missing"
  | "keyless"
  | "not permitted"
  | "expired"
  | "broken"
  | "locked"
  | "newer";

/**
 * The answer of a source that has what was asked for.
 *
 * @category Sources and chains
 */
export interface Found<T> {
  /** Always `used`. */
  readonly state: "used";
  /** What was found. */
  readonly value: T;
  /** Where exactly, for a source that looks in several places. */
  readonly where?: string | undefined;
  /** What is known about it in words, such as whose it is; without any secret. */
  readonly detail?: string | undefined;
  /** When it ends, in milliseconds since 1970, where known. */
  readonly expiresAt?: number | undefined;
  /** The mode of the file that has it, such as `0600`, where there is one. */
  readonly mode?: string | undefined;
  /** What the person should know about it, such as a file that others can read. */
  readonly warnings?: readonly string[] | undefined;
}

/**
 * The answer of a source that has not.
 *
 * @category Sources and chains
 */
export interface NotFound {
  /** Why not. */
  readonly state: Exclude<SourceState, "used">;
  /** The reason in words, without any value. */
  readonly detail: string;
  /** What to do about it. */
  readonly step?: Step | undefined;
  /** With `not permitted`: the permissions that were missing. */
  readonly missing?: readonly Permission[] | undefined;
  /** The error behind it, where there was one. */
  readonly cause?: unknown | undefined;
  /**
   * Whether the search ends here, as it does where the source is broken: going on could let somebody
   * else's credential win.
   *
   * @default {false}
   */
  readonly stops?: boolean | undefined;
}

/**
 * Whether a source ends the search although it has nothing to use.
 *
 * @param outcome What it answered, or the line about it in a report.
 *
 * @example
 * ```ts
 * import { stopsSearch } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const outcomes = [{ state: "missing" }, { state: "broken" }];
 * assertEquals(outcomes.map((outcome) => stopsSearch(outcome)), [false, true]);
 * ```
 *
 * @category Sources and chains
 */
export function stopsSearch(
  outcome: { readonly state: string; readonly stops?: boolean | undefined },
): boolean {
  checkArguments({ outcome }, { outcome: "names" });
  const { state, stops } = outcome;
  return stops === true || state === "broken" || state === "locked" || state === "newer";
}

/**
 * What a source answers.
 *
 * @category Sources and chains
 */
export type Outcome<T> = Found<T> | NotFound;

/**
 * One place a credential may come from.
 *
 * @category Sources and chains
 */
export interface Source<T> {
  /** How it is named to a person: a variable, a file. */
  readonly name: string;
  /** What looking at it needs. */
  readonly permissions: readonly Permission[];
  /** Looks. Never prompts, never throws for what {@linkcode SourceState} can say. */
  load(): Promise<Outcome<T>>;
}

/**
 * A source whose value is made from another's.
 *
 * @param source The source to look at.
 * @param make Makes the value, or says why it cannot (an expired record, say).
 *
 * @example Put a token into a record
 * ```ts
 * import { fromValue, mapSource } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const source = mapSource(fromValue("made-up"), ({ value: token }) => ({
 *   state: "used",
 *   value: { token, server: "https://cave.example.org" },
 * }));
 * const found = await source.load();
 * assertEquals(found.state === "used" && found.value.server, "https://cave.example.org");
 * ```
 *
 * @category Sources and chains
 */
export function mapSource<T, U>(
  source: Source<T>,
  make: (found: Found<T>) => Outcome<U> | Promise<Outcome<U>>,
): Source<U> {
  checkArguments({ source, make }, { source: "names", make: "function" });
  return {
    name: source.name,
    permissions: source.permissions,
    async load(): Promise<Outcome<U>> {
      const outcome = await source.load();
      if (outcome.state !== "used") return outcome;
      const made = await make(outcome);
      if (made.state !== "used") return made;
      return {
        ...(outcome.where === undefined ? {} : { where: outcome.where }),
        ...(outcome.mode === undefined ? {} : { mode: outcome.mode }),
        ...made,
        ...(outcome.warnings === undefined
          ? {}
          : { warnings: [...new Set([...outcome.warnings, ...made.warnings ?? []])] }),
      };
    },
  };
}
