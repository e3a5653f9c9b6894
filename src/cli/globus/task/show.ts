/** `keyferry globus task show`, `events` and `cancel` */

import { type GlobusOptions, restoreTransfer, transferNeeds } from "../client.ts";
import type { GlobusSkippedReport, GlobusTaskEventsReport } from "../json_documents.ts";
import { taskId } from "./followed_task.ts";
import type { Act, AnyCommand, Io, TableFor } from "../../terminal/job.ts";
import { answered, answeredList, jobCommand } from "../../terminal/job.ts";
import { limitOf, listed, type ListOptions, withListOptions } from "../../terminal/lister.ts";
import { bytesInWords, counted, factsText, localTime, plain } from "../../terminal/text.ts";
import type { TransferClient } from "../../../globus/transfer/client.ts";
import type { TaskDocument } from "../../../globus/transfer/documents.ts";
import type {
  EventDocument,
  SkippedErrorDocument,
} from "../../../globus/transfer/endpoints/resource_documents.ts";

/** The options and arguments of `globus task show`. */
export interface GlobusTaskShowOptions extends GlobusOptions, ListOptions {
  /** The task's id. */
  readonly task: string;
  /** What it left out because it could not be read, instead. */
  readonly skipped?: boolean | undefined;
}

/**
 * Shows a task, or what it left out.
 *
 * @param options See {@linkcode GlobusTaskShowOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the id is not a UUID.
 * @throws {ApiError} When there is no such task.
 */
export async function globusTaskShow(options: GlobusTaskShowOptions, io: Io): Promise<number> {
  const id = taskId(options.task);
  const transfer = await restoreTransfer(options, io);
  if (options.skipped) return await showSkipped(transfer, id, options, io);
  const task = await transfer.getTask(id);
  return answered(task, () => factsOf(task), options, io);
}

async function showSkipped(
  transfer: TransferClient,
  id: string,
  options: GlobusTaskShowOptions,
  io: Io,
): Promise<number> {
  const { items, capped } = await listed(
    limitOf(options),
    (part) => transfer.taskSkippedErrors(id, part),
    io,
  );
  const report: GlobusSkippedReport = { skipped_errors: items, capped };
  return answeredList(report, { items, ...skippedTable }, options, io);
}

const skippedTable: TableFor<SkippedErrorDocument> = {
  head: ["Path", "Error", "Details"],
  row: ({ source_path, error_code, error_details }) => [
    source_path,
    error_code,
    error_details.replace(/\s+/g, " ").trim().slice(0, 200),
  ],
  none: "Nothing was left out",
};

function factsOf(task: TaskDocument): string {
  const collection = (name: unknown, id: unknown): string | undefined => {
    return id ? `${name ?? "?"} (${id})` : undefined;
  };
  return factsText([
    ["Task", task.task_id],
    ["Type", task.type],
    ["Status", task.status],
    ["Label", task.label],
    ["From", collection(task.source_endpoint_display_name, task.source_endpoint_id)],
    ["To", collection(task.destination_endpoint_display_name, task.destination_endpoint_id)],
    [
      "Files",
      `${task.files_transferred ?? 0} copied, ${
        task.files_skipped ?? 0
      } up to date, of ${task.files}`,
    ],
    [
      "Left out",
      task.subtasks_skipped_errors
        ? `${counted(task.subtasks_skipped_errors, "subtask")}: see --skipped`
        : null,
    ],
    ["Bytes", bytesInWords(task.bytes_transferred)],
    ["Faults", String(task.faults)],
    ["Requested", localTime(task.request_time)],
    ["Completed", task.completion_time && localTime(task.completion_time)],
    ["Condition", task.status === "SUCCEEDED" ? null : task.nice_status_short_description],
    ["Problem", task.fatal_error?.description],
  ]);
}

/**
 * The command line of {@linkcode globusTaskShow}.
 *
 * @param act Takes the command that was read.
 */
