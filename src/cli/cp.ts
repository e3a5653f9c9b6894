/** `keyferry cp` */

import { ferryKinds, type FerryOptions } from "../ferry/copy.ts";
import { ferry } from "../ferry/ferry.ts";
import { localPermissions } from "../ferry/items/ends.ts";
import type { ConnectOptions } from "../ferry/open_place.ts";
import type { Place } from "../ferry/place.ts";
import { isEngine, type Plan, plan, planKinds, type PlanOptions } from "../ferry/plan.ts";
import type { FerryItem, FerryOutcome } from "../ferry/tally.ts";
import { outcomeInWords, partDone, stateInWords } from "../ferry/words.ts";
import { pickOptions } from "../options.ts";
import { exitCodes, explanationOf, wordsOf } from "./exit_code.ts";
import { certainChoice, filesNeeds, type GlobusOptions, transferNeeds } from "./globus/client.ts";
import { type Needs, netPermissions } from "./needs.ts";
import { sandboxPermissions, surroundingsOf } from "./surroundings.ts";
import { type TapisOptions, v3Needs, v3Search } from "./tapis/client.ts";
import { openDisplay } from "./terminal/bar.ts";
import { tellKept } from "./terminal/byte_progress.ts";
import { type Act, type AnyCommand, type Io, jobCommand, several } from "./terminal/job.ts";
import { jsonText, plain } from "./terminal/text.ts";
import { type CallOptions, nextLine } from "./words/command_text.ts";
import { deadlineOf } from "./words/deadline.ts";

type CopyOptions = Omit<FerryOptions, keyof ConnectOptions | "deadline" | "onItem" | "signal">;

/** The options and arguments of `cp`. */
export interface CpOptions extends GlobusOptions, Omit<TapisOptions, "v3">, CopyOptions {
  /** Where from. */
  readonly source: string;
  /** Where to. */
  readonly destination: string;
  /** When the task is to give up. */
  readonly deadline?: string | undefined;
}

/** What `cp --json` prints. */
export interface CpReport extends Omit<FerryOutcome, "failures" | "kept" | "stopped"> {
  /** Whether nothing was changed. */
  readonly dryRun: boolean;
  /** The first 1,000 files that were not copied, and why. */
  readonly failures: readonly { readonly path: string; readonly reason: string }[];
  /** What ended the copy before its end. */
  readonly stopped?: string | undefined;
}

/**
 * Copies a file, or what is in a folder, between any two places.
 *
 * @param options See {@linkcode CpOptions}.
 * @param io Where to look and to print.
 * @returns 1 when something was not copied, 130 when it was interrupted.
 * @throws {PlaceError} When the places or options make no sense.
 * @throws {CredentialError} When there is no credential for one of them.
 * @throws {FileError} When there is nothing to copy.
 */
export async function cp(options: CpOptions, io: Io): Promise<number> {
  const stopping = new AbortController();
  io.stopped().then(() => stopping.abort());
  const { dryRun = false, json } = options;
  const { now = Date.now } = io.surroundings;
  const planned = planOf(options);
  const display = await openDisplay(io, linesEveryMs);
  const onItem = ({ path, end, error }: FerryItem): void => {
    if (end === "failed") display.line(() => io.err(`keyferry: ${plain(path)}: ${wordsOf(error)}`));
    if (dryRun && end === "copied" && !json) display.line(() => io.out(plain(path)));
  };
  const copy = ferry(planned.from, planned.to, {
    ...pickOptions<FerryOptions>(options, ferryKinds),
    ...await credentialsFor(planned, options, io),
    deadline: deadlineOf(options.deadline, now, io.note),
    onItem,
    signal: stopping.signal,
  });
  try {
    for await (const state of copy) {
      const [done, total] = partDone(state);
      display.show(total > 0 ? Math.min(done / total, 1) : 0, stateInWords(state));
    }
  } finally {
    display.stop();
  }
  const outcome = await copy.done;
  const isInterrupted = stopping.signal.aborted && outcome.stopped !== undefined;
  sayEnd(outcome, isInterrupted, { ...options }, io);
  io.out(json ? jsonText(reportOf(outcome, dryRun)) : outcomeInWords(outcome, dryRun));
  if (isInterrupted) return exitCodes.interrupted;
  const isWhole = outcome.failed === 0 && outcome.stopped === undefined;
  return isWhole ? exitCodes.ok : exitCodes.failed;
}

/** Nobody reads more lines than that of a copy in a pipe. */
const linesEveryMs = 10_000;

function planOf(options: CpOptions): Plan {
  return plan(options.source, options.destination, pickOptions<PlanOptions>(options, planKinds));
}

/** Only what the places need is looked for. */
async function credentialsFor(
  { from, to }: Plan,
  options: CpOptions,
  io: Io,
): Promise<ConnectOptions> {
  const kinds = [from.kind, to.kind];
  const { fetch, onRetry } = await surroundingsOf(options, io);
  const strict = true;
  return {
    web: { fetch, onRetry },
    ...kinds.includes("globus") && { globus: { ...await certainChoice(options, io), strict } },
    ...kinds.includes("tapis") && { tapis: { ...await v3Search(options, io), strict } },
  };
}

