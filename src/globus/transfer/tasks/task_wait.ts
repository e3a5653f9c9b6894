/**
 * Waiting for a task.
 *
 * @module
 */

import { ArgumentRangeError } from "../../../argument_error.ts";
import type { Client } from "../../../http/client.ts";
import { path } from "../../../http/path.ts";
import { pause } from "../../../http/waiting/pause.ts";
import { getTask } from "./tasks.ts";
import { checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * How long to wait for a task.
 *
 * @category Tasks
 */
export interface TaskWaitOptions {
  /**
   * How long to wait at most, in seconds, at least 1. The time that requests take is not counted.
   *
   * @default {10}
   */
  readonly timeout?: number | undefined;
  /**
   * How long to wait between looks, in seconds, at least 1.
   *
   * @default {10}
   */
  readonly pollingInterval?: number | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

const taskWaitKinds: OptionKinds<TaskWaitOptions> = {
  timeout: "number",
  pollingInterval: "number",
  signal: "signal",
};

/**
 * Waits until a task is no longer active, as the Python SDK's `task_wait`.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options See {@linkcode TaskWaitOptions}.
 * @returns `true` when it has ended (succeeded or failed) or waits for the person; `false` when the
 * time was over first.
 * @throws {RangeError} When the timeout or the interval is below 1 second.
 * @throws {ApiError} When the service refuses to tell.
 * @throws {NetworkError} When no answer comes, or when it is given up.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { transferClient, transferData } from "@keyferry/keyferry/globus/transfer";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const [lab, archive] = sandbox.collections;
 * const data = transferData(lab?.id ?? "", archive?.id ?? "");
 * data.addItem("/", "/copy/", { recursive: true });
 * const { task_id } = await transfer.submitTransfer(data);
 * assert(await transfer.taskWait(task_id, { timeout: 60, pollingInterval: 1 }));
 * ```
 *
 * @category Tasks
 */
export async function taskWait(
  client: Client,
  taskId: string,
  options: TaskWaitOptions = {},
): Promise<boolean> {
  checkOptions(options, taskWaitKinds);
  const { timeout = 10, pollingInterval = 10, signal } = options;
  const interval = Math.min(
    seconds("timeout", timeout),
    seconds("pollingInterval", pollingInterval),
  );
  for (let waited = 0;;) {
    const { status } = await getTask(client, taskId, { signal });
    if (status !== "ACTIVE") return true;
    waited += interval;
    if (waited > timeout) return false;
    await pause(client, interval * 1000, path`/v0.10/task/${{ taskId }}`, signal);
  }
}

function seconds(name: string, value: number): number {
  if (value >= 1) return value;
  throw new ArgumentRangeError(`${name} must be at least 1 second: it is ${value}`);
}
