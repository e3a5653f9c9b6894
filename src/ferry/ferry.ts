/**
 * One copy between any two places.
 *
 * @module
 */

import { ArgumentRangeError } from "../argument_error.ts";
import { PlaceError } from "../credentials/errors/place_error.ts";
import { sleep } from "../http/client.ts";
import { type Watched, watched } from "../http/waiting/watched.ts";
import type { Deadline } from "../globus/transfer/tasks/deadline.ts";
import { checkOptions, type OptionKinds, pickOptions, requiredList } from "../options.ts";
import { bytesInWords, counted } from "../text.ts";
import { copyByGlobus } from "./routes/by_globus.ts";
import { copyByStream } from "./routes/by_stream.ts";
import { copyByTapis } from "./routes/by_tapis.ts";
import { demandLocal, type EndsOptions, type Items, itemsBetween } from "./items/ends.ts";
import { connectKinds, type ConnectOptions, openPlace } from "./open_place.ts";
import { type Place, placeText } from "./place.ts";
import { isEngine, type Plan, plan, planKinds, type PlanOptions } from "./plan.ts";
import {
  type FerryItem,
  type FerryOutcome,
  type FerryState,
  newTally,
  type Tally,
} from "./tally.ts";

/** How files are copied. */
export interface FerryOptions extends PlanOptions, ConnectOptions {
  /**
   * Replace files that are there and differ.
   *
   * @default {false}
   */
  readonly overwrite?: boolean;
  /**
   * Change nothing, and say what would be copied.
   *
   * @default {false}
   */
  readonly dryRun?: boolean;
  /**
   * How many files at once, from 1 to 16, where they go through this machine.
   *
   * @default {4}
   */
  readonly streams?: number;
  /** Names of files to copy although `exclude` fits them; `*` stands for any text. */
  readonly include?: readonly string[];
  /** Names of files to leave out; `*` stands for any text. */
  readonly exclude?: readonly string[];
  /** When a Globus task is to give up. */
  readonly deadline?: Deadline;
  /** Is told what became of each file. */
  readonly onItem?: (item: FerryItem) => void;
  /** Gives up. A task of an engine goes on. */
  readonly signal?: AbortSignal;
}

const ferryKinds: OptionKinds<FerryOptions> = {
  ...planKinds,
  ...connectKinds,
  overwrite: "flag",
  dryRun: "flag",
  streams: "number",
  include: "list",
  exclude: "list",
  deadline: "any",
  onItem: "function",
  signal: "signal",
};

/** A copy that goes on: its states to loop over, and what came of it. */
export type Ferry = Watched<FerryState, FerryOutcome>;

/** So often it is told how far a copy is, in milliseconds. */
const everyMs = 200;

