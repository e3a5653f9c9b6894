import { namesOf, PathError } from "../../disk/paths.ts";
import { TransferProblem } from "../../transfer/problems.ts";
import type { World } from "../../world.ts";
import { isWeb, openWeb } from "./copy_web.ts";
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
    if (parent.endTime === undefined) await runParent(world, transfer, parent, { signal, save });
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

/** What stops a copy, and keeps account of it. */
interface Running {
  readonly signal: AbortSignal;
  readonly save: () => void;
}

/** Copies one file, and counts it. */
async function runChild(
  world: World,
  transfer: Transfer,
  parent: Parent,
  facts: Pick<Child, "sourceURI" | "destinationURI" | "totalBytes">,
  copy: (onBytes: (count: number) => void) => Promise<void>,
): Promise<void> {
  const child: Child = {
    ...facts,
    id: parent.children.length + 1,
    uuid: crypto.randomUUID(),
    bytesTransferred: 0,
    status: "IN_PROGRESS",
  };
  parent.children.push(child);
  const fault = await world.faults.transfer?.({
    step: "copy",
    taskId: transfer.uuid,
    sourcePath: child.sourceURI,
    destinationPath: child.destinationURI,
    attempt: 1,
    temporaryFile: "",
  });
  if (fault) throw new TransferProblem(fault);
  await copy((count) => child.bytesTransferred += count);
  child.status = "COMPLETED";
}

async function runParent(
  world: World,
  transfer: Transfer,
  parent: Parent,
  { signal, save }: Running,
): Promise<void> {
  parent.startTime ??= world.now();
  parent.status = "IN_PROGRESS";
  // What was not known to be complete when the sandbox ended is copied again.
  parent.children = parent.children.filter(({ status }) => status === "COMPLETED");
  const complete = new Set(parent.children.map(({ destinationURI }) => destinationURI));
  try {
    signal.throwIfAborted();
    const to = endOf(world, parent.destinationURI);
    if (isWeb(parent.sourceURI)) {
      const { sourceURI, destinationURI } = parent;
      const { size, copy } = await openWeb(world, sourceURI, to, signal);
      const facts = { sourceURI, destinationURI, totalBytes: size };
      await runChild(world, transfer, parent, facts, copy);
      parent.status = "COMPLETED";
      parent.endTime = world.now();
      return save();
    }
    const from = endOf(world, parent.sourceURI);
    for await (const job of copyJobs(from, to)) {
      const destinationURI = uriOf(to, job.destinationNames);
      if (complete.has(destinationURI)) continue;
      const facts = {
        sourceURI: uriOf(from, job.sourceNames),
        destinationURI,
        totalBytes: job.size,
      };
      await runChild(world, transfer, parent, facts, (onBytes) => {
        return copyJob(world, job, signal, onBytes);
      });
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
 * @throws {PathError} where it is not one of a system of the sandbox.
 */
export function endOf(world: World, uri: string): End {
  const [, id = "", path = ""] = /^tapis:\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? [];
  const system = systemNamed(world, id);
  if (system !== undefined) return { system, names: namesOf(path) };
  throw new PathError("missing", `There is no such system: ${uri}`);
}
