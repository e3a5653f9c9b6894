/**
 * Transfers too large for one task.
 *
 * @module
 */

import { ArgumentRangeError } from "../../../argument_error.ts";
import type { Client } from "../../../http/client.ts";
import { type Items, requiredItems } from "./_items.ts";
import { type Watched, watched } from "../../../http/waiting/watched.ts";
import { submitTransfer } from "./submit.ts";
import {
  transferData,
  transferDataKinds,
  type TransferDataOptions,
  type TransferItem,
} from "./transfer_data.ts";
import {
  checkedLooks,
  type TaskOutcome,
  type TaskState,
  watchTask,
  watchTaskKinds,
  type WatchTaskOptions,
} from "../tasks/watch_task.ts";
import { checkOptions, type OptionKinds, requiredClient, requiredText } from "../../../options.ts";

/**
 * How a transfer is split and followed.
 *
 * @category Transfers and deletes
 */
export interface SubmitManyOptions
  extends Omit<TransferDataOptions, "items" | "submissionId">, WatchTaskOptions {
  /**
   * How many items a task has at most.
   *
   * @default {50_000}
   */
  readonly itemsPerTask?: number | undefined;
  /**
   * How many tasks are active at once. The service serves three of a person at a time and queues the
   * others.
   *
   * @default {3}
   */
  readonly concurrency?: number | undefined;
}

const { items: _items, submissionId: _submissionId, ...dataKinds } = transferDataKinds;
const submitManyKinds: OptionKinds<SubmitManyOptions> = {
  ...dataKinds,
  ...watchTaskKinds,
  itemsPerTask: "number",
  concurrency: "number",
};

/**
 * The state of all tasks together.
 *
 * @category Transfers and deletes
 */
export interface ManyState {
  /** The tasks' ids and their last looks, in the order of their submission; those that ended, too. */
  readonly tasks: ReadonlyMap<string, TaskState>;
  /** How many have ended. */
  readonly ended: number;
  /** How many bytes are transferred. */
  readonly bytesTransferred: number;
  /** How fast the active ones are together. */
  readonly bytesPerSecond: number;
}

/**
 * Splits a transfer into tasks, submits them a few at a time, and follows them together. The items are
 * read as they are wanted, and a task that fails does not hold up the others.
 *
 * @param client A Transfer client.
 * @param sourceEndpoint The source collection's id.
 * @param destinationEndpoint The destination collection's id.
 * @param items What to transfer.
 * @param options See {@linkcode SubmitManyOptions}; what a transfer and a watch take, too.
 * @returns The looks at all of them, and in `done` how each ended, in the order of their submission.
 * Both throw ApiError when the service refuses a submission or a look, and NetworkError when no answer
 * comes; tasks that were submitted go on.
 * @throws {RangeError} When a count is below 1.
 * @throws {TypeError} When an id is empty, or the items are not a list.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const [lab, archive] = sandbox.collections;
 * const items = ["1", "2", "3"].map((name) => {
 *   return { source_path: "/README.txt", destination_path: `/copies/${name}.txt` };
 * });
 * const many = transfer.submitMany(lab?.id ?? "", archive?.id ?? "", items, {
 *   itemsPerTask: 2,
 *   pollingInterval: 0.1,
 * });
 * assertEquals((await many.done).map(({ reason }) => reason), ["succeeded", "succeeded"]);
 * ```
 *
 * @category Transfers and deletes
 */
export function submitMany(
  client: Client,
  sourceEndpoint: string,
  destinationEndpoint: string,
  items: Items<TransferItem>,
  options: SubmitManyOptions = {},
): Watched<ManyState, readonly TaskOutcome[]> {
  checkOptions(options, submitManyKinds);
  requiredClient(client);
  const { itemsPerTask = 50_000, concurrency = 3 } = options;
  requiredText("sourceEndpoint", sourceEndpoint);
  requiredText("destinationEndpoint", destinationEndpoint);
  requiredItems(items);
  for (const [name, value] of Object.entries({ itemsPerTask, concurrency })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new ArgumentRangeError(`${name} must be a whole number of at least 1: it is ${value}`);
    }
  }
  // What is wrong with one of them is known before a task is submitted.
  const { watching, wanted } = partsOf(options);
  checkedLooks(watching);
  transferData(sourceEndpoint, destinationEndpoint, wanted);
  return watched(run(client, sourceEndpoint, destinationEndpoint, items, options));
}

