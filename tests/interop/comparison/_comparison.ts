import { assert, assertEquals } from "@std/assert";
import { asTable } from "./_table.ts";

/** What the other program made of something, and what keyferry did. */
export interface Case {
  /** Its name; no other case of the comparison has it. */
  readonly name: string;
  /** What the other program made of it, field by field. */
  readonly theirs: Fields;
  /** What keyferry made of it. */
  readonly ours: Fields;
}

/** Values by name, as JSON could hold them. */
export type Fields = Readonly<Record<string, unknown>>;

/** Where keyferry is right to differ. */
export interface Accepted {
  /** The reason. */
  readonly why: string;
  /** The cases, by their names. */
  readonly cases: readonly string[] | RegExp;
  /** The fields in which they differ; all others must be alike. */
  readonly fields: readonly string[];
}

/** Something that keyferry is held against. */
export interface Truth {
  /** What it is, such as `middle-auth-client`. */
  readonly source: string;
  /** Its version. */
  readonly version: string;
  /** Where keyferry is right to differ. */
  readonly accepted?: readonly Accepted[];
}

/** What came of a comparison. */
export interface Outcome {
  readonly alike: number;
  readonly accepted: number;
  /** The cases that differ where they should not, with both sides. */
  readonly differing: readonly string[];
  /** Each reason with a field, or with a case that it names, for which it is no longer needed. */
  readonly unneeded: readonly string[];
}

/**
 * Compares cases.
 *
 * @param cases The cases.
 * @param accepted Where they may differ.
 * @throws {AssertionError} When there are no cases, or two of the same name.
 */
export function compared(cases: readonly Case[], accepted: readonly Accepted[] = []): Outcome {
  const names = cases.map(({ name }) => name);
  assertEquals(names.length, new Set(names).size, "every case has a name of its own");
  assert(cases.length > 0, "there are no cases");
  const used = new Set<string>();
  const differing: string[] = [];
  let [alike, allowed] = [0, 0];
  for (const { name, theirs, ours } of cases) {
    const names = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
    const fields = [...names].filter((field) => textOf(theirs[field]) !== textOf(ours[field]));
    const bare = new Set(fields);
    for (const { why, cases: which, fields: of } of accepted) {
      if (!(which instanceof RegExp ? which.test(name) : which.includes(name))) continue;
      for (const field of fields) {
        if (!of.includes(field)) continue;
        bare.delete(field);
        used.add(`${why}: ${field}`).add(`${why}: ${name}`);
      }
    }
    if (bare.size > 0) {
      const shown = [...bare].map((field) => {
        return `${field}: ${textOf(theirs[field])}, keyferry: ${textOf(ours[field])}`;
      });
      differing.push(`${name}: ${shown.join("; ")}`);
    } else if (fields.length > 0) allowed++;
    else alike++;
  }
  const needed = accepted.flatMap(({ why, cases: which, fields }) => {
    return [...fields, ...which instanceof RegExp ? [] : which].map((what) => `${why}: ${what}`);
  });
  const unneeded = needed.filter((reason) => !used.has(reason));
  return { alike, accepted: allowed, differing, unneeded };
}

/** A value as text, in which the order of names is the same for all. */
function textOf(value: unknown): string {
  return JSON.stringify(ordered(value)) ?? "nothing";
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => a < b ? -1 : 1).map(([name, item]) => [name, ordered(item)]),
  );
}

const rows: string[][] = [];

/**
 * Asserts that no case differs but where it may, and that every reason to differ is still needed. It
 * is a row of the closing table.
 *
 * @param truth What keyferry is held against.
 * @param cases The cases.
 */
export function assertTrue({ source, version, accepted }: Truth, cases: readonly Case[]): void {
  const outcome = compared(cases, accepted);
  const figures = [cases.length, outcome.alike, outcome.accepted, outcome.differing.length];
  rows.push([source, version, ...figures.map(String)]);
  assertEquals([outcome.differing, outcome.unneeded], [[], []], `${source} ${version}`);
}

/**
 * Asserts that wrong answers which were planted are noticed, and nothing else.
 *
 * @param truth What keyferry is held against.
 * @param cases The cases, some of them answered wrongly.
 * @param planted The names of these.
 */
export function assertNoticed(
  { accepted }: Truth,
  cases: readonly Case[],
  planted: readonly string[],
): void {
  const { differing } = compared(cases, accepted);
  assert(planted.length > 0, "something is planted");
  assertEquals(
    cases.map(({ name }) => name).filter((name) => {
      return differing.some((shown) => shown.startsWith(`${name}: `));
    }),
    planted,
  );
}

/** The closing table: each source, its version, and how many of its cases were alike. */
export function truthTable(): string {
  return asTable([
    ["source", "version", "cases", "alike", "accepted", "differing"],
    ...rows.toSorted(([a = ""], [b = ""]) => a < b ? -1 : a > b ? 1 : 0),
  ]);
}
