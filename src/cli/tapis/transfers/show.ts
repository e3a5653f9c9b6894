/** `keyferry tapis transfers show` */

import type { TransferTask } from "../../../tapis/v3/files/transfers.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { bytesInWords, counted, factsText, localTime } from "../../terminal/text.ts";

/** The options and arguments of the commands about one transfer. */
export interface TapisTransferChoice extends TapisOptions {
  /** The transfer's id. */
  readonly transfer: string;
}

/**
 * Shows how a transfer stands.
 *
 * @param options See {@linkcode TapisTransferChoice}.
 * @param io Where to look and to print.
 * @throws {ApiError} When there is no such transfer.
 */
export async function tapisTransfersShow(options: TapisTransferChoice, io: Io): Promise<number> {
  const tapis = await restoreV3(options, io);
  const task = await tapis.getTransferTaskDetails(options.transfer);
  const summary = await tapis.getTransferTask(options.transfer);
  const whole: TransferTask = { ...summary, ...task };
  return answered(whole, () => factsOf(whole), options, io);
}

function factsOf(task: TransferTask): string {
  const { completeTransfers: done = 0, totalTransfers: all = 0, parentTasks = [] } = task;
  return factsText([
    ["Transfer", task.uuid],
    ["Status", task.status],
    ["Tag", task.tag],
    ...parentTasks.flatMap(({ sourceURI, destinationURI }) => [
      ["From", sourceURI] as const,
      ["To", destinationURI] as const,
    ]),
    ["Files", `${done} of ${counted(all, "file")}`],
    ["Bytes", bytesInWords(task.totalBytesTransferred ?? 0)],
    ["Begun", localTime(task.startTime ?? task.created)],
    ["Ended", task.endTime && localTime(task.endTime)],
    ["Error", task.errorMessage],
  ]);
}

/**
 * The command line of {@linkcode tapisTransfersShow}.
 *
 * @param act Takes the command that was read.
 */
export function tapisTransfersShowCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisTransfersShow, needs: v3Needs }, "transfer")
    .description(
      "Show how a transfer of Tapis v3 stands: what it copies, how much is done, and why it failed.\n\n" +
        "--json prints the transfer with its counts and its lines (parentTasks), as Tapis sends them.",
    )
    .arguments("<transfer:string>", ["The transfer's id."])
    .example("One", "keyferry tapis transfers show 6491c2a5-acb2-40ef-b2c0-bc1fc4cd7e6c");
}
