/** Copying by a task of Globus Transfer, which moves the files by itself. */

import type { TransferClient } from "../../globus/transfer/client.ts";
import { transferData } from "../../globus/transfer/submit/transfer_data.ts";
import type { TaskOutcome } from "../../globus/transfer/tasks/watch_task.ts";
import type { Items } from "../items/ends.ts";
import type { OpenPlace } from "../open_place.ts";
import type { GlobusPlace } from "../place.ts";
import { cannotCopy } from "../failure.ts";
import { type EngineOptions, forEngine } from "./for_engine.ts";
import type { Tally } from "../tally.ts";
import type { Item } from "../items/walk.ts";

/**
 * Has Globus copy the files that are missing; with `overwrite` all, of which it compares the checksums.
 *
 * @param from Where from.
 * @param to Where to.
 * @param items What.
 * @param options See {@linkcode EngineOptions}.
 * @param tally Counts.
 * @throws {ApiError} When a folder cannot be listed, or the task is refused.
 */
export async function copyByGlobus(
  from: OpenPlace,
  to: OpenPlace,
  items: Items,
  options: EngineOptions,
  tally: Tally,
): Promise<void> {
  const { overwrite, verify, label, deadline, wait, signal } = options;
  const transfer = from.engine.transfer as TransferClient;
  // Without `overwrite` no checksum is compared: it would make the task replace what differs.
  const same = overwrite ? "copy" : verify ? "not compared" : "skip";
  const todo = await forEngine(items, to, options, same, tally);
  if (todo.length === 0) return;
  const data = transferData(
    (from.place as GlobusPlace).collection,
    (to.place as GlobusPlace).collection,
    {
      syncLevel: overwrite ? "checksum" : "exists",
      verifyChecksum: true,
      preserveTimestamp: true,
      skipSourceErrors: true,
      ...(label === undefined ? {} : { label }),
      ...(deadline === undefined ? {} : { deadline }),
      items: todo.values().map((item) => {
        return { source_path: item.from, destination_path: item.to };
      }),
    },
  );
  signal.throwIfAborted();
  // Not given up once it is sent: a task whose id nobody knows could not be waited for.
  const { task_id: id } = await transfer.submitTransfer(data);
  tally.taskId = id;
  tally.submitted = todo.length;
  if (!wait) return;
  const watch = transfer.watchTask(id, { events: "none", signal });
  for await (const { task, bytesTransferred } of watch) {
    tally.engine((task.files_transferred ?? 0) + (task.files_skipped ?? 0), bytesTransferred);
  }
  await countTask(transfer, await watch.done, todo, tally);
}

/** What the task itself says of each file: one that it could not read it leaves out. */
async function countTask(
  transfer: TransferClient,
  { task, reason }: TaskOutcome,
  todo: readonly Item[],
  tally: Tally,
): Promise<void> {
  const { task_id: id } = task;
  const left = new Map(todo.map((item) => [item.from, item]));
  const fail = (item: Item, why: string): void => {
    left.delete(item.from);
    tally.ended(item, { end: "failed", error: cannotCopy(item.path, why) });
  };
  tally.submitted = 0;
  if (task.subtasks_skipped_errors || reason !== "succeeded") {
    for await (const { source_path, error_code } of transfer.taskSkippedErrors(id)) {
      const item = left.get(String(source_path));
      if (item !== undefined) fail(item, `Globus left it out: ${error_code}`);
    }
  }
  if (reason !== "succeeded") {
    const done = new Map<string, Item>();
    for await (const { source_path } of transfer.taskSuccessfulTransfers(id)) {
      const item = left.get(String(source_path));
      if (item !== undefined) done.set(item.from, item);
    }
    for (const item of [...left.values()]) {
      if (!done.has(item.from)) fail(item, `task ${id} ended (${reason}), and it may not be whole`);
    }
    tally.isUnsure = true;
  }
  tally.engine(0, 0);
  // A file that was found to be the same is not in any list of the task.
  let skipped = task.files_skipped ?? 0;
  for (const item of left.values()) {
    const isSkipped = item.there !== undefined && skipped-- > 0;
    tally.ended(
      item,
      isSkipped ? { end: "skipped" } : {
        end: "copied",
        bytes: item.entry.size ?? 0,
      },
    );
  }
}
