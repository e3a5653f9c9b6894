/** `keyferry tapis transfers list` */

import type { TransferTask } from "../../../tapis/v3/files/transfers.ts";
import type { Act, AnyCommand, Io, TableFor } from "../../terminal/job.ts";
import { answeredList, jobCommand } from "../../terminal/job.ts";
import { limitOf, listed, type ListOptions, withListOptions } from "../../terminal/lister.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { localTime } from "../../terminal/text.ts";

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
  const report: TapisTransferList = { transfers, capped };
  return answeredList(report, { items: transfers, ...table }, options, io);
}

const table: TableFor<TransferTask> = {
  head: ["Transfer", "Status", "Begun", "Tag"],
  row: ({ uuid, status, created, tag }) => [uuid, status, localTime(created), tag],
  none: "There are no transfers",
};

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
