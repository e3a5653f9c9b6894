/** Following a task to its end. */

import type { TaskDocument } from "../globus/transfer/documents.ts";
import type { TransferClient } from "../globus/transfer/client.ts";
import { MisuseError } from "./misuse.ts";

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
  /** Is told of every look. */
  readonly onLook?: (task: TaskDocument) => void;
}

/** The shortest time between looks, in seconds: a service is not to be asked in a tight loop. */
const shortestInterval = 0.1;

/**
 * Looks at a task until it is no longer active, or the time is over.
 *
 * @param transfer A Transfer client.
 * @param taskId The task's id.
 * @param options See {@linkcode FollowOptions}.
 * @returns The task at the last look; still `ACTIVE` when the time was over first.
 * @throws {MisuseError} When the time or the interval makes no sense.
 * @throws {ApiError} When the service refuses to tell.
 */
export async function followTask(
  transfer: TransferClient,
  taskId: string,
  options: FollowOptions = {},
): Promise<TaskDocument> {
  const { timeout = Infinity, pollingInterval = 1, onLook } = options;
  checkFollowing(options);
  const deadline = transfer.now() + timeout * 1000;
  while (true) {
    const task = await transfer.getTask(taskId);
    onLook?.(task);
    const left = deadline - transfer.now();
    if (task.status !== "ACTIVE" || left <= 0) return task;
    await transfer.sleep(Math.min(pollingInterval * 1000, left));
  }
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
 * Why a task did not succeed, or is not known to have; `undefined` when it did.
 *
 * @param task The task at the last look.
 */
export function taskProblem(task: TaskDocument): string | undefined {
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
        `keyferry globus task wait ${id}`;
  }
}

function reason(task: TaskDocument): string {
  const { fatal_error, nice_status_details, nice_status_short_description, nice_status } = task;
  const words = [nice_status_short_description, nice_status_details ?? nice_status];
  const spoken = words.filter((word) => word).join(": ");
  return fatal_error?.description || spoken || "the service does not say why";
}
