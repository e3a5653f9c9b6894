/** Globus Transfer, which copies between collections by itself. */

import type { TransferClient } from "../../globus/transfer/client.ts";
import { transferData } from "../../globus/transfer/submit/transfer_data.ts";
import type { Copy } from "../copy.ts";
import { cannotCopy } from "../failure.ts";
import type { GlobusPlace } from "../place.ts";
import { type Engine, pollingInterval } from "./by_engine.ts";

/**
 * Globus as the engine of a copy; with `overwrite` it compares the checksums of all files.
 *
 * @param copy The copy.
 */
export function globusEngine({ from, to, options, signal, tally }: Copy): Engine {
  const transfer = from.engine.transfer as TransferClient;
  const { overwrite = false, verify, label, deadline } = options;
  return {
    // Without `overwrite` no checksum is compared: it would make the task replace what differs.
    same: overwrite ? "copy" : verify ? "not compared" : "skip",
    async submit(files) {
      const [source, target] = [from.place as GlobusPlace, to.place as GlobusPlace];
      const data = transferData(source.collection, target.collection, {
        syncLevel: overwrite ? "checksum" : "exists",
        verifyChecksum: true,
        preserveTimestamp: true,
        skipSourceErrors: true,
        label,
        deadline,
        items: files.values().map(({ from, to }) => {
          return { source_path: from, destination_path: to };
        }),
      });
      return (await transfer.submitTransfer(data)).task_id;
    },
    // The task itself says of each file what became of it: one that it could not read it leaves out.
    async follow(id) {
      const watch = transfer.watchTask(id, { events: "none", pollingInterval, signal });
      for await (const { task, bytesTransferred } of watch) {
        tally.engine((task.files_transferred ?? 0) + (task.files_skipped ?? 0), bytesTransferred);
      }
      const { task, reason } = await watch.done;
      const isUnsure = reason !== "succeeded";
      const leftOut = new Map<unknown, string>();
      if (task.subtasks_skipped_errors || isUnsure) {
        for await (const { source_path, error_code } of transfer.taskSkippedErrors(id)) {
          leftOut.set(source_path, `Globus left it out: ${error_code}`);
        }
      }
      const whole = new Set<unknown>();
      if (isUnsure) {
        for await (const { source_path } of transfer.taskSuccessfulTransfers(id)) {
          whole.add(source_path);
        }
      }
      tally.outcome.isUnsure = isUnsure;
      const notWhole = `task ${id} ended (${reason}), and it may not be whole`;
      // A file that was found to be the same is not in any list of the task.
      let skipped = task.files_skipped ?? 0;
      return ({ path, entry, from, there }) => {
        const why = leftOut.get(from) ?? (isUnsure && !whole.has(from) ? notWhole : undefined);
        if (why !== undefined) return { end: "failed", error: cannotCopy(path, why) };
        const isSkipped = there !== undefined && skipped-- > 0;
        return isSkipped ? { end: "skipped" } : { end: "copied", bytes: entry.size ?? 0 };
      };
    },
  };
}
