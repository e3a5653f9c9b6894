/** Sources tried in order; the first that has what is wanted wins. */

import { CredentialError, PermissionNeededError } from "../errors/errors.ts";
import { type Permission, permissionFlags } from "../permissions.ts";
import { describe, nextStep, type Report, type ReportLine } from "./report.ts";
import { type Found, type NotFound, type Source, stopsSearch } from "./source.ts";
import { outcomeOf } from "./outcome_of.ts";
import { type Step, stepInWords } from "../errors/step.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../options.ts";

/**
 * Sources in the order in which they are tried.
 *
 * @category Sources and chains
 */
export interface Chain<T> {
  /** What they may have, such as `CAVE token`. */
  readonly wanted: string;
  /** The sources, the preferred one first. */
  readonly sources: readonly Source<T>[];
  /** What brings one where no source has it. */
  readonly login?: Step | undefined;
}

/**
 * What a chain found, and where.
 *
 * @category Sources and chains
 */
export interface Resolved<T> extends Found<T> {
  /** The name of the source that had it. */
  readonly source: string;
  /** Every source, and its state. */
  readonly report: Report;
}

/**
 * How a chain is resolved.
 *
 * @category Sources and chains
 */
export interface ResolveOptions {
  /**
   * Refuse to answer where Deno did not allow to look at a source above the one found, since the
   * answer might have been another. The command line does.
   *
   * @default {false}
   */
  readonly strict?: boolean | undefined;
}

/** How a chain is resolved, as a value. */
export const resolveKinds: OptionKinds<ResolveOptions> = { strict: "flag" };

/**
 * Puts sources in order.
 *
 * @param wanted What they may have, for reports and errors.
 * @param sources The sources, the preferred one first.
 * @param login What brings one where no source has it.
 *
 * @example The environment before a file
 * ```ts
 * import { chain, fromEnv, fromJsonFile, inHome, requiredPermissions } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const surroundings = { env: { MY_TOKEN: "made-up" }, home: "/home/ada" };
 * const tokens = chain("lab token", [
 *   fromEnv("MY_TOKEN", surroundings),
 *   fromJsonFile(inHome([".lab", "token.json"], surroundings), "token"),
 * ]);
 * assertEquals(requiredPermissions(tokens), [{ name: "read", path: "/home/ada/.lab/token.json" }]);
 * ```
 *
 * @category Sources and chains
 */
export function chain<T>(
  wanted: string,
  sources: readonly Source<T>[],
  login?: Step,
): Chain<T> {
  checkArguments({ wanted, sources }, { wanted: "text", sources: "list" });
  return { wanted, sources, ...(login === undefined ? {} : { login }) };
}

/**
 * Tries a chain's sources in order and returns what the first one has.
 *
 * @param chain The chain.
 * @param options See {@linkcode ResolveOptions}.
 * @throws {CredentialError} When no source has it, or one above is broken: skipping that would let a
 * stale credential further down win. The message lists every source, its state and the next step.
 * @throws {PermissionNeededError} With `strict`, when a source may not be checked that might have
 * had it.
 *
 * @example Find a token and say where it was
 * ```ts
 * import { chain, fromEnv, resolve } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const tokens = chain("CAVE token", [fromEnv("CAVE_TOKEN", { env: { CAVE_TOKEN: "made-up" } })]);
 * const { value, source } = await resolve(tokens);
 * assertEquals([value.reveal(), source], ["made-up", "CAVE_TOKEN"]);
 * ```
 *
 * @category Sources and chains
 */
