/** `keyferry tapis transfers cancel` */

import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { restoreV3, v3Needs } from "../client.ts";
import type { TapisTransferChoice } from "./show.ts";
import { plain } from "../../terminal/text.ts";

/**
 * Asks Tapis to end a transfer; it does so in its own time.
 *
 * @param options See {@linkcode TapisTransferChoice}.
 * @param io Where to look and to print.
 * @throws {ApiError} When there is no such transfer.
 */
export async function tapisTransfersCancel(options: TapisTransferChoice, io: Io): Promise<number> {
  const tapis = await restoreV3(options, io);
  await tapis.cancelTransferTask(options.transfer);
  const task = await tapis.getTransferTask(options.transfer);
  return answered(task, () => plain(task.status), options, io);
}

/**
 * The command line of {@linkcode tapisTransfersCancel}.
 *
 * @param act Takes the command that was read.
 */
export function tapisTransfersCancelCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisTransfersCancel, needs: v3Needs, acts: true }, "transfer")
    .description(
      "Ask Tapis v3 to end a transfer, and print its status: it ends in its own time, and what is " +
        "copied already stays.\n\n" +
        "--json prints the transfer as Tapis sends it.",
    )
    .arguments("<transfer:string>", ["The transfer's id."])
    .example("End one", "keyferry tapis transfers cancel 6491c2a5-acb2-40ef-b2c0-bc1fc4cd7e6c");
}