/**
 * Copies a file, or with `recursive` the contents of a folder, between this machine, Globus collections,
 * systems of Tapis v3 and files of the web. Where the platform can do it alone, its own engine does. What
 * is there already is skipped, what differs is left alone without `overwrite`, nothing is ever deleted, and
 * no file is ever there half: doing the same again copies only what is missing.
 *
 * It begins with the first look, or when `done` is asked for. To leave the loop does not stop it: `signal`
 * does.
 *
 * @param from Where from; see {@linkcode parsePlace}.
 * @param to Where to. A file goes into a folder that is there, or whose name ends in a slash.
 * @param options See {@linkcode FerryOptions}.
 * @returns How far it is, to loop over, and `done`: what came of it. Files that could not be copied are
 * counted there and no error; nor is what ended the copy in its middle, which is `stopped`. Before anything
 * was copied, `done` fails: with PlaceError when the copy makes no sense as it was asked for, CredentialError
 * or ApiError when a credential is missing or refused, FileError when there is nothing to copy.
 * @throws {PlaceError} When the places or options do not fit each other.
 * @throws {RangeError} When `streams` is not from 1 to 16.
 *
 * @example
 * ```ts
 * import { ferry } from "@keyferry/keyferry/ferry";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const tapis = { baseUrl: sandbox.url, username, password, env: {} };
 * const folder = await Deno.makeTempDir();
 *
 * const copy = ferry("tapis:lab:/runs", `${folder}/runs`, { recursive: true, tapis });
 * for await (const { filesDone, files } of copy) console.log(`${filesDone} of ${files}`);
 * const { copied, failed } = await copy.done;
 * assertEquals([copied > 0, failed], [true, 0]);
 *
 * const again = await ferry("tapis:lab:/runs", `${folder}/runs`, { recursive: true, tapis }).done;
 * assertEquals([again.copied, again.skipped], [0, copied]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function ferry(
  from: string | Place,
  to: string | Place,
  options: FerryOptions = {},
): Ferry {
  checkOptions(options, ferryKinds);
  const { streams = 4, deadline } = options;
  if (!(Number.isInteger(streams) && streams >= 1 && streams <= 16)) {
    throw new ArgumentRangeError(`streams must be a whole number from 1 to 16: it is ${streams}`);
  }
  for (
    const [name, rules] of [["include", options.include], ["exclude", options.exclude]] as const
  ) {
    if (rules !== undefined) requiredList(name, rules);
  }
  const planned = plan(from, to, pickOptions<PlanOptions>(options, planKinds));
  if (deadline !== undefined && planned.route !== "globus task") {
    throw new PlaceError("Only a task of Globus has a deadline: leave it out");
  }
  return watched(states(planned, options));
}

async function* states(
  planned: Plan,
  options: FerryOptions,
): AsyncGenerator<FerryState, FerryOutcome, void> {
  const tally = newTally(planned, options.onItem);
  const over = new AbortController();
  const work = carried(planned, options, tally).finally(() => over.abort());
  // Who waits for it learns of a failure below.
  work.catch(() => {});
  while (!over.signal.aborted) {
    await sleep(everyMs, over.signal).catch(() => {});
    yield tally.state();
  }
  return await work;
}

async function carried(
  planned: Plan,
  options: FerryOptions,
  tally: Tally,
): Promise<FerryOutcome> {
  const { signal = new AbortController().signal } = options;
  try {
    await carry(planned, options, tally, signal);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (tally.touched === 0 && !signal.aborted) throw error;
    tally.stopped = error;
  }
  return tally.outcome();
}

async function carry(
  planned: Plan,
  options: FerryOptions,
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  const { overwrite = false, dryRun = false, verify = false, wait = true, streams = 4 } = options;
  const { label, deadline } = options;
  const ends: EndsOptions = options;
  demandLocal(planned, ends);
  const connect = pickOptions<ConnectOptions>(options, connectKinds);
  const opened = { ...connect, files: !isEngine(planned.route) };
  const from = await openPlace(planned.from, opened);
  const to = await openPlace(planned.to, opened);
  const items = await itemsBetween(from, to, ends, signal);
  if (planned.needsThroughHere) throw await needsLeave(planned, items);
  const common = { overwrite, dryRun, verify, signal };
  switch (planned.route) {
    case "globus task":
      return await copyByGlobus(from, to, items, { ...common, wait, label, deadline }, tally);
    case "tapis transfer":
      return await copyByTapis(from, to, items, { ...common, wait, label }, tally);
    default:
      return await copyByStream(from, to, items, { ...common, streams }, tally);
  }
}

/** Whoever pays for the connection is told first what goes over it. */
async function needsLeave({ from, to }: Plan, items: Items): Promise<PlaceError> {
  let [files, bytes] = [0, 0];
  for await (const { entry, fault } of items()) {
    if (entry.type !== "file" || fault !== undefined) continue;
    files++;
    bytes += entry.size ?? 0;
  }
  return new PlaceError(
    `From ${placeText(from)} to ${placeText(to)} everything has to go through this machine: ` +
      `${counted(files, "file")}, ${bytesInWords(bytes)}`,
    { step: { kind: "pass", option: "throughHere" } },
  );
}
