/** `keyferry globus task list` */

import { Command } from "@cliffy/command";
import type { TaskDocument } from "../../globus/transfer/documents.ts";
import { exitCodes } from "../exit_code.ts";
import { given } from "../given.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "./client.ts";
import type { Io } from "../io.ts";
import type { Act, AnyCommand, Globals } from "../job.ts";
import { demandCount, MisuseError } from "../misuse.ts";
import { tableText } from "../table.ts";
import { jsonText, plain } from "../text.ts";

/** The options of `globus task list`. */
export interface GlobusTaskListOptions extends GlobusOptions {
  /** Tasks of this status alone, such as `ACTIVE`; of several, separated by commas. */
  readonly status?: string | undefined;
  /** How many at most; 20 by default. */
  readonly limit?: number | undefined;
}

/** What `globus task list --json` prints. */
export interface GlobusTaskListReport {
  /** The tasks as the service tells of them, the newest first. */
  readonly tasks: readonly TaskDocument[];
}

/**
 * Lists the person's tasks, the newest first.
 *
 * @param options See {@linkcode GlobusTaskListOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the limit is no count, or the status none of the four.
 * @throws {ApiError} When the service refuses.
 */
export async function globusTaskList(options: GlobusTaskListOptions, io: Io): Promise<number> {
  const { status, limit = 20 } = options;
  demandCount("--limit", limit);
  const filter = status === undefined ? undefined : `status:${statuses(status)}`;
  const transfer = await restoreTransfer(options, io);
  const { items: tasks } = await transfer
    .taskList({ maxItems: limit, pageSize: Math.min(limit, 1000), ...given({ filter }) }).collect();
  const report: GlobusTaskListReport = { tasks };
  if (options.json) io.out(jsonText(report));
  else if (tasks.length === 0) io.note("There are no tasks");
  else io.out(await table(tasks, io));
  return exitCodes.ok;
}

const known = ["ACTIVE", "INACTIVE", "SUCCEEDED", "FAILED"];

/** Of another status the service would list nothing, as if there were no such tasks. */
function statuses(text: string): string {
  const names = text.toUpperCase().split(",").map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names.join(",");
  throw new MisuseError(
    `--status ${JSON.stringify(text)} names no status: give ${
      known.join(", ")
    }, or several with commas`,
  );
}

function table(tasks: readonly TaskDocument[], io: Io): Promise<string> {
  const rows = tasks.map((task) => [
    task.task_id,
    task.status,
    task.type,
    task.source_endpoint_display_name ?? "-",
    task.destination_endpoint_display_name ?? "-",
    task.request_time,
    task.label ?? "-",
  ]);
  const head = ["Task", "Status", "Type", "From", "To", "Requested", "Label"];
  return tableText(head, rows.map((row) => row.map(plain)), io, { whole: [0] });
}

/**
 * The command line of {@linkcode globusTaskList}.
 *
 * @param act Takes the command that was read.
 */
export function globusTaskListCommand(act: Act): AnyCommand {
  return new Command<Globals>()
    .description(
      "List your tasks, the newest first.\n\n" +
        "--json prints {tasks: [task]}, of the Transfer API's task documents.",
    )
    .option("--status <status:string>", "Those that are ACTIVE, INACTIVE, SUCCEEDED or FAILED.")
    .option("--limit <count:number>", "So many at most; 20 by default.")
    .example("What is under way?", "keyferry globus task list --status ACTIVE,INACTIVE")
    .action((options: GlobusTaskListOptions) =>
      act({ run: globusTaskList, needs: transferNeeds }, options)
    );
}
