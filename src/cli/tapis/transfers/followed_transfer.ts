/** A transfer of Tapis v3, to be followed. */

import type { TapisClient } from "../../../tapis/v3/client.ts";
import type { TransferTask } from "../../../tapis/v3/files/transfers.ts";
import type { TransferState } from "../../../tapis/v3/files/watch_transfer.ts";
import { stateInWords } from "../../../ferry/words.ts";
import type { Followable, Problem } from "../../terminal/follow.ts";

/**
 * A transfer, to be followed.
 *
 * @param tapis A Tapis v3 client.
 * @param id The transfer's id.
 */
export function followedTransfer(
  tapis: TapisClient,
  id: string,
): Followable<TransferTask, TransferState> {
  return {
    what: "Transfer",
    id,
    waiter: ["tapis", "transfers", "wait", id],
    watch: (how) => tapis.watchTransfer(id, how),
    look: () => tapis.getTransferTask(id),
    progress: (state) => ({ done: fractionOf(state.task), facts: facts(state) }),
    status: ({ status }) => status,
    goesOn,
    problem: transferProblem,
    async cancel(): Promise<string> {
      await tapis.cancelTransferTask(id);
      return "Tapis was asked to cancel it";
    },
  };
}

/** Why a transfer is not complete; `undefined` when it is. */
function transferProblem({ uuid: id, status, errorMessage }: TransferTask): Problem | undefined {
  const why = errorMessage ? `: ${errorMessage}` : "";
  const show = ["tapis", "transfers", "show", id];
  switch (status) {
    case "FAILED":
      return [`Transfer ${id} failed${why || ": the service does not say why"}`, show];
    case "FAILED_OPT":
      return [`Transfer ${id} ended, and an optional part of it failed${why}`, show];
    case "CANCELLED":
      return [`Transfer ${id} was cancelled`];
    case "PAUSED":
      return [`Transfer ${id} is paused${why}`, show];
    default:
      return undefined;
  }
}

/** Whether a transfer may still become complete by itself. */
function goesOn({ status }: TransferTask): boolean {
  return !["COMPLETED", "FAILED", "FAILED_OPT", "CANCELLED", "PAUSED"].includes(status);
}

/** The number of bytes grows while the service walks through folders: full is what is complete. */
function fractionOf(task: TransferTask): number {
  if (task.status === "COMPLETED") return 1;
  const { totalBytesTransferred: done = 0, estimatedTotalBytes: total = 0 } = task;
  return total > 0 ? Math.min(done / total, 0.99) : 0;
}

function facts({ task, bytesTransferred, bytesPerSecond }: TransferState): string {
  const [filesDone, files] = [task.completeTransfers ?? 0, task.totalTransfers ?? 0];
  const bytes = task.estimatedTotalBytes || undefined;
  return stateInWords({ files, filesDone, bytes, bytesTransferred, bytesPerSecond });
}
