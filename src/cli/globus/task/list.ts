/** `keyferry globus task list` */

import { EnumType } from "@cliffy/command";
import type { TaskDocument } from "../../../globus/transfer/documents.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "../client.ts";
import type { Act, AnyCommand, Io, TableFor } from "../../terminal/job.ts";
import { answeredList, jobCommand } from "../../terminal/job.ts";
import { limitOf, listed, type ListOptions, withListOptions } from "../../terminal/lister.ts";
import { MisuseError } from "../../words/misuse.ts";
import { dropUndefined } from "../../../options.ts";
import { localTime } from "../../terminal/text.ts";
import type { GlobusTaskListReport } from "../json_documents.ts";

/** The options of `globus task list`. */
export interface GlobusTaskListOptions extends GlobusOptions, ListOptions {
  /** Tasks of this status alone, such as `ACTIVE`; of several, separated by commas. */
  readonly status?: string | undefined;
  /** Tasks whose label this pattern fits. */
  readonly label?: string | undefined;
  /** Tasks of this type alone: `transfer` or `delete`. */
  readonly type?: "transfer" | "delete" | undefined;
  /** Tasks requested from this moment on. */
  readonly since?: string | undefined;
  /** Tasks requested up to this moment. */
  readonly until?: string | undefined;
}

/**
 * Lists the person's tasks, the newest first.
 *
 * @param options See {@linkcode GlobusTaskListOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the limit is not a count, the status not one of the four, or a date not a date.
 * @throws {ApiError} When the service refuses.
 */
export async function globusTaskList(options: GlobusTaskListOptions, io: Io): Promise<number> {
  const limit = limitOf(options, usual);
  const filter = filterOf(options);
  const transfer = await restoreTransfer(options, io);
  const { items: tasks, capped } = await listed(
    limit,
    (part) => transfer.taskList({ ...part, filter }),
    io,
  );
  const report: GlobusTaskListReport = { tasks, capped };
  return answeredList(report, { items: tasks, ...table }, options, io);
}

/** How many are shown unless more are asked for. */
const usual = 20;

function filterOf(options: GlobusTaskListOptions): Record<string, string> {
  const { status, label, type, since, until } = options;
  const range = [since, until].map((text, index) => momentOf(text, index === 1)).join(",");
  return dropUndefined({
    status: status === undefined ? undefined : statuses(status),
    label: label === undefined ? undefined : `~${label}`,
    type: type?.toUpperCase(),
    request_time: range === "," ? undefined : range,
  });
}

/** A moment of this machine's zone where it names none; a day alone is all of it. */
function momentOf(text: string | undefined, isEnd: boolean): string {
  if (text === undefined) return "";
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const moment = new Date(isDay ? `${text}T${isEnd ? "23:59:59.999" : "00:00"}` : text);
  if (!Number.isNaN(moment.getTime())) return moment.toISOString();
  const given = `${isEnd ? "--until" : "--since"} ${JSON.stringify(text)}`;
  throw new MisuseError(`${given} is not a date: give one such as 2026-11-28`);
}

const known = ["ACTIVE", "INACTIVE", "SUCCEEDED", "FAILED"];

/** Of another status the service would list nothing, as if there were no such tasks. */
function statuses(text: string): string {
  const names = text.toUpperCase().split(",").map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names.join(",");
  const given = `--status ${JSON.stringify(text)} names no status`;
  throw new MisuseError(`${given}: give ${known.join(", ")}, or several with commas`);
}

const table: TableFor<TaskDocument> = {
  head: ["Task", "Status", "Type", "From", "To", "Requested", "Label"],
  row: (task) => [
    task.task_id,
    task.status,
    task.type,
    task.source_endpoint_display_name,
    task.destination_endpoint_display_name,
    localTime(task.request_time),
    task.label,
  ],
  whole: [0],
  none: "There are no tasks",
};

/**
 * The command line of {@linkcode globusTaskList}.
 *
 * @param act Takes the command that was read.
 */
export function globusTaskListCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: globusTaskList, needs: transferNeeds })
    .type("task-type", new EnumType(["transfer", "delete"]))
    .description(
      "List your tasks, the newest first.\n\n" +
        "--json prints {tasks: [task], capped}, of the Transfer API's task documents; capped is true " +
        "where there are more.",
    )
    .option("--status <status:string>", "Those that are ACTIVE, INACTIVE, SUCCEEDED or FAILED.")
    .option("--label <pattern:string>", "Those of this label; * for any text.")
    .option("--type <type:task-type>", "Only transfers, or only deletes.")
    .option("--since <date:string>", "Those requested from this date on.")
    .option("--until <date:string>", "Those requested up to this date.");
  return withListOptions(command, usual)
    .example("This month's", "keyferry globus task list --since 2026-11-01 --all")
    .example("What is under way?", "keyferry globus task list --status ACTIVE,INACTIVE");
}