/** What its watches take of the options, and what its transfers take. */
function partsOf(
  options: SubmitManyOptions,
): { readonly watching: WatchTaskOptions; readonly wanted: TransferDataOptions } {
  const { itemsPerTask: _items, concurrency: _tasks, signal: _, ...given } = options;
  const { pollingInterval, timeout, events, onFault, faultThreshold, ...wanted } = given;
  const watching = { pollingInterval, timeout, events, onFault, faultThreshold };
  return { watching, wanted };
}

/** A look at one of the tasks, or its end. */
interface Look {
  readonly number: number;
  readonly state: TaskState | undefined;
}

async function* run(
  client: Client,
  source: string,
  destination: string,
  items: Items<TransferItem>,
  options: SubmitManyOptions,
): AsyncGenerator<ManyState, readonly TaskOutcome[], void> {
  const { itemsPerTask = 50_000, concurrency = 3 } = options;
  const { watching, wanted } = partsOf(options);
  const controller = new AbortController();
  const signals = [controller.signal, options.signal].filter((signal) => signal !== undefined);
  const signal = AbortSignal.any(signals);
  const groups = grouped(items, itemsPerTask);
  const tasks = new Map<string, TaskState>();
  const outcomes: TaskOutcome[] = [];
  const active = new Map<number, () => Promise<Look>>();
  const looking = new Map<number, Promise<Look>>();
  const start = async (group: TransferItem[], number: number): Promise<void> => {
    const data = transferData(source, destination, { ...wanted, items: group });
    const { task_id: id } = await submitTransfer(client, data, { signal });
    const watch = watchTask(client, id, { ...watching, signal });
    const looks = watch[Symbol.asyncIterator]();
    active.set(number, async () => {
      const { done, value } = await looks.next();
      if (!done) tasks.set(id, value);
      else outcomes[number] = await watch.done;
      return { number, state: done ? undefined : value };
    });
  };
  try {
    let number = 0;
    let exhausted = false;
    while (true) {
      while (!exhausted && active.size < concurrency) {
        const { done, value } = await groups.next();
        if (done) exhausted = true;
        else await start(value, number++);
      }
      if (active.size === 0) return outcomes;
      for (const [number, look] of active) {
        if (looking.has(number)) continue;
        const pending = look();
        // Another's failure may end the wait for this one.
        pending.catch(() => {});
        looking.set(number, pending);
      }
      const { number: looked, state } = await Promise.race(looking.values());
      looking.delete(looked);
      if (state === undefined) active.delete(looked);
      else yield together(tasks);
    }
  } finally {
    controller.abort();
    await groups.return();
    await Promise.allSettled(looking.values());
  }
}

function together(tasks: ReadonlyMap<string, TaskState>): ManyState {
  const states = [...tasks.values()];
  const sum = (of: (state: TaskState) => number): number => {
    return states.reduce((sum, state) => sum + of(state), 0);
  };
  return {
    tasks: new Map(tasks),
    ended: sum(({ task }) => task.status === "ACTIVE" ? 0 : 1),
    bytesTransferred: sum((state) => state.bytesTransferred),
    bytesPerSecond: sum((state) => state.task.status === "ACTIVE" ? state.bytesPerSecond : 0),
  };
}

async function* grouped<T>(items: Items<T>, size: number): AsyncGenerator<T[], void> {
  let group: T[] = [];
  if (Symbol.iterator in items) {
    for (const item of items) {
      if (group.push(item) < size) continue;
      yield group;
      group = [];
    }
  } else {
    for await (const item of items) {
      if (group.push(item) < size) continue;
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}
