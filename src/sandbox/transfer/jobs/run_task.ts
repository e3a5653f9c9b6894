import type { World } from "../../world.ts";
import { type Gate, makeGate } from "../gate.ts";
import { whilePaused } from "../manager/pauses.ts";
import { asProblem } from "../problems.ts";
import { tellProgress } from "../tasks/progress.ts";
import { flushSpool } from "../tasks/spool.ts";
import { addEvent, isComplete, type Task } from "../tasks/task.ts";

/** The reason a task's controller aborts with when its owner, or a manager, cancels it. */
export const canceled: unique symbol = Symbol("canceled");

/** The real service runs so many transfers, and so many deletes, of one user at once. */
const tasksAtOnce = 3;

function gateOf(world: World, task: Task): Gate {
  const { gates } = world.tasks;
  const key = `${task.type}/${task.ownerId}`;
  const gate = gates.get(key) ?? makeGate(tasksAtOnce);
  gates.set(key, gate);
  return gate;
}

/**
 * Runs a task to its end. Everything that goes wrong ends up in the task; this never rejects.
 *
 * @param world The sandbox.
 * @param task The task, ACTIVE and queued.
 * @param details What its first event tells.
 * @param work What it does, once it is its turn.
 */
export async function runTask(
  world: World,
  task: Task,
  details: Readonly<Record<string, unknown>>,
  work: () => Promise<void>,
): Promise<void> {
  const { signal } = task.controller;
  const gate = gateOf(world, task);
  try {
    await gate.enter(signal);
  } catch {
    cancel(world, task);
    await keepEnd(world, task);
    return;
  }
  try {
    task.niceStatus = "OK";
    // A task that goes on after the sandbox was started again has told that it started.
    if (!task.events.some(({ code }) => code === "STARTED")) {
      note(world, task, "STARTED", JSON.stringify(details, null, 2));
    }
    saveTask(world, task);
    await whilePaused(world, task);
    await work();
    signal.throwIfAborted();
    await flushLists(world, task);
    succeed(world, task);
  } catch (error) {
    if (signal.aborted) cancel(world, task);
    else fail(world, task, error);
  } finally {
    gate.leave();
    await keepEnd(world, task);
  }
}

/** Writes a task to the state file as it is now. */
export function saveTask(world: World, task: Task): void {
  world.tasks.byId.touch(task.id);
  world.save();
}

/** Writes what is buffered of a task's lists, which its record then says. */
export async function flushLists(world: World, task: Task): Promise<void> {
  try {
    await Promise.all([flushSpool(task.successes), flushSpool(task.skipped)]);
  } finally {
    world.tasks.byId.touch(task.id);
  }
}

/** A task that is complete has nothing to do any more. */
async function keepEnd(world: World, task: Task): Promise<void> {
  // Lines that cannot be written stay in the record.
  await flushLists(world, task).catch(() => {});
  if (isComplete(task)) world.tasks.work.delete(task.id);
  saveTask(world, task);
}

/**
 * Cancels a task and waits for its end.
 *
 * @returns Whether it was this that ended it.
 */
export async function cancelTask(
  world: World,
  task: Task,
  by: Task["canceledByAdmin"] = null,
): Promise<boolean> {
  if (isComplete(task)) return false;
  task.canceledByAdmin = by;
  task.isCanceling = true;
  saveTask(world, task);
  task.controller.abort(canceled);
  await task.done;
  const isCanceled = task.fatalError?.code === "CANCELED";
  if (!isCanceled) task.canceledByAdmin = null;
  return isCanceled;
}

function note(world: World, task: Task, code: string, details: string, isError = false): void {
  addEvent(task, { code, description: code.toLowerCase(), details, isError, time: world.now() });
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
  tellProgress(world, task, { isLast: true });
  end(world, task, "SUCCEEDED");
  const files = task.type === "DELETE" ? task.counters.files : filesTransferred;
  note(world, task, "SUCCEEDED", JSON.stringify({ files_succeeded: files }, null, 2));
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
  const by = task.canceledByAdmin === null ? "the task owner" : "an activity manager";
  note(world, task, "CANCELED", `Canceled by ${by}`, true);
}

function fail(world: World, task: Task, error: unknown): void {
  const problem = asProblem(error);
  if (problem.code === "EXPIRED") {
    task.counters.subtasksExpired += subtasksLeft(task);
    note(world, task, "EXPIRED", problem.message, true);
  } else task.counters.subtasksFailed += subtasksLeft(task);
  task.fatalError = { code: problem.code, description: problem.message };
  end(world, task, "FAILED");
}
