/**
 * Watching a task to its end.
 *
 * @module
 */

import { ArgumentRangeError } from "../../../argument_error.ts";
import type { Client } from "../../../http/client.ts";
import { path } from "../../../http/path.ts";
import { lookTimes, pause } from "../../../http/waiting/pause.ts";
import type { CallParams } from "../_ask.ts";
import { newEvents } from "./_new_events.ts";
import { type Watched, watched } from "../../../http/waiting/watched.ts";
import type { TaskDocument } from "../documents.ts";
import type { EventDocument } from "../endpoints/resource_documents.ts";
import { cancelTask, getTask } from "./tasks.ts";
import { checkOptions, type OptionKinds, requiredClient } from "../../../options.ts";

/**
 * The state of a task at one moment.
 *
 * @category Tasks
 */
export interface TaskState {
  /** The task. */
  readonly task: TaskDocument;
  /** What happened since the look before, the oldest first: errors, unless `events` is `all`. */
  readonly newEvents: readonly EventDocument[];
  /** How many bytes are transferred. */
  readonly bytesTransferred: number;
  /** How fast, since it began. */
  readonly bytesPerSecond: number;
  /** In how many seconds it will have ended if it goes on as it has since the first look. */
  readonly eta: number | undefined;
}

/**
 * How watching a task ended. `inactive` is a task that waits for the person.
 *
 * @category Tasks
 */
export type TaskEnd = "succeeded" | "failed" | "inactive" | "cancelled" | "timed out";

/**
 * How a task ended.
 *
 * @category Tasks
 */
export interface TaskOutcome {
  /** The task at the last look. */
  readonly task: TaskDocument;
  /** How it ended. */
  readonly reason: TaskEnd;
  /** The errors it ran into, the oldest first. */
  readonly faults: readonly EventDocument[];
}

/**
 * A task's looks, and how it ended.
 *
 * @category Tasks
 */
export type TaskWatch = Watched<TaskState, TaskOutcome>;

/**
 * How a task is watched.
 *
 * @category Tasks
 */
export interface WatchTaskOptions {
  /**
   * How long to wait between looks, in seconds, above 0; without it 0.5 at first, and then twice as long
   * each time, up to 10.
   */
  readonly pollingInterval?: number | undefined;
  /** How long to watch at most, in seconds, above 0; without it, to the end. */
  readonly timeout?: number | undefined;
  /**
   * Which events are read: a task that cannot succeed stays `ACTIVE` until its deadline, and only its
   * errors tell. `none` saves a request a look.
   *
   * @default {"errors"}
   */
  readonly events?: "errors" | "all" | "none" | undefined;
  /**
   * What to do about errors: tell of them, or cancel the task, too.
   *
   * @default {"report"}
   */
  readonly onFault?: "report" | "cancel" | undefined;
  /**
   * How many errors it takes to cancel the task, at least 1. The service retries by itself, and a
   * network that failed once is no reason to give up.
   *
   * @default {1}
   */
  readonly faultThreshold?: number | undefined;
  /** Gives up; the task goes on. */
  readonly signal?: AbortSignal | undefined;
}

/** The options, by what they may be. */
export const watchTaskKinds: OptionKinds<WatchTaskOptions> = {
  pollingInterval: "number",
  timeout: "number",
  events: "text",
  onFault: "text",
  faultThreshold: "number",
  signal: "signal",
};

/**
 * Looks at a task again and again until it is no longer active; the last state is the one it ended in.
 * Loop over the states, or wait for `done`, or both.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options See {@linkcode WatchTaskOptions}.
 * @returns The looks. Looping over them, or waiting for `done`, throws ApiError when the service
 * refuses to tell and NetworkError when no answer comes or the watching is given up.
 * @throws {RangeError} When a time is not above 0 or the threshold is below 1.
 * @throws {TypeError} When the id is empty or a dot segment.
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
 * const watch = transfer.watchTask(task_id, { pollingInterval: 0.1, onFault: "cancel" });
 * let status: string | undefined;
 * for await (const { task } of watch) status = task.status;
 * assertEquals([status, (await watch.done).reason], ["SUCCEEDED", "succeeded"]);
 * ```
 *
 * @category Tasks
 */
export function watchTask(
  client: Client,
  taskId: string,
  options: WatchTaskOptions = {},
): TaskWatch {
  checkOptions(options, watchTaskKinds);
  requiredClient(client);
  const next = checkedLooks(options);
  return watched(looks(client, taskId, path`/v0.10/task/${{ taskId }}`, next, options));
}

/**
 * The times between the looks of a watch.
 *
 * @param options The watch's options, whose kinds are checked already.
 * @throws {RangeError} When one of them cannot be waited by.
 */
export function checkedLooks(options: WatchTaskOptions): () => number {
  const { pollingInterval, timeout = Infinity, faultThreshold = 1 } = options;
  if (!(timeout > 0)) {
    throw new ArgumentRangeError(`timeout must be above 0 seconds: it is ${timeout}`);
  }
  if (!(faultThreshold >= 1)) {
    throw new ArgumentRangeError(`faultThreshold must be at least 1: it is ${faultThreshold}`);
  }
  return lookTimes(pollingInterval);
}

async function* looks(
  client: Client,
  taskId: string,
  place: string,
  next: () => number,
  options: WatchTaskOptions,
): AsyncGenerator<TaskState, TaskOutcome, void> {
  const { timeout = Infinity, signal, onFault, faultThreshold = 1 } = options;
  const given: CallParams = { signal };
  const until = client.now() + timeout * 1000;
  const readEvents = newEvents(client, taskId, options.events ?? "errors", given);
  const eta = estimate(client.now);
  const faults: EventDocument[] = [];
  let cancelled = false;
  while (true) {
    const task = await getTask(client, taskId, given);
    const events = await readEvents(task);
    for (const event of events) {
      if (event.is_error && event.code !== "CANCELED") faults.push(event);
    }
    yield {
      task,
      newEvents: events,
      bytesTransferred: task.bytes_transferred ?? 0,
      bytesPerSecond: task.effective_bytes_per_second ?? 0,
      eta: eta(task),
    };
    const ended = endOf(task);
    if (ended !== undefined) return { task, reason: ended, faults };
    const left = until - client.now();
    if (left <= 0) return { task, reason: "timed out", faults };
    if (onFault === "cancel" && !cancelled && faults.length >= faultThreshold) {
      await cancelTask(client, taskId, given);
      cancelled = true;
      continue;
    }
    await pause(client, Math.min(next(), left), place, signal);
  }
}

function endOf({ status, fatal_error, canceled_by_admin }: TaskDocument): TaskEnd | undefined {
  switch (status) {
    case "SUCCEEDED":
      return "succeeded";
    case "FAILED":
      return fatal_error?.code === "CANCELED" || canceled_by_admin ? "cancelled" : "failed";
    case "INACTIVE":
      return "inactive";
    default:
      return undefined;
  }
}

/** By what was done since the first look, so that neither a queue before it nor our clock misleads. */
function estimate(now: () => number): (task: TaskDocument) => number | undefined {
  let first: { readonly at: number; readonly done: number } | undefined;
  return (task) => {
    if (task.status !== "ACTIVE") return 0;
    const at = now();
    const done = (task.files_transferred ?? 0) + (task.files_skipped ?? 0);
    first ??= { at, done };
    const rate = (done - first.done) / ((at - first.at) / 1000);
    const left = (task.files ?? 0) - done;
    return rate > 0 && Number.isFinite(rate) && left >= 0 ? left / rate : undefined;
  };
}
