/** `keyferry tapis transfers wait` */

import { follow, type FollowOptions, withFollowOptions } from "../../terminal/follow.ts";
import { followedTransfer } from "./followed_transfer.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { restoreV3, v3Needs } from "../client.ts";
import type { TapisTransferChoice } from "./show.ts";
import { jsonText, plain } from "../../terminal/text.ts";

/** The options and arguments of `tapis transfers wait`. */
export interface TapisTransfersWaitOptions extends TapisTransferChoice, FollowOptions {}

/**
 * Waits for a transfer, and shows its progress.
 *
 * @param options See {@linkcode TapisTransfersWaitOptions}.
 * @param io Where to look and to print.
 * @returns 1 when the transfer is not complete; 5 when the time was over first; 130 when the waiting was interrupted.
 * @throws {MisuseError} When a time makes no sense.
 * @throws {ApiError} When there is no such transfer.
 */
export async function tapisTransfersWait(
  options: TapisTransfersWaitOptions,
  io: Io,
): Promise<number> {
  const tapis = await restoreV3(options, io);
  const { task, code } = await follow(
    followedTransfer(tapis, options.transfer),
    { ...options },
    io,
  );
  if (task !== undefined) io.out(options.json ? jsonText(task) : plain(task.status));
  return code;
}

/**
 * The command line of {@linkcode tapisTransfersWait}.
 *
 * @param act Takes the command that was read.
 */
export function tapisTransfersWaitCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: tapisTransfersWait, needs: v3Needs }, "transfer")
    .description(
      "Wait until a transfer of Tapis v3 has ended, and print its status: exit code 0 when it is " +
        "complete, 1 when it is not, 5 when the time was over first. Ctrl-C asks whether to cancel it.\n\n" +
        "--json prints the transfer as Tapis sends it.",
    )
    .arguments("<transfer:string>", ["The transfer's id."]);
  return withFollowOptions(command)
    .example(
      "Ten minutes at most",
      "keyferry tapis transfers wait --timeout 600 6491c2a5-acb2-40ef-b2c0-bc1fc4cd7e6c",
    );
}
