import type { World } from "../../world.ts";
import { checkDeadline } from "../tasks/deadline.ts";
import { whilePaused } from "../manager/pauses.ts";
import { asProblem, isSkippable, type TransferProblem } from "../problems.ts";
import { appendToSpool } from "../tasks/spool.ts";
import { addEvent, type Task } from "../tasks/task.ts";

/** The step of a transfer that a fault may stop. */
export interface Step {
  /** What the step does, as an event tells it, such as `transfer`. */
  readonly name: string;
  /** The pair of paths, as the submission spells them. */
  readonly pair: { readonly source: string; readonly destination: string };
  /** Whether it is about a folder. */
  readonly folder: boolean;
}

/** What {@link withFaults} returns for a step that was skipped. */
export const skipped: unique symbol = Symbol("skipped");

const attemptsAtTransient = 3;

function detailsOf(world: World, task: Task, step: Step, problem: TransferProblem): string {
  const collection = problem.atDestination ? task.order.destination : task.order.source;
  return [
    `Error (${step.name})`,
    `Endpoint: ${collection.name} (${collection.id})`,
    `Server: ${new URL(world.origin).host}`,
    `File: ${problem.atDestination ? step.pair.destination : step.pair.source}`,
    `Message: ${problem.message}`,
    "---",
    `Details: 500-GlobusError: v=1 c=${problem.code}\\r\\n500 End.\\r\\n`,
    "",
  ].join("\n");
}

function noteFault(world: World, task: Task, step: Step, problem: TransferProblem): string {
  const details = detailsOf(world, task, step, problem);
  task.counters.faults++;
  addEvent(task, {
    code: problem.code,
    description: problem.code.toLowerCase().replaceAll("_", " "),
    details,
    isError: true,
    time: world.now(),
  });
  world.tasks.byId.touch(task.id);
  world.save();
  return details;
}

/**
 * Runs a step, and again after a fault that may pass. A fault is noted as an event; one that does not
 * pass is skipped where the submission says so, retried until the deadline where the sandbox was told
 * to, and otherwise ends the task.
 */
export async function withFaults<T>(
  world: World,
  task: Task,
  step: Step,
  work: (attempt: number) => Promise<T>,
): Promise<T | typeof skipped> {
  const { signal } = task.controller;
  for (let attempt = 1;; attempt++) {
    signal.throwIfAborted();
    checkDeadline(world, task);
    await whilePaused(world, task);
    try {
      const result = await work(attempt);
      task.niceStatus = "OK";
      task.niceStatusDetails = null;
      return result;
    } catch (error) {
      signal.throwIfAborted();
      const problem = asProblem(error);
      if (problem.code === "EXPIRED") throw problem;
      const details = noteFault(world, task, step, problem);
      if (task.order.skipSourceErrors && isSkippable(problem)) {
        await noteSkipped(world, task, step, problem, details);
        return skipped;
      }
      const again = world.keepRetrying || (problem.transient && attempt < attemptsAtTransient);
      if (!again) throw problem;
      task.niceStatus = problem.code;
      task.niceStatusDetails = details;
      task.counters.subtasksRetrying++;
      try {
        await world.sleep(Math.min(20 * 2 ** attempt, 1000), signal);
      } finally {
        task.counters.subtasksRetrying--;
      }
    }
  }
}

async function noteSkipped(
  world: World,
  task: Task,
  step: Step,
  problem: TransferProblem,
  details: string,
): Promise<void> {
  await appendToSpool(task.skipped, {
    DATA_TYPE: "skipped_error",
    checksum_algorithm: null,
    destination_path: step.pair.destination,
    error_code: problem.code,
    error_details: details,
    error_time: new Date(world.now()).toISOString().slice(0, 19) + "+00:00",
    external_checksum: null,
    is_delete_destination_extra: false,
    is_directory: step.folder,
    is_symlink: false,
    source_path: step.pair.source,
  });
}
