import type { PartOf } from "../../kept/parts.ts";
import type { World } from "../../world.ts";
import { pairKey, successOf } from "./copy_job.ts";
import { collectionFor } from "../endpoints/endpoints.ts";
import { TransferProblem } from "../problems.ts";
import { runDelete } from "./run_delete.ts";
import { canceled, flushLists, runTask } from "./run_task.ts";
import { runTransfer } from "./run_transfer.ts";
import { emptySpool, readSpool, trimSpool } from "../tasks/spool.ts";
import { isComplete, newCounters, type Task, type TransferItem } from "../tasks/task.ts";

/**
 * Sets the tasks going again that were not complete when the sandbox ended, in their order.
 *
 * @param world The sandbox.
 * @param renamed The files whose copies had come to their place, and were not counted yet.
 */
export async function resumeTasks(world: World, renamed: readonly PartOf[]): Promise<void> {
  const { byId } = world.tasks;
  // All of them before anything is awaited, since a task that runs commits.
  for (const pair of renamed) {
    byId.get(pair.taskId)?.successes.pending.push(JSON.stringify(successOf(pair)));
    byId.touch(pair.taskId);
  }
  for (const task of byId.values()) {
    await Promise.all([trimSpool(task.successes), trimSpool(task.skipped)]);
  }
  for (const task of [...byId.values()].filter((task) => !isComplete(task))) {
    await resumeTask(world, task);
  }
  watchCancels(world);
}

async function resumeTask(world: World, task: Task): Promise<void> {
  task.counters.subtasksRetrying = 0;
  if (task.isCanceling) task.controller.abort(canceled);
  const work = world.tasks.work.get(task.id);
  if (work === undefined || !findCollections(world, task)) {
    task.done = runTask(world, task, {}, () => {
      throw new TransferProblem({
        code: "ENDPOINT_ERROR",
        description: "A collection of the task is not there any more",
      });
    });
  } else if (work.type === "DELETE") {
    await uncountRemoval(task);
    task.done = runDelete(world, task, work.wishes);
  } else await resumeTransfer(world, task, work.items);
}

/** The collections as the task's owner may use them; whether both are still there. */
function findCollections(world: World, task: Task): boolean {
  const [source, destination] = [task.order.source, task.order.destination].map(({ id }) => {
    const endpoint = world.transfer.endpoints.get(id);
    return endpoint && collectionFor(world, task.ownerId, endpoint);
  });
  if (source === undefined || destination === undefined) return false;
  task.order = { ...task.order, source, destination };
  return true;
}

/** What was counted and not removed any more is counted when it is removed. */
async function uncountRemoval(task: Task): Promise<void> {
  if (task.removing === null) return;
  const { path, counted } = task.removing;
  const isThere = await Deno.lstat(path).then(() => true, () => false);
  if (!isThere) return;
  if (counted === null) task.removing = null;
  else task.counters[counted]--;
}

/** The folders are walked again, so that all is counted again but the faults, which the events tell. */
async function resumeTransfer(
  world: World,
  task: Task,
  items: readonly TransferItem[],
): Promise<void> {
  Object.assign(task.counters, { ...newCounters(), faults: task.counters.faults });
  await emptySpool(task.skipped);
  task.done = runTransfer(world, task, items, await copiedPairs(world, task));
}

async function copiedPairs(world: World, task: Task): Promise<Set<string>> {
  await flushLists(world, task);
  const { items } = await readSpool(task.successes, 0, Infinity);
  const pairs = items as readonly { source_path: string; destination_path: string }[];
  return new Set(pairs.map((pair) => pairKey(pair.source_path, pair.destination_path)));
}

/** A cancellation by a manager is done when its tasks have ended. */
function watchCancels(world: World): void {
  for (const cancel of world.transfer.cancels.values()) {
    if (cancel.done) continue;
    const tasks = cancel.taskIds.map((id) => world.tasks.byId.get(id)?.done);
    Promise.all(tasks).then(() => {
      cancel.done = true;
      world.transfer.cancels.touch(cancel.id);
      world.save();
    });
  }
}