export function globusTaskShowCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: globusTaskShow, needs: transferNeeds })
    .description(
      "Show the state of a task.\n\n--json prints the Transfer API's task document, with --skipped " +
        "{skipped_errors: [skipped_error], capped}.",
    )
    .arguments("<task:string>", ["The task's UUID."])
    .option("--skipped", "List what it left out because it could not be read.");
  return withListOptions(command, undefined, ["skipped"])
    .example("Look at a task", "keyferry globus task show 7db0d3cc-2f6e-11eb-b16a-0ee0d5d9299f");
}

/**
 * Cancels a task. What it has done stays done.
 *
 * @param options The task.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the id is not a UUID.
 * @throws {ApiError} When there is no such task.
 */
export async function globusTaskCancel(options: GlobusTaskShowOptions, io: Io): Promise<number> {
  const id = taskId(options.task);
  const transfer = await restoreTransfer(options, io);
  const result = await transfer.cancelTask(id);
  return answered(result, () => plain(result.message), options, io);
}

/**
 * The command line of {@linkcode globusTaskCancel}.
 *
 * @param act Takes the command that was read.
 */
export function globusTaskCancelCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusTaskCancel, needs: transferNeeds, acts: true })
    .description(
      "Cancel a task; what it has done stays done. A task that has ended stays as it is.\n\n" +
        "--json prints the Transfer API's result document: {code, message, ...}, of which code is " +
        "Canceled, or TaskComplete when it had ended before.",
    )
    .arguments("<task:string>", ["The task's UUID."])
    .example("Stop a task", "keyferry globus task cancel 7db0d3cc-2f6e-11eb-b16a-0ee0d5d9299f");
}

/** The options and arguments of `globus task events`. */
export interface GlobusTaskEventsOptions extends GlobusOptions, ListOptions {
  /** The task's id. */
  readonly task: string;
  /** Only errors. */
  readonly errors?: boolean | undefined;
}

/**
 * Lists what happened to a task, the newest first.
 *
 * @param options See {@linkcode GlobusTaskEventsOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the id is not a UUID.
 * @throws {ApiError} When there is no such task.
 */
export async function globusTaskEvents(
  options: GlobusTaskEventsOptions,
  io: Io,
): Promise<number> {
  const id = taskId(options.task);
  const limit = limitOf(options, usual);
  const filter = options.errors ? { filter: "is_error:1" } : {};
  const transfer = await restoreTransfer(options, io);
  const { items: events, capped } = await listed(
    limit,
    (part) => transfer.taskEventList(id, { ...part, ...filter }),
    io,
  );
  const report: GlobusTaskEventsReport = { events, capped };
  return answeredList(report, { items: events, ...table }, options, io);
}

/** How many are shown unless more are asked for. */
const usual = 100;

const table: TableFor<EventDocument> = {
  head: ["Time", "Kind", "Code", "What", "Details"],
  row: ({ time, is_error, code, description, details }) => [
    localTime(time),
    is_error ? "error" : "-",
    code,
    description,
    // The service sends JSON as text, or a sentence.
    (details ?? "").replace(/\s+/g, " ").trim().slice(0, 200),
  ],
};

/**
 * The command line of {@linkcode globusTaskEvents}.
 *
 * @param act Takes the command that was read.
 */
export function globusTaskEventsCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: globusTaskEvents, needs: transferNeeds })
    .description(
      "List what happened to a task, the newest first: why it waits, what it ran into.\n\nThe service " +
        "forgets it after a month.\n\n" +
        "--json prints {events: [event], capped}, of the Transfer API's event documents; capped is true where there " +
        "are more.",
    )
    .arguments("<task:string>", ["The task's UUID."])
    .option("--errors", "Only errors.");
  return withListOptions(command, usual)
    .example(
      "What went wrong?",
      "keyferry globus task events --errors 7db0d3cc-2f6e-11eb-b16a-0ee0d5d9299f",
    );
}
