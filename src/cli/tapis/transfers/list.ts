/** `keyferry tapis transfers list` */

import type { TransferTask } from "../../../tapis/v3/files/transfers.ts";
import { exitCodes } from "../../exit_code.ts";
import type { Io } from "../../terminal/io.ts";
import { type Act, type AnyCommand, jobCommand } from "../../terminal/job.ts";
import { limitOf, listed, type ListOptions, withListOptions } from "../../terminal/lister.ts";
import { tableText } from "../../terminal/table.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { jsonText, localTime, plain } from "../../terminal/text.ts";

/** The options of `tapis transfers list`. */
export interface TapisTransfersListOptions extends TapisOptions, ListOptions {}

/** What `tapis transfers list --json` prints. */
export interface TapisTransferList {
  /** The transfers, the latest first, as Tapis describes them. */
  readonly transfers: readonly TransferTask[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/**
 * Lists the person's transfers, the latest first.
 *
 * @param options See {@linkcode TapisTransfersListOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the limit is not a whole number above 0.
 */
export async function tapisTransfersList(
  options: TapisTransfersListOptions,
  io: Io,
): Promise<number> {
  const limit = limitOf(options, usual);
  const tapis = await restoreV3(options, io);
  const { items: transfers, capped } = await listed(
    limit,
    (part) => tapis.listTransferTasks(part),
    io,
  );
  if (options.json) {
    io.out(jsonText({ transfers, capped } satisfies TapisTransferList));
    return exitCodes.ok;
  }
  const rows = transfers.map(({ uuid, status, created, tag }) => {
    return [uuid, status, localTime(created), tag ?? "-"].map(plain);
  });
  if (rows.length === 0) io.note("There are no transfers");
  else io.out(tableText(["Transfer", "Status", "Begun", "Tag"], rows, io));
  return exitCodes.ok;
}

/** How many are shown unless more are asked for. */
const usual = 20;

/**
 * The command line of {@linkcode tapisTransfersList}.
 *
 * @param act Takes the command that was read.
 */
export function tapisTransfersListCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: tapisTransfersList, needs: v3Needs })
    .description(
      "List your transfers of Tapis v3, the latest first.\n\n" +
        "--json prints {transfers: [document], capped}, as Tapis sends them; capped is true where there are more.",
    );
  return withListOptions(command, usual)
    .example("The latest five", "keyferry tapis transfers list --limit 5");
}
