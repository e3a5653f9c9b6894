/** `keyferry tapis transfers list` */

import { Command } from "@cliffy/command";
import type { TransferTask } from "../../tapis/v3/transfers.ts";
import { exitCodes } from "../exit_code.ts";
import type { Io } from "../io.ts";
import type { Act, AnyCommand, Globals } from "../job.ts";
import { MisuseError } from "../misuse.ts";
import { tableText } from "../table.ts";
import { restoreV3, type TapisOptions, v3Needs } from "./client.ts";
import { jsonText, plain } from "../text.ts";

/** The options of `tapis transfers list`. */
export interface TapisTransfersListOptions extends TapisOptions {
  /**
   * How many at most.
   *
   * @default {20}
   */
  readonly limit?: number | undefined;
}

/** What `tapis transfers list --json` prints. */
export interface TapisTransferList {
  /** The transfers, the latest first, as Tapis describes them. */
  readonly transfers: readonly TransferTask[];
}

/**
 * Lists the person's transfers, the latest first.
 *
 * @param options See {@linkcode TapisTransfersListOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the limit is no whole number above 0.
 */
export async function tapisTransfersList(
  options: TapisTransfersListOptions,
  io: Io,
): Promise<number> {
  const { limit: maxItems = 20 } = options;
  if (!(Number.isSafeInteger(maxItems) && maxItems > 0)) {
    throw new MisuseError(`--limit must be a whole number of at least 1: it is ${maxItems}`);
  }
  const tapis = await restoreV3(options, io);
  const { items: transfers } = await tapis.listTransferTasks({ maxItems }).collect();
  if (options.json) {
    io.out(jsonText({ transfers } satisfies TapisTransferList));
    return exitCodes.ok;
  }
  const rows = transfers.map(({ uuid, status, created, tag }) => {
    return [uuid, status, created ?? "-", tag ?? "-"].map(plain);
  });
  if (rows.length === 0) io.note("There are no transfers");
  else io.out(await tableText(["Transfer", "Status", "Begun", "Tag"], rows, io));
  return exitCodes.ok;
}

/**
 * The command line of {@linkcode tapisTransfersList}.
 *
 * @param act Takes the command that was read.
 */
export function tapisTransfersListCommand(act: Act): AnyCommand {
  return new Command<Globals>()
    .description(
      "List your transfers of Tapis v3, the latest first.\n\n" +
        "--json prints {transfers: [document]}, as Tapis sends them.",
    )
    .option("--limit <count:number>", "How many at most; 20 by default.")
    .example("The latest five", "keyferry tapis transfers list --limit 5")
    .action((options: TapisTransfersListOptions) =>
      act({ run: tapisTransfersList, needs: v3Needs }, options)
    );
}
