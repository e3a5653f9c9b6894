import { unlessAborted } from "../../server/delay.ts";
import { type PartKeeper, partKeeper } from "../../kept/parts.ts";
import { PathError } from "../../disk/paths.ts";
import type { World } from "../../world.ts";
import { copyFile } from "./copy_file.ts";
import { checkDeadline } from "../tasks/deadline.ts";
import { infoOf } from "./entry.ts";
import { skipped, withFaults } from "./faulty.ts";
import { type FileJob, fileSubtasks } from "./jobs.ts";
import { TransferProblem } from "../problems.ts";
import { tellProgress } from "../tasks/progress.ts";
import { appendToSpool } from "../tasks/spool.ts";
import { needsCopy } from "./sync.ts";
import type { Task } from "../tasks/task.ts";

/** The pair of paths of a copied file, as one text. */
export function pairKey(sourcePath: string, destinationPath: string): string {
  return JSON.stringify([sourcePath, destinationPath]);
}

/**
 * Copies one file and counts it; one that was copied before the sandbox was started again is counted
 * only.
 */
export async function copyJob(
  world: World,
  task: Task,
  job: FileJob,
  copied: ReadonlySet<string>,
): Promise<void> {
  const { counters } = task;
  if (copied.has(pairKey(job.sourcePath, job.destinationPath))) {
    const size = (await infoOf(job.source))?.size ?? 0;
    counters.subtasksSucceeded += fileSubtasks(task);
    counters.filesTransferred++;
    counters.bytesTransferred += size;
    return;
  }
  const parts = partKeeper(world, {
    taskId: task.id,
    sourcePath: job.sourcePath,
    destinationPath: job.destinationPath,
  });
  const outcome = await withFaults(world, task, {
    name: "transfer",
    pair: { source: job.sourcePath, destination: job.destinationPath },
    folder: false,
  }, (attempt) => copyOnce(world, task, job, { attempt, parts }));
  if (outcome === skipped) {
    counters.subtasksSkippedErrors += fileSubtasks(task);
    return;
  }
  counters.subtasksSucceeded += fileSubtasks(task);
  if (outcome === "up-to-date") {
    counters.filesSkipped++;
    return;
  }
  counters.filesTransferred++;
  parts.forget();
  // Before anything is awaited: what counts the file is kept with what forgets its copy.
  world.tasks.byId.touch(task.id);
  await appendToSpool(task.successes, successOf(job));
  world.save();
}

/** A line of the list of copied files. */
export function successOf(
  { sourcePath, destinationPath }: Pick<FileJob, "sourcePath" | "destinationPath">,
): Record<string, string> {
  return {
    DATA_TYPE: "successful_transfer",
    destination_path: destinationPath,
    source_path: sourcePath,
  };
}

async function hook(
  world: World,
  task: Task,
  job: FileJob,
  moment: { step: "copy" | "verify"; attempt: number; temporaryFile: string },
): Promise<void> {
  const asked = world.faults.transfer?.({
    ...moment,
    taskId: task.id,
    sourcePath: job.sourcePath,
    destinationPath: job.destinationPath,
  });
  const fault = await unlessAborted(Promise.resolve(asked), task.controller.signal);
  if (fault !== undefined) throw new TransferProblem(fault, { transient: true });
}

/** One attempt at a file. */
interface Attempt {
  readonly attempt: number;
  readonly parts: PartKeeper;
}

async function copyOnce(
  world: World,
  task: Task,
  job: FileJob,
  attempted: Attempt,
): Promise<"copied" | "up-to-date"> {
  const { counters, order } = task;
  const { signal } = task.controller;
  const { attempt } = attempted;
  await hook(world, task, job, { step: "copy", attempt, temporaryFile: "" });
  const sourceInfo = await Deno.lstat(job.source);
  if (!sourceInfo.isFile) {
    throw new TransferProblem({
      code: "NOT_A_FILE",
      description: `The source "${job.sourcePath}" is not a file`,
    });
  }
  const destinationInfo = await infoOf(job.destination);
  if (destinationInfo?.isDirectory) {
    throw new TransferProblem({
      code: "IS_A_DIRECTORY",
      description: `The destination "${job.destinationPath}" is a folder`,
    }, { atDestination: true });
  }
  const { source, destination } = job;
  const wanted = await needsCopy({
    level: order.syncLevel,
    source,
    destination,
    sourceInfo,
    destinationInfo,
    signal,
    onChecksummed: (count) => counters.bytesChecksummed += count,
  });
  if (!wanted) return "up-to-date";
  if (source === destination) {
    throw new PathError("invalid", `"${job.sourcePath}" cannot be copied onto itself`);
  }
  await copyCounted(world, task, job, sourceInfo, attempted);
  return "copied";
}

/** Counts the bytes as they go, and takes them back where the copy fails. */
async function copyCounted(
  world: World,
  task: Task,
  job: FileJob,
  info: Deno.FileInfo,
  { attempt, parts }: Attempt,
): Promise<void> {
  const { counters, order } = task;
  const { externalChecksum, checksumAlgorithm, recursive } = job.item;
  let bytes = 0;
  try {
    await copyFile({
      source: job.source,
      size: info.size,
      destination: job.destination,
      verify: order.verifyChecksum,
      times: order.preserveTimestamp ? info : undefined,
      expected: externalChecksum === undefined || recursive
        ? undefined
        : { algorithm: checksumAlgorithm ?? "md5", checksum: externalChecksum.toLowerCase() },
      signal: task.controller.signal,
      parts,
      onBytes: (count) => {
        bytes += count;
        counters.bytesTransferred += count;
        tellProgress(world, task);
        checkDeadline(world, task);
      },
      onWritten: (temporaryFile) =>
        hook(world, task, job, { step: "verify", attempt, temporaryFile }),
    });
  } catch (error) {
    counters.bytesTransferred -= bytes;
    throw error;
  }
}
