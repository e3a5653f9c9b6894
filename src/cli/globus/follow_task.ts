/** Following a task to its end. */

import { isNetworkError } from "../../http/errors.ts";
import type { TransferClient } from "../../globus/transfer/client.ts";
import type { TaskDocument } from "../../globus/transfer/documents.ts";
import { confirmed } from "../confirm.ts";
import { exitCodes } from "../exit_code.ts";
import { given } from "../given.ts";
import type { Io } from "../io.ts";
import type { AnyCommand } from "../job.ts";
import { MisuseError } from "../misuse.ts";
import { type TaskProgress, taskProgress } from "./task_progress.ts";
import { counted, plain } from "../text.ts";

/** How a task is followed. */
export interface FollowOptions {
  /** How long at most, in seconds; without it, to the end. */
  readonly timeout?: number | undefined;
  /**
   * How long to wait between looks, in seconds.
   *
   * @default {1}
   */
  readonly pollingInterval?: number | undefined;
}

/** How following a task ended. */
export interface Followed {
  /** The task at the last look; none where there was no look before Ctrl-C. */
  readonly task: TaskDocument | undefined;
  /** 0 when it succeeded whole, 1 when it did not, 5 when the time was over first, 130 at Ctrl-C. */
  readonly code: number;
}

/** The shortest time between looks, in seconds: a service is not to be asked in a tight loop. */
const shortestInterval = 0.1;

/**
 * Looks at a task until it is no longer active, or the time is over, and says why it did not succeed.
 * At Ctrl-C the person is asked whether to cancel it; unless they say so, it goes on.
 *
 * @param transfer A Transfer client.
 * @param taskId The task's id.
 * @param options How long, how often; `progress`: whether to show how it fares.
 * @param io Where to show it, and who is asked.
 * @throws {MisuseError} When the time or the interval makes no sense.
 * @throws {ApiError} When the service refuses to tell.
 */
export async function followTask(
  transfer: TransferClient,
  taskId: string,
  options: FollowOptions & { readonly progress: boolean },
  io: Io,
): Promise<Followed> {
  checkFollowing(options);
  const { timeout, pollingInterval = 1 } = options;
  const stopping = new AbortController();
  io.stopped().then(() => stopping.abort());
  const progress = options.progress ? await taskProgress(io) : silence;
  let task: TaskDocument | undefined;
  try {
    const watch = transfer.watchTask(taskId, {
      ...given({ timeout }),
      pollingInterval,
      events: "none",
      signal: stopping.signal,
    });
    for await (const state of watch) {
      task = state.task;
      progress.show(state);
    }
  } catch (error) {
    if (!stopping.signal.aborted || !isNetworkError(error)) throw error;
  } finally {
    progress.stop();
  }
  if (stopping.signal.aborted && task?.status !== "SUCCEEDED") {
    await askWhetherToCancel(transfer, taskId, io);
    return { task, code: exitCodes.interrupted };
  }
  const problem = task && (taskProblem(task) ?? await leftOut(transfer, task));
  if (problem === undefined) return { task, code: exitCodes.ok };
  io.err(`keyferry: ${plain(problem)}`);
  return { task, code: task?.status === "ACTIVE" ? exitCodes.timedOut : exitCodes.failed };
}

const silence: TaskProgress = { show(): void {}, stop(): void {} };

/** A second Ctrl-C is a no. */
async function askWhetherToCancel(transfer: TransferClient, id: string, io: Io): Promise<void> {
  const asked = io.stdinIsTerminal ? confirmed(`Cancel task ${id}`, false, io) : false;
  const stopped = io.stopped().then(() => {
    // The question stands there without its answer.
    io.draw("\n");
    return false;
  });
  if (await Promise.race([asked, stopped])) {
    const { message } = await transfer.cancelTask(id);
    io.err(plain(message));
    return;
  }
  io.err(`Task ${id} goes on: keyferry globus task watch ${id}`);
}

/**
 * Refuses times that make no sense, before anything is submitted.
 *
 * @param options The times.
 * @throws {MisuseError} When one makes no sense.
 */
export function checkFollowing(options: FollowOptions): void {
  const { timeout, pollingInterval } = options;
  if (timeout !== undefined && !(timeout > 0)) {
    throw new MisuseError(`--timeout must be more than 0 seconds: it is ${timeout}`);
  }
  if (pollingInterval !== undefined && !(pollingInterval >= shortestInterval)) {
    throw new MisuseError(
      `--polling-interval must be at least ${shortestInterval} seconds: it is ${pollingInterval}`,
    );
  }
}

/**
 * Adds the options of {@linkcode FollowOptions}.
 *
 * @param command The command.
 * @param depends The option without which they make no sense.
 */
export function withFollowOptions(
  command: AnyCommand,
  depends: readonly string[] = [],
): AnyCommand {
  return command
    .option("--timeout <seconds:number>", "Wait no longer than this.", { depends: [...depends] })
    .option("--polling-interval <seconds:number>", "Look this often; 1 by default.", {
      depends: [...depends],
    });
}

/** Why a task did not succeed, or is not known to have; `undefined` when it did. */
function taskProblem(task: TaskDocument): string | undefined {
  const { task_id: id, status } = task;
  switch (status) {
    case "SUCCEEDED":
      return undefined;
    case "FAILED":
      return `Task ${id} failed: ${reason(task)}`;
    case "INACTIVE":
      return `Task ${id} waits for you: ${reason(task)}; see https://app.globus.org/activity/${id}`;
    default:
      return `Task ${id} has not ended in that time (${reason(task)}); it goes on: ` +
        `keyferry globus task watch ${id}`;
  }
}

/** More than these nobody counts; the service has them all. */
const mostCounted = 1000;

/** With its errors skipped, a task succeeds without what it could not read. */
async function leftOut(
  transfer: TransferClient,
  { task_id: id, subtasks_skipped_errors: subtasks }: TaskDocument,
): Promise<string | undefined> {
  if (!subtasks) return undefined;
  // A file counts as two subtasks where it is to be verified, so the service's list is what tells.
  const { items, capped } = await transfer.taskSkippedErrors(id, { maxItems: mostCounted })
    .collect();
  const count = `${capped ? "more than " : ""}${counted(items.length, "path")}`;
  return `Task ${id} has ended, but left out ${count} that it could not read: ` +
    `keyferry globus task show --skipped ${id}`;
}

function reason(task: TaskDocument): string {
  const { fatal_error, nice_status_details, nice_status_short_description, nice_status } = task;
  const words = [nice_status_short_description, nice_status_details ?? nice_status];
  const spoken = words.filter((word) => word).join(": ");
  return fatal_error?.description || spoken || "the service does not say why";
}
