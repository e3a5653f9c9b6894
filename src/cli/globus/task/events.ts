/** `keyferry globus task events` */

import type { EventDocument } from "../../../globus/transfer/endpoints/resource_documents.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "../client.ts";
import type { Act, AnyCommand, Io, TableFor } from "../../terminal/job.ts";
import { answeredList, jobCommand } from "../../terminal/job.ts";
import { limitOf, listed, type ListOptions, withListOptions } from "../../terminal/lister.ts";
import { taskId } from "./task_id.ts";
import { localTime } from "../../terminal/text.ts";
import type { GlobusTaskEventsReport } from "../json_documents.ts";

/** The options and arguments of `globus task events`. */
export interface GlobusTaskEventsOptions extends GlobusOptions, ListOptions {
  /** The task's id. */
  readonly task: string;
  /** Errors alone. */
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
  const command = jobCommand(act, { run: globusTaskEvents, needs: transferNeeds }, "task")
    .description(
      "List what happened to a task, the newest first: why it waits, what it ran into.\n\nThe service " +
        "forgets it after a month.\n\n" +
        "--json prints {events: [event], capped}, of the Transfer API's event documents; capped is true where there " +
        "are more.",
    )
    .arguments("<task:string>", ["The task's UUID."])
    .option("--errors", "Errors alone.");
  return withListOptions(command, usual)
    .example(
      "What went wrong?",
      "keyferry globus task events --errors 7db0d3cc-2f6e-11eb-b16a-0ee0d5d9299f",
    );
}
