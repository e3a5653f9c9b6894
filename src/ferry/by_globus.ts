/** Copying by a task of Globus Transfer, which moves the files by itself. */

import { FileError } from "../credentials/errors.ts";
import type { TransferClient } from "../globus/transfer/client.ts";
import type { Deadline } from "../globus/transfer/deadline.ts";
import { transferData } from "../globus/transfer/transfer_data.ts";
import type { TaskOutcome } from "../globus/transfer/watch_task.ts";
import { emptyFolders } from "./empty_folders.ts";
import type { Items } from "./ends.ts";
import type { OpenPlace } from "./open_place.ts";
import type { GlobusPlace } from "./place.ts";
import { sortOut } from "./sort_out.ts";
import type { Tally } from "./tally.ts";
import type { Item } from "./walk.ts";

/** How an engine copies. */
export interface EngineOptions {
  /** Whether files that differ are replaced. */
  readonly overwrite: boolean;
  /** Whether nothing is to be changed. */
  readonly dryRun: boolean;
  /** Whether what is there already is to be known for the same. */
  readonly verify: boolean;
  /** Whether the end is waited for. */
  readonly wait: boolean;
  /** The task's name. */
  readonly label: string | undefined;
  /** When the task is to give up. */
  readonly deadline: Deadline | undefined;
  /** Gives up; what was submitted goes on. */
  readonly signal: AbortSignal;
}

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
  const { overwrite, dryRun, verify, label, deadline, wait, signal } = options;
  const transfer = from.engine.transfer as TransferClient;
  const folders = emptyFolders(to.port, signal);
  // Without `overwrite` no checksum is compared: it would make the task replace what differs.
  const same = overwrite ? "copy" : verify ? "not compared" : "skip";
  const sorting = { isDownload: false, overwrite, same, onFolder: folders.found } as const;
  const submitted = new Map<string, Item>();
  for await (const { item } of sortOut(items(), sorting, tally)) {
    if (dryRun) tally.ended(item, { end: "copied", bytes: item.entry.size ?? 0 });
    else submitted.set(item.from, item);
    folders.filled(item);
  }
  if (dryRun) return;
  await folders.make();
  if (submitted.size === 0) return;
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
      items: submitted.values().map((item) => {
        return { source_path: item.from, destination_path: item.to };
      }),
    },
  );
  signal.throwIfAborted();
  // Not given up once it is sent: a task whose id nobody knows could not be waited for.
  const { task_id: id } = await transfer.submitTransfer(data);
  tally.taskId = id;
  tally.submitted = submitted.size;
  if (!wait) return;
  const watch = transfer.watchTask(id, { events: "none", signal });
  for await (const { task, bytesTransferred } of watch) {
    tally.engine((task.files_transferred ?? 0) + (task.files_skipped ?? 0), bytesTransferred);
  }
  await countTask(transfer, await watch.done, submitted, tally);
}

/** What the task itself says of each file: one that it could not read it leaves out. */
async function countTask(
  transfer: TransferClient,
  { task, reason }: TaskOutcome,
  submitted: ReadonlyMap<string, Item>,
  tally: Tally,
): Promise<void> {
  const { task_id: id } = task;
  const left = new Map(submitted);
  const fail = (item: Item, why: string): void => {
    left.delete(item.from);
    tally.ended(item, { end: "failed", error: new FileError(`Cannot copy ${item.path}`, { why }) });
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
