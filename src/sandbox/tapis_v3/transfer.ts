import { namesOf, PathError } from "../paths.ts";
import { TransferProblem } from "../transfer/problems.ts";
import type { World } from "../world.ts";
import { copyJob, copyJobs, type End } from "./copy_tree.ts";
import { systemNamed } from "./file_place.ts";
import { type Child, isOver, type Parent, type Transfer } from "./transfer_record.ts";

/** While it runs, a transfer is written to the state file so often. */
const saveEveryMs = 200;

/** Sets a transfer going, or going again after the sandbox ended in the middle of it. */
export function startTransfer(world: World, transfer: Transfer): void {
  transfer.done = runTransfer(world, transfer);
}

/** Sets those going again that were not over when the sandbox ended. */
export function resumeTransfers(world: World): void {
  for (const transfer of world.tapisV3.transfers.values()) {
    if (isOver(transfer)) continue;
    if (transfer.isCancelling) transfer.controller.abort(cancelled());
    startTransfer(world, transfer);
  }
}

/** Why a cancelled transfer stops. */
export function cancelled(): DOMException {
  return new DOMException("The transfer was cancelled", "AbortError");
}

async function runTransfer(world: World, transfer: Transfer): Promise<void> {
  const signal = AbortSignal.any([world.signal, transfer.controller.signal]);
  transfer.startTime ??= world.now();
  transfer.status = "IN_PROGRESS";
  const save = saver(world, transfer);
  for (const parent of transfer.parents) {
    if (parent.endTime === undefined) await runParent(world, parent, signal, save);
    // A transfer that the closing sandbox stops is left as it was, to go on another time.
    if (world.signal.aborted) return;
    if (parent.status === "FAILED") {
      transfer.errorMessage = parent.errorMessage;
      transfer.status = "FAILED";
      break;
    }
  }
  if (signal.aborted) transfer.status = "CANCELLED";
  else if (transfer.status === "IN_PROGRESS") transfer.status = "COMPLETED";
  transfer.endTime = world.now();
  world.tapisV3.transfers.touch(transfer.uuid);
  world.save();
}

/** Writes the transfer to the state file, and not more often than makes sense. */
function saver(world: World, transfer: Transfer): () => void {
  let last = 0;
  return () => {
    world.tapisV3.transfers.touch(transfer.uuid);
    if (performance.now() - last < saveEveryMs) return;
    world.save();
    last = performance.now();
  };
}

async function runParent(
  world: World,
  parent: Parent,
  signal: AbortSignal,
  save: () => void,
): Promise<void> {
  parent.startTime ??= world.now();
  parent.status = "IN_PROGRESS";
  // What was not known to be complete when the sandbox ended is copied again.
  parent.children = parent.children.filter(({ status }) => status === "COMPLETED");
  const complete = new Set(parent.children.map(({ destinationURI }) => destinationURI));
  try {
    signal.throwIfAborted();
    const from = endOf(world, parent.sourceURI);
    const to = endOf(world, parent.destinationURI);
    for await (const job of copyJobs(from, to)) {
      const destinationURI = uriOf(to, job.destinationNames);
      if (complete.has(destinationURI)) continue;
      const child: Child = {
        id: parent.children.length + 1,
        uuid: crypto.randomUUID(),
        sourceURI: uriOf(from, job.sourceNames),
        destinationURI,
        totalBytes: job.size,
        bytesTransferred: 0,
        status: "IN_PROGRESS",
      };
      parent.children.push(child);
      await copyJob(world, job, signal, (count) => child.bytesTransferred += count);
      child.status = "COMPLETED";
      save();
    }
    parent.status = "COMPLETED";
  } catch (error) {
    if (world.signal.aborted) return;
    const ended = signal.aborted ? "CANCELLED" : parent.optional ? "FAILED_OPT" : "FAILED";
    parent.status = ended;
    parent.errorMessage = wordsOf(error);
    const last = parent.children.at(-1);
    if (last?.status === "IN_PROGRESS") last.status = ended;
  }
  parent.endTime = world.now();
  save();
}

function wordsOf(error: unknown): string {
  // Anything else may name a path of this machine.
  return error instanceof PathError || error instanceof TransferProblem
    ? error.message
    : "FILES_TXFR_ERR The file could not be copied";
}

function uriOf({ system }: End, names: readonly string[]): string {
  return `tapis://${system.name}/${names.join("/")}`;
}

/**
 * Where an address of a transfer leads.
 *
 * @throws {PathError} where it is none of a system of the sandbox.
 */
export function endOf(world: World, uri: string): End {
  const [, id = "", path = ""] = /^tapis:\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? [];
  const system = systemNamed(world, id);
  if (system !== undefined) return { system, names: namesOf(path) };
  const why = /^https?:/.test(uri)
    ? "The sandbox fetches nothing from the web"
    : "There is no such system";
  throw new PathError("missing", `${why}: ${uri}`);
}
