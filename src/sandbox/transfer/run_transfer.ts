import type { World } from "../world.ts";
import { copyJob } from "./copy_job.ts";
import { type FileJob, fileJobs } from "./jobs.ts";
import { asProblem } from "./problems.ts";
import { flushSpool } from "./spool.ts";
import { addEvent, type Task, type TransferItem } from "./task.ts";

/** The reason a task's controller aborts with when its owner cancels it. */
export const canceled: unique symbol = Symbol("canceled by the task owner");

const concurrency = 4;

/**
 * Runs a task to its end. Everything that goes wrong ends up in the task; this never rejects.
 *
 * @param world The sandbox.
 * @param task The task, ACTIVE and queued.
 * @param items What to transfer; let go of when the task is done.
 */
export async function runTransfer(
  world: World,
  task: Task,
  items: readonly TransferItem[],
): Promise<void> {
  const { signal } = task.controller;
  try {
    await world.tasks.gate.enter(signal);
  } catch {
    cancel(world, task);
    return;
  }
  try {
    task.niceStatus = "OK";
    note(world, task, "STARTED", startDetails(task));
    await copyAll(world, task, fileJobs(world, task, items));
    signal.throwIfAborted();
    await Promise.all([flushSpool(task.successes), flushSpool(task.skipped)]);
    succeed(world, task);
  } catch (error) {
    if (signal.aborted) cancel(world, task);
    else await fail(world, task, error);
  } finally {
    world.tasks.gate.leave();
  }
}

function note(world: World, task: Task, code: string, details: string, isError = false): void {
  addEvent(task, { code, description: code.toLowerCase(), details, isError, time: world.now() });
}

function startDetails(task: Task): string {
  const { source, destination } = task.order;
  return JSON.stringify(
    { type: "Sandbox Transfer", concurrency, source: source.name, destination: destination.name },
    null,
    2,
  );
}

function end(world: World, task: Task, status: "SUCCEEDED" | "FAILED"): void {
  task.status = status;
  task.niceStatus = null;
  task.niceStatusDetails = null;
  task.completionTime = world.now();
}

function succeed(world: World, task: Task): void {
  const { filesTransferred, subtasksSkippedErrors } = task.counters;
  if (subtasksSkippedErrors > 0) {
    note(world, task, "SKIPPED_ERRORS", `${subtasksSkippedErrors} subtasks were skipped`, true);
  }
  end(world, task, "SUCCEEDED");
  const details = JSON.stringify({ files_succeeded: filesTransferred }, null, 2);
  note(world, task, "SUCCEEDED", details);
}

function subtasksLeft(task: Task): number {
  const { subtasksTotal, subtasksSucceeded, subtasksSkippedErrors } = task.counters;
  return subtasksTotal - subtasksSucceeded - subtasksSkippedErrors;
}

/** Only for a cancellation: a task that the closing sandbox stops is left as it was. */
function cancel(world: World, task: Task): void {
  if (task.controller.signal.reason !== canceled) return;
  task.counters.subtasksCanceled += subtasksLeft(task);
  end(world, task, "FAILED");
  task.fatalError = { code: "CANCELED", description: "canceled" };
  note(world, task, "CANCELED", "Canceled by the task owner", true);
}

async function fail(world: World, task: Task, error: unknown): Promise<void> {
  const problem = asProblem(error);
  await Promise.all([flushSpool(task.successes), flushSpool(task.skipped)]).catch(() => {});
  if (problem.code === "EXPIRED") {
    task.counters.subtasksExpired += subtasksLeft(task);
    note(world, task, "EXPIRED", problem.message, true);
  } else task.counters.subtasksFailed += subtasksLeft(task);
  task.fatalError = { code: problem.code, description: problem.message };
  end(world, task, "FAILED");
}

/** Copies the jobs, some at a time; the first failure stops the rest. */
async function copyAll(
  world: World,
  task: Task,
  jobs: AsyncGenerator<FileJob>,
): Promise<void> {
  let failed = false;
  async function work(): Promise<void> {
    try {
      while (!failed) {
        const next = await jobs.next();
        if (next.done) return;
        await copyJob(world, task, next.value);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  }
  const results = await Promise.allSettled(Array.from({ length: concurrency }, work));
  await jobs.return(undefined);
  const first = results.find((result) => result.status === "rejected");
  if (first !== undefined) throw first.reason;
}