/** What is to be known of the end beside the counts. */
function sayEnd(
  outcome: FerryOutcome,
  isInterrupted: boolean,
  call: CallOptions,
  io: Io,
): void {
  const { route, taskId, stopped, submitted, kept, isUnsure } = outcome;
  for (const part of kept) tellKept(io, part);
  if (stopped !== undefined && !isInterrupted) {
    const words = explanationOf(stopped, call);
    if (words !== undefined) io.err(words);
  }
  if (isInterrupted && taskId === undefined) {
    io.err("keyferry: interrupted: the same command continues from there");
  }
  if (taskId !== undefined && submitted > 0) {
    const [what, ...waiter] = route === "globus task"
      ? ["Task", "globus", "task", "wait", taskId]
      : ["Transfer", "tapis", "transfers", "wait", taskId];
    io.err(`${what} ${taskId} goes on`);
    io.err(nextLine(waiter, call));
  }
  if (isUnsure) {
    io.err(
      "keyferry: what a task that failed has written may not be whole, even where its size is right: " +
        "the next copy needs --overwrite, or --verify with --through-here",
    );
  }
}

function reportOf(outcome: FerryOutcome, dryRun: boolean): CpReport {
  const { failures, kept: _kept, stopped, ...counts } = outcome;
  return {
    ...counts,
    dryRun,
    failures: failures.map(({ path, error }) => ({ path, reason: wordsOf(error) })),
    stopped: stopped === undefined ? undefined : wordsOf(stopped),
  };
}

/**
 * What {@linkcode cp} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function cpNeeds(options: CpOptions, io: Io): Promise<Needs> {
  const planned = planOf(options);
  const places = [planned.from, planned.to];
  const hasKind = (wanted: Place["kind"]): boolean => places.some(({ kind }) => kind === wanted);
  const globusNeeds = isEngine(planned.route) ? transferNeeds : filesNeeds;
  const parts: readonly Needs[] = [
    { needed: [...sandboxPermissions(options), ...localPermissions(planned, options)] },
    ...planned.from.kind === "web"
      ? [{ needed: netPermissions(planned.from.url), notes: [elsewhere] }]
      : [],
    ...hasKind("globus") ? [await globusNeeds(options, io)] : [],
    ...hasKind("tapis") ? [await v3Needs(options, io)] : [],
  ];
  return {
    needed: parts.flatMap(({ needed }) => needed),
    optional: parts.flatMap(({ optional = [] }) => optional),
    notes: parts.flatMap(({ notes = [] }) => notes),
  };
}

const elsewhere =
  "an address may lead to another host, which only its server can name: the command " +
  "names it where it may not go there";

/**
 * The command line of {@linkcode cp}.
 *
 * @param act Takes the command that was read.
 */
export function cpCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: cp, needs: cpNeeds, acts: true })
    .description(
      "Copy a file, or what is in a folder, between this machine, Globus collections, systems of Tapis " +
        "v3 and files of the web.\n\nWhere a platform can do it alone, its own engine does. A file that is " +
        "there already is skipped, one that differs counts as failed without --overwrite, nothing is ever " +
        "deleted, and no file is ever there half: after Ctrl-C, or a crash, the same command copies what " +
        "is missing. A file goes into a folder that is there, or whose name ends in a slash.\n\n" +
        "Places: globus:UUID-OR-BOOKMARK:/PATH or UUID:/PATH; tapis:SYSTEM:/PATH or tapis://SYSTEM/PATH; " +
        "https://HOST/PATH (to copy from); and files of this machine, with ./ before a name that holds " +
        "a colon. Ctrl-C leaves the task of an engine running.\n\n" +
        "--json prints {route, taskId, dryRun, copied, bytes, skipped, notCompared, links, failed, " +
        "failures: [{path, reason}], submitted, isUnsure, stopped}.",
    )
    .arguments("<source:string> <destination:string>", ["Where from.", "Where to."])
    .option("-r, --recursive", "Copy what is in a folder.")
    .option("--overwrite", "Replace files that are there and differ.")
    .option("--dry-run", "Only print what would be copied.")
    .option(
      "--verify",
      "Read both sides again, and compare them by SHA-256; Globus tasks by its own checksums.",
    )
    .option("--streams <count:integer>", "How many files at once, from 1 to 16; 4 by default.")
    .option("--exclude <name:string>", "Leave out files of this name; * for any text.", several)
    .option(
      "--include <name:string>",
      "Copy files of this name even if they are excluded.",
      several,
    )
    .option("--through-here", "Let everything go through this machine.")
    .option("--label <text:string>", "A name for the task.")
    .option("--deadline <when:string>", "Give up a Globus task after this time: 10m, 2h, a date.")
    .option("--wait", "Wait for the end of a task; the default.")
    .option("--no-wait", "Submit the task, and do not wait for its end.")
    .option("--client-id <id:string>", "Use the Globus login of the app with this client id.")
    .option("--app <name:string>", "Use the Globus login of the app with this name.")
    .option("--namespace <name:string>", "Use the Globus login in this namespace of a storage.")
    .option("--tenant <id:string>", "Use a Tapis session of this tenant.")
    .option("--user <name:string>", "Use the Tapis session of this person.")
    .option("--client <name:string>", "Use the Tapis session of this OAuth client.")
    .example("A folder to a collection", "keyferry cp -r runs/7 globus:runs:/7")
    .example("Back to this machine", "keyferry cp -r tapis:my-system:/runs/7 runs/7")
    .example(
      "Between two collections, by Globus itself",
      "keyferry cp -r --label 'run 7' 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/runs/7 globus:archive:/7",
    )
    .example("What would be copied?", "keyferry cp -r --dry-run runs tapis:archive:/runs");
}
