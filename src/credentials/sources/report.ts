/** What a lookup saw, in a form for people and one for programs. No value is ever in it. */

import { type SourceState, stopsSearch } from "./source.ts";
import { allowStep, type Step, stepInWords, type StepWords } from "../errors/step.ts";
import { joinFlags } from "../permissions.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../options.ts";

/**
 * One source in a report.
 *
 * @category Sources and chains
 */
export interface ReportLine {
  /** The source's name. */
  readonly source: string;
  /** Its state; `not reached` where one before it ended the search. */
  readonly state: SourceState | "not reached";
  /** The reason in words. */
  readonly detail?: string | undefined;
  /** Whether the search ended here for another reason than its state. */
  readonly stops?: boolean | undefined;
  /** What to do about it. */
  readonly step?: Step | undefined;
  /** The same in the words of a script. */
  readonly next?: string | undefined;
  /** When what it has ends, in milliseconds since 1970. */
  readonly expiresAt?: number | undefined;
  /** The mode of the file that has it, such as `0600`, where there is one. */
  readonly mode?: string | undefined;
  /** What to know about it. */
  readonly warnings?: readonly string[] | undefined;
}

/**
 * Every source that was considered, in order.
 *
 * @category Sources and chains
 */
export interface Report {
  /** What was looked for. */
  readonly wanted: string;
  /** The sources. */
  readonly lines: readonly ReportLine[];
  /** What brings one where no source has it. */
  readonly login?: Step | undefined;
}

/**
 * How a report is said.
 *
 * @category Sources and chains
 */
export interface ReportOptions {
  /** The clock, in milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  /** Says a next step; in the words of a script by default. */
  readonly say?: StepWords | undefined;
}

const reportKinds: OptionKinds<ReportOptions> = { now: "function", say: "function" };

/**
 * A report as lines of text, one per source, with warnings indented below.
 *
 * @param report The report.
 * @param options `now`: the clock, in milliseconds since 1970; `say`: says the next steps, in the words
 * of a script by default.
 *
 * @example Print where a credential came from
 * ```ts
 * import { formatReport } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const text = formatReport({
 *   wanted: "CAVE token",
 *   lines: [
 *     { source: "CAVE_TOKEN", state: "unset", detail: "is not set" },
 *     { source: "~/.cloudvolume/secrets/cave-secret.json", state: "used" },
 *   ],
 * });
 * assertEquals(text, [
 *   "CAVE_TOKEN                               unset",
 *   "~/.cloudvolume/secrets/cave-secret.json  used",
 * ].join("\n"));
 * ```
 *
 * @category Sources and chains
 */
export function formatReport(
  report: Report,
  options: ReportOptions = {},
): string {
  checkArguments({ report }, { report: "names" });
  checkArguments({ "report.lines": report.lines }, { "report.lines": "list" });
  checkOptions(options, reportKinds);
  const { now, say = stepInWords } = options;
  const width = report.lines.reduce((most, { source }) => Math.max(most, source.length), 0);
  return report.lines.flatMap((line) => {
    const words = [`${line.source.padEnd(width)}  ${line.state}`];
    if (line.expiresAt !== undefined) words.push(inWords(line.expiresAt, now?.()));
    const obvious = line.state === "unset" || line.state === "missing" && line.next === undefined;
    if (line.detail !== undefined && !obvious) words.push(line.detail);
    const next = nextOf(line, say);
    if (next !== undefined) words.push(next);
    return [words.join(", "), ...(line.warnings ?? []).map((warning) => `  ${warning}`)];
  }).join("\n");
}

/**
 * One sentence (and a list) for an error: what was not found, why each source did not have it, and what
 * brings one.
 *
 * @param report The report.
 * @param say Says the next steps; an empty text leaves one out.
 */
export function describe(report: Report, say: StepWords = stepInWords): string {
  const broken = report.lines.find(stopsSearch);
  if (broken !== undefined) {
    // Where there are several, all of them are good, and going on would not be wrong but a guess.
    const guess = broken.step?.kind === "choose";
    const steps = [
      nextOf(broken, say),
      guess ? undefined : "going on would let an older credential win",
    ];
    const pronoun = broken.source.endsWith("variables") ? "they" : "it";
    return `Cannot use ${broken.source} for the ${report.wanted}: ${pronoun} ${broken.detail} ` +
      `(${steps.filter((step) => step !== undefined).join("; ")})`;
  }
  const lines = report.lines.map((line) => {
    const next = nextOf(line, say);
    return `\n  ${line.source} ${line.detail ?? line.state}${
      next === undefined ? "" : `: ${next}`
    }`;
  });
  const step = nextStep(report);
  const words = step === undefined || lines.length === 0 ? "" : say(step);
  const login = words === "" ? "" : `\n  Next: ${words}`;
  return `No ${report.wanted} found; checked:${lines.join("")}${login}`;
}

/**
 * What to do where nothing was found: what the place that ended the search says, else what chooses among
 * those that are there, else what lets the search see the places that it may not, else a login.
 *
 * @param report The report.
 */
export function nextStep({ lines, login }: Report): Step | undefined {
  const stopped = lines.find(stopsSearch);
  if (stopped !== undefined) return stopped.step;
  const chooses = lines.find(({ state, step }) => state === "keyless" && step?.kind === "choose");
  return chooses?.step ?? (login && (allowing(lines) ?? login));
}

/** A login that is there, but may not be seen, needs no other: what shows it comes first. */
function allowing(lines: readonly ReportLine[]): Step | undefined {
  const flags = lines.flatMap(({ state, step }) => {
    return state === "not permitted" && step?.kind === "allow" ? step.flags : [];
  });
  return flags.length === 0 ? undefined : allowStep(joinFlags(flags));
}

function nextOf({ step, next }: ReportLine, say: StepWords): string | undefined {
  return (step === undefined ? next : say(step)) || undefined;
}

/**
 * A moment as words relative to now.
 *
 * @param at Milliseconds since 1970.
 * @param now Milliseconds since 1970.
 * @returns Such as `expires in 2 hours` or `expired 3 days ago`.
 *
 * @example
 * ```ts
 * import { inWords } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(inWords(7_200_000, 0), "expires in 2 hours");
 * assertEquals(inWords(0, 90_000), "expired 2 minutes ago");
 * ```
 *
 * @category Sources and chains
 */
export function inWords(at: number, now: number = Date.now()): string {
  checkArguments({ at, now }, { at: "number", now: "number" });
  const seconds = Math.abs(at - now) / 1000;
  // Each with the next smaller one: 59.7 minutes, rounded, are an hour.
  const units = [["day", 86_400, 3600], ["hour", 3600, 60], ["minute", 60, 1]] as const;
  const [unit, length] = units.find(([, length, smaller]) => {
    return Math.round(seconds / smaller) * smaller >= length;
  }) ?? ["second", 1];
  const count = Math.round(seconds / length);
  const span = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return at > now ? `expires in ${span}` : `expired ${span} ago`;
}