export async function resolve<T>(
  chain: Chain<T>,
  options: ResolveOptions = {},
): Promise<Resolved<T>> {
  checkChain(chain);
  checkOptions(options, resolveKinds);
  const walked = await walk(chain);
  const { found, stopped, report } = walked;
  if (options.strict && walked.missing.length > 0) {
    const closed = report.lines.filter(({ state }) => state === "not permitted");
    const names = closed.map(({ source }) => source).join(", ");
    throw new PermissionNeededError(
      `Cannot look for the ${chain.wanted} in ${names}`,
      permissionFlags(walked.missing),
    );
  }
  if (found !== undefined) return { ...found, report };
  throw new CredentialError((say) => describe(report, say), report, {
    step: nextStep(report),
    ...(stopped?.cause === undefined ? {} : { cause: stopped.cause }),
  });
}

interface Walked<T> {
  readonly report: Report;
  readonly found: (Found<T> & { readonly source: string }) | undefined;
  readonly stopped: NotFound | undefined;
  readonly missing: readonly Permission[];
}

async function walk<T>(chain: Chain<T>): Promise<Walked<T>> {
  const lines: ReportLine[] = [];
  const missing: Permission[] = [];
  let found: Walked<T>["found"];
  let stopped: NotFound | undefined;
  for (const source of chain.sources) {
    if (found !== undefined || stopped !== undefined) {
      lines.push({ source: source.name, state: "not reached" });
      continue;
    }
    const outcome = await outcomeOf(source);
    if (outcome.state === "used") {
      found = { ...outcome, source: outcome.where ?? source.name };
      lines.push({
        source: found.source,
        state: "used",
        ...(outcome.detail === undefined ? {} : { detail: outcome.detail }),
        ...(outcome.expiresAt === undefined ? {} : { expiresAt: outcome.expiresAt }),
        ...(outcome.mode === undefined ? {} : { mode: outcome.mode }),
        ...(outcome.warnings === undefined ? {} : { warnings: outcome.warnings }),
      });
      continue;
    }
    if (stopsSearch(outcome)) stopped = outcome;
    missing.push(...outcome.missing ?? []);
    const { state, detail, step, stops } = outcome;
    lines.push({
      source: source.name,
      state,
      detail,
      ...(stops === undefined ? {} : { stops }),
      ...(step === undefined ? {} : { step, next: stepInWords(step) }),
    });
  }
  const { wanted, login } = chain;
  const report = { wanted, lines, ...(login === undefined ? {} : { login }) };
  return { report, found, stopped, missing };
}

/**
 * Looks at a chain's sources and reports each one's state, whether or not one has what is wanted. No
 * value is in the report.
 *
 * @param chain The chain.
 *
 * @example See why a token is the one that is used
 * ```ts
 * import { chain, explain, fromEnv, fromValue } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const { lines } = await explain(chain("CAVE token", [
 *   fromEnv("CAVE_TOKEN", { env: {} }),
 *   fromValue("made-up"),
 * ]));
 * assertEquals(lines.map(({ state }) => state), ["unset", "used"]);
 * ```
 *
 * @category Sources and chains
 */
export async function explain<T>(chain: Chain<T>): Promise<Report> {
  checkChain(chain);
  return (await walk(chain)).report;
}

/** Refuses what is not a chain. */
export function checkChain(chain: Chain<unknown>): void {
  checkArguments({ chain }, { chain: "names" });
  checkArguments({ "chain.sources": chain.sources }, { "chain.sources": "list" });
}

/**
 * The permissions that looking at every source of a chain needs.
 *
 * @param chain The chain.
 *
 * @example What a script that reads one variable needs
 * ```ts
 * import { chain, fromEnv, permissionFlags, requiredPermissions } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const tokens = chain("CAVE token", [fromEnv("CAVE_TOKEN")]);
 * assertEquals(permissionFlags(requiredPermissions(tokens)), ["--allow-env=CAVE_TOKEN"]);
 * ```
 *
 * @category Sources and chains
 */
export function requiredPermissions(chain: Chain<unknown>): Permission[] {
  checkChain(chain);
  const seen = new Map<string, Permission>();
  for (const permission of chain.sources.flatMap((source) => source.permissions)) {
    seen.set(JSON.stringify(permission), permission);
  }
  return [...seen.values()];
}
