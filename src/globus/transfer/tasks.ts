/**
 * Tasks: looking at one, waiting for it, watching it.
 *
 * @module
 */

import { callDocument } from "../../http/call.ts";
import type { Client } from "../../http/client.ts";
import { path } from "../../http/path.ts";
import type { TaskDocument } from "./documents.ts";
import type { CallParams } from "./endpoints.ts";

/**
 * A task's document (`GET /v0.10/task/{id}`).
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} With `TaskNotFound` when there is none.
 * @throws {TypeError} When the id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => transferClient().getTask(".."), TypeError);
 * ```
 */
export async function getTask(
  client: Client,
  taskId: string,
  options: CallParams = {},
): Promise<TaskDocument> {
  const { params: query, signal } = options;
  return await callDocument(client, "GET", path`/v0.10/task/${taskId}`, {
    ...(query === undefined ? {} : { query }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** How long to wait for a task. */
export interface TaskWaitOptions {
  /**
   * How long to wait at most, in seconds, at least 1. The time that requests take is not counted.
   *
   * @default {10}
   */
  readonly timeout?: number;
  /**
   * How long to wait between looks, in seconds, at least 1.
   *
   * @default {10}
   */
  readonly pollingInterval?: number;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

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
 */
export async function taskWait(
  client: Client,
  taskId: string,
  options: TaskWaitOptions = {},
): Promise<boolean> {
  const { timeout = 10, pollingInterval = 10, signal } = options;
  const interval = Math.min(
    seconds("timeout", timeout),
    seconds("pollingInterval", pollingInterval),
  );
  for (let waited = 0;;) {
    const { status } = await getTask(client, taskId, signal === undefined ? {} : { signal });
    if (status !== "ACTIVE") return true;
    waited += interval;
    if (waited > timeout) return false;
    await client.sleep(interval * 1000, signal);
  }
}

function seconds(name: string, value: number): number {
  if (value >= 1) return value;
  throw new RangeError(`${name} must be at least 1 second: it is ${value}`);
}

/** How a task fares at one look. */
export interface TaskState {
  /** The task. */
  readonly task: TaskDocument;
  /** How many bytes are transferred. */
  readonly bytesTransferred: number;
  /** How fast, since it began. */
  readonly bytesPerSecond: number;
}

/** How a task is watched. */
export interface WatchTaskOptions {
  /**
   * How long to wait between looks, in seconds, above 0.
   *
   * @default {10}
   */
  readonly pollingInterval?: number;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/**
 * Looks at a task again and again until it is no longer active; the last state is the one it ended in.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options See {@linkcode WatchTaskOptions}.
 * @throws {RangeError} When the interval is not above 0.
 * @throws {ApiError} When the service refuses to tell.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { transferClient, transferData } from "@keyferry/keyferry/globus/transfer";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const [lab, archive] = sandbox.collections;
 * const data = transferData(lab?.id ?? "", archive?.id ?? "");
 * data.addItem("/", "/copy/", { recursive: true });
 * const { task_id } = await transfer.submitTransfer(data);
 * let status: string | undefined;
 * for await (const { task } of transfer.watchTask(task_id, { pollingInterval: 0.1 })) {
 *   status = task.status;
 * }
 * assertEquals(status, "SUCCEEDED");
 * ```
 */
export async function* watchTask(
  client: Client,
  taskId: string,
  options: WatchTaskOptions = {},
): AsyncGenerator<TaskState, void> {
  const { pollingInterval = 10, signal } = options;
  if (!(pollingInterval > 0)) {
    throw new RangeError(`pollingInterval must be above 0 seconds: it is ${pollingInterval}`);
  }
  while (true) {
    const task = await getTask(client, taskId, signal === undefined ? {} : { signal });
    yield {
      task,
      bytesTransferred: task.bytes_transferred,
      bytesPerSecond: task.effective_bytes_per_second ?? 0,
    };
    if (task.status !== "ACTIVE") return;
    await client.sleep(pollingInterval * 1000, signal);
  }
}
