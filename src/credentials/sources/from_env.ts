/** Sources that are environment variables, alone or several that belong together. */

import { Secret } from "../secret/secret.ts";
import type { NotFound, Outcome, Source } from "./source.ts";
import {
  notPermitted,
  readVariable,
  type Surroundings,
  surroundingsKinds,
  variablePermissions,
} from "../surroundings.ts";
import { missingPermissions } from "../permissions.ts";
import { isPlaceholder, valueProblem } from "../secret/token_text.ts";
import { checkArguments, checkOptions } from "../../options.ts";

/**
 * A source that is one environment variable.
 *
 * @param variable Its name.
 * @param surroundings `env`: variables to use in place of the process's own.
 *
 * @example A variable set to nothing is not a token
 * ```ts
 * import { fromEnv } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const outcome = await fromEnv("CAVE_TOKEN", { env: { CAVE_TOKEN: "" } }).load();
 * assertEquals(outcome.state, "empty");
 * ```
 *
 * @category Sources and chains
 */
export function fromEnv(variable: string, surroundings: Surroundings = {}): Source<Secret> {
  checkArguments({ variable }, { variable: "text" });
  checkOptions(surroundings, surroundingsKinds);
  return {
    name: variable,
    permissions: variablePermissions([variable], surroundings),
    load(): Promise<Outcome<Secret>> {
      return Promise.resolve(loadVariable(variable, surroundings));
    },
  };
}

/** What {@linkcode fromEnv} finds, at once. */
export function loadVariable(variable: string, surroundings: Surroundings): Outcome<Secret> {
  const read = readVariable(variable, surroundings);
  if ("state" in read) return read;
  if (read.value === undefined) return { state: "unset", detail: "is not set" };
  const text = read.value.trim();
  if (text === "") {
    return {
      state: "empty",
      detail: "is set to nothing",
      step: { kind: "set variable", variables: [variable], or: "unset it" },
    };
  }
  if (hasControlCharacter(text)) {
    return {
      state: "broken",
      detail: "holds a line break or another control character",
      step: { kind: "set variable", variables: [variable], to: "the value alone" },
    };
  }
  if (isPlaceholder(text)) {
    return {
      state: "broken",
      detail: "holds a placeholder, not a value",
      step: { kind: "set variable", variables: [variable], or: "unset it" },
    };
  }
  return { state: "used", value: new Secret(text) };
}

/**
 * As {@linkcode loadVariable}, of a value that is sent as it is: quotes round it are refused, which are taken
 * off a token.
 */
export function loadExactly(variable: string, surroundings: Surroundings): Outcome<Secret> {
  const outcome = loadVariable(variable, surroundings);
  const problem = outcome.state === "used" ? valueProblem(outcome.value.reveal()) : undefined;
  if (problem === undefined) return outcome;
  return {
    state: "broken",
    detail: `holds ${problem}`,
    step: { kind: "set variable", variables: [variable], to: "the value alone" },
  };
}

/** Whether a text could not stand in a header: it holds a line break or its like. */
export function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/**
 * The variables of a group, by field: the spellings of each, the preferred one first.
 *
 * @category Sources and chains
 */
export type EnvFields = Readonly<Record<string, readonly [string, ...string[]]>>;

/**
 * A source that is several variables which belong together: an address and its token, an id and its
 * secret. All must be set; some alone are `incomplete`, and one in quotes makes the group `broken`: nobody
 * knows whether they belong to it.
 *
 * @param fields Field to variable names; where a field has two spellings, the first that is set counts.
 * @param surroundings `env`: variables to use in place of the process's own.
 *
 * @example Half of a pair is named
 * ```ts
 * import { fromEnvGroup, stepInWords } from "@keyferry/keyferry/credentials";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const source = fromEnvGroup(
 *   { baseUrl: ["TAPIS_BASE_URL"], token: ["TAPIS_TOKEN", "TAPIS_API_TOKEN"] },
 *   { env: { TAPIS_API_TOKEN: "made-up" } },
 * );
 * const outcome = await source.load();
 * assert(outcome.state === "incomplete" && outcome.step !== undefined);
 * assertEquals(stepInWords(outcome.step), "set TAPIS_BASE_URL");
 * ```
 *
 * @category Sources and chains
 */
export function fromEnvGroup<const Fields extends EnvFields>(
  fields: Fields,
  surroundings: Surroundings = {},
): Source<{ readonly [Field in keyof Fields]: Secret }> {
  checkArguments({ fields }, { fields: "names" });
  checkOptions(surroundings, surroundingsKinds);
  const variables = Object.values(fields).flat();
  const permissions = variablePermissions(variables, surroundings);
  return {
    name: Object.values(fields).map((spellings) => spellings.join(" or ")).join(" + "),
    permissions,
    load(): Promise<Outcome<{ readonly [Field in keyof Fields]: Secret }>> {
      return Promise.resolve(loadGroup(fields, surroundings));
    },
  };
}

/** The first spelling that is set; else one that is set to nothing, else the preferred one. */
function firstSet(
  spellings: readonly [string, ...string[]],
  surroundings: Surroundings,
): { readonly value: Secret } | { readonly variable: string; readonly why: NotFound } {
  const absent: { variable: string; why: NotFound }[] = [];
  for (const variable of spellings) {
    const outcome = loadExactly(variable, surroundings);
    if (outcome.state === "used") return { value: outcome.value };
    if (outcome.state === "broken") return { variable, why: outcome };
    absent.push({ variable, why: outcome });
  }
  const unset: NotFound = { state: "unset", detail: "is not set" };
  return absent.find(({ why }) => why.state === "empty") ?? { variable: spellings[0], why: unset };
}

function loadGroup<Fields extends EnvFields>(
  fields: Fields,
  surroundings: Surroundings,
): Outcome<{ readonly [Field in keyof Fields]: Secret }> {
  const missing = missingPermissions(
    variablePermissions(Object.values(fields).flat(), surroundings),
  );
  if (missing.length > 0) return notPermitted(missing);
  const found: Record<string, Secret> = {};
  const absent: { variable: string; why: NotFound }[] = [];
  for (const [field, spellings] of Object.entries(fields)) {
    const outcome = firstSet(spellings, surroundings);
    if ("value" in outcome) found[field] = outcome.value;
    else if (outcome.why.state === "broken") return outcome.why;
    else absent.push(outcome);
  }
  if (absent.length === 0) {
    return { state: "used", value: found as { readonly [Field in keyof Fields]: Secret } };
  }
  if (Object.keys(found).length === 0) {
    const empty = absent.find(({ why }) => why.state === "empty");
    return empty?.why ?? { state: "unset", detail: "are not set" };
  }
  return {
    state: "incomplete",
    detail: `is incomplete: ${
      absent.map(({ variable, why }) => `${variable} ${why.detail}`).join(", ")
    }`,
    step: { kind: "set variable", variables: absent.map(({ variable }) => variable) },
  };
}

/**
 * A source of a pair that says who acts: where one half is missing, the search ends, since going on
 * could act as somebody else.
 *
 * @param source The source, which tells half of the pair by `incomplete`.
 */
export function stoppedByHalf<T>(source: Source<T>): Source<T> {
  return {
    ...source,
    async load(): Promise<Outcome<T>> {
      const outcome = await source.load();
      return outcome.state === "incomplete" ? { ...outcome, stops: true } : outcome;
    },
  };
}
