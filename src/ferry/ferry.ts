/**
 * One copy between any two places.
 *
 * @module
 */

import { ArgumentRangeError } from "../argument_error.ts";
import { PlaceError } from "../credentials/errors/place_error.ts";
import { sleep } from "../http/client.ts";
import { type Watched, watched } from "../http/waiting/watched.ts";
import { checkOptions, pickOptions, requiredList } from "../options.ts";
import { bytesInWords, counted } from "../text.ts";
import { type Copy, ferryKinds, type FerryOptions } from "./copy.ts";
import { demandLocal, type Items, itemsBetween } from "./items/ends.ts";
import { connectKinds, type ConnectOptions, openPlace } from "./open_place.ts";
import { type Place, placeText } from "./place.ts";
import { isEngine, type Plan, plan, planKinds, type PlanOptions } from "./plan.ts";
import { copyByEngine } from "./routes/by_engine.ts";
import { copyByStream } from "./routes/by_stream.ts";
import { globusEngine } from "./routes/globus_engine.ts";
import { tapisEngine } from "./routes/tapis_engine.ts";
import { type FerryOutcome, type FerryState, newTally, type Tally } from "./tally.ts";

/**
 * A copy that is running: its states to loop over, and its outcome.
 *
 * @category Copy
 */
export interface Ferry extends Watched<FerryState, FerryOutcome> {
  /** Gives it up, as `signal` does: what is copied stays, and the same copy again goes on. */
  stop(): void;
}

/** The time between two reports of how far a copy is, in milliseconds. */
const everyMs = 200;

/**
 * Copies a file, or with `recursive` the contents of a folder, between this machine, Globus collections,
 * systems of Tapis v3 and files of the web. Where the platform can do it alone, its own engine does. What
 * is there already is skipped, what differs stays as it is and counts as failed without `overwrite`, nothing
 * is ever deleted, and no file is ever there half: doing the same again copies only what is missing.
 *
 * It begins with the first look, or when `done` is asked for. To leave the loop does not stop it: `signal`
 * and `stop()` do.
 *
 * @param from Where from; see {@linkcode parsePlace}.
 * @param to Where to. A file goes into a folder that is there, or whose name ends in a slash.
 * @param options See {@linkcode FerryOptions}.
 * @returns How far it is, to loop over, and `done`: its outcome. Files that could not be copied are counted
 * there and are not errors; what ended the copy in its middle is there as `stopped`. Before anything was
 * copied, `done` fails: with PlaceError when the copy makes no sense as it was asked for, CredentialError
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
 *
 * @category Copy
 */
export function ferry(
  from: string | Place,
  to: string | Place,
  options: FerryOptions = {},
): Ferry {
  checkOptions(options, ferryKinds);
  const { streams = 4, deadline, include = [], exclude = [] } = options;
  if (!(Number.isInteger(streams) && streams >= 1 && streams <= 16)) {
    throw new ArgumentRangeError(`streams must be a whole number from 1 to 16: it is ${streams}`);
  }
  requiredList("include", include);
  requiredList("exclude", exclude);
  const planned = plan(from, to, pickOptions<PlanOptions>(options, planKinds));
  if (deadline !== undefined && planned.route !== "globus task") {
    throw new PlaceError("Only a task of Globus has a deadline: leave it out");
  }
  const stopping = new AbortController();
  const signals = [stopping.signal, ...options.signal === undefined ? [] : [options.signal]];
  const signal = AbortSignal.any(signals);
  const copy = watched(states(planned, options, signal));
  return Object.assign(copy, { stop: () => stopping.abort() });
}

async function* states(
  planned: Plan,
  options: FerryOptions,
  signal: AbortSignal,
): AsyncGenerator<FerryState, FerryOutcome, void> {
  const tally = newTally(planned.route, options.onItem);
  const over = new AbortController();
  const work = carried(planned, options, signal, tally).finally(() => over.abort());
  // Who waits for it learns of a failure below.
  work.catch(() => {});
  while (!over.signal.aborted) {
    await sleep(everyMs, over.signal).catch(() => {});
    yield tally.state();
  }
  await work;
  return tally.outcome;
}

async function carried(
  planned: Plan,
  options: FerryOptions,
  signal: AbortSignal,
  tally: Tally,
): Promise<void> {
  try {
    await carry(planned, options, signal, tally);
  } catch (error) {
    if (!(error instanceof Error) || !tally.isTouched && !signal.aborted) throw error;
    tally.outcome.stopped = error;
  }
}

async function carry(
  planned: Plan,
  options: FerryOptions,
  signal: AbortSignal,
  tally: Tally,
): Promise<void> {
  const { from, to, route, needsThroughHere } = planned;
  demandLocal(planned, options);
  const connect = pickOptions<ConnectOptions>(options, connectKinds);
  const how = { ...connect, files: !isEngine(route) };
  const copy: Copy = {
    from: await openPlace(from, how),
    to: await openPlace(to, how),
    options,
    signal,
    tally,
  };
  const items = await itemsBetween(copy);
  if (needsThroughHere) throw await needsLeave(planned, items);
  if (route === "globus task") await copyByEngine(copy, items, globusEngine(copy));
  else if (route === "tapis transfer") await copyByEngine(copy, items, tapisEngine(copy));
  else await copyByStream(copy, items);
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
