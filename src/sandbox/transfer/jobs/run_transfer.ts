import type { World } from "../../world.ts";
import { copyJob } from "./copy_job.ts";
import { deleteExtra } from "./delete_extra.ts";
import { type FileJob, fileJobs } from "./jobs.ts";
import { runTask } from "./run_task.ts";
import type { Task, TransferItem } from "../tasks/task.ts";

const concurrency = 4;

/**
 * Runs a transfer to its end.
 *
 * @param world The sandbox.
 * @param task The task, ACTIVE and queued.
 * @param items What to transfer; let go of when the task is done.
 * @param copied The pairs that were copied before the sandbox was started again.
 */
export function runTransfer(
  world: World,
  task: Task,
  items: readonly TransferItem[],
  copied: ReadonlySet<string> = new Set(),
): Promise<void> {
  const { source, destination, deleteDestinationExtra } = task.order;
  return runTask(world, task, {
    type: "Sandbox Transfer",
    concurrency,
    source: source.name,
    destination: destination.name,
  }, async () => {
    await copyAll(world, task, fileJobs(world, task, items), copied);
    if (deleteDestinationExtra) await deleteExtra(world, task, items);
  });
}

/** Copies the jobs, some at a time; the first failure stops the rest. */
async function copyAll(
  world: World,
  task: Task,
  jobs: AsyncGenerator<FileJob>,
  copied: ReadonlySet<string>,
): Promise<void> {
  let failed = false;
  async function work(): Promise<void> {
    try {
      while (!failed) {
        const next = await jobs.next();
        if (next.done) return;
        await copyJob(world, task, next.value, copied);
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
