import type { Call } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { badRequest, refusal } from "../errors.ts";
import { rulesForTask } from "../manager/pauses.ts";
import { limitedPauseRule } from "../manager/pause_rule_document.ts";
import { filterParam, isoTime, numberParam, offsetPage } from "../query.ts";
import { flushLists } from "../jobs/run_task.ts";
import { readSpool } from "./spool.ts";
import { isComplete, type Task } from "./task.ts";

/** Asks for errors alone: `filter_is_error` cannot ask for the others. */
function wantedErrors(call: Call): boolean | undefined {
  const asked = call.url.searchParams.get("filter_is_error");
  const text = filterParam(call).get("is_error")?.[0] ?? asked;
  if (!text) return undefined;
  const isError = ["1", "true", "True"].includes(text);
  if (asked && !isError) throw badRequest(call, '"filter_is_error" must be 1');
  return isError;
}

/** A page of what happened to a task, newest first. */
export function eventList(call: Call, task: Task): Response {
  const wanted = wantedErrors(call);
  const codes = filterParam(call).get("code");
  const events = [...task.events].reverse()
    .filter((event) => wanted === undefined || event.isError === wanted)
    .filter((event) => codes === undefined || codes.includes(event.code))
    .map(({ code, description, details, isError, time }) => ({
      DATA_TYPE: "event",
      code,
      description,
      details,
      is_error: isError,
      time: isoTime(time),
    }));
  const { page, ...members } = offsetPage(call, events, { fallback: 10, least: 1, most: 1000 });
  return json({ DATA_TYPE: "event_list", length: page.length, ...members, DATA: page });
}

async function markerPage(
  call: Call,
  task: Task,
  list: "successes" | "skipped",
  dataType: string,
): Promise<Response> {
  const limit = numberParam(call, "limit", { fallback: 100, least: 1, most: 1000 });
  const marker = numberParam(call, "marker", { fallback: 0, least: 0, most: 1e15 });
  // Of a task that runs, some lines may not be written yet.
  await flushLists(call.world, task);
  const { items, next } = await readSpool(task[list], marker, limit);
  return json({ DATA_TYPE: dataType, marker, next_marker: next, DATA: items });
}

/** A page of the files that a complete transfer copied. */
export function successfulTransfers(call: Call, task: Task): Promise<Response> {
  if (!isComplete(task)) {
    throw refusal(
      call,
      400,
      "ClientError.BadRequest",
      "Successful transfers are listed once the task is complete",
    );
  }
  return markerPage(call, task, "successes", "successful_transfers");
}

/** A page of the faults that a transfer skipped. */
export function skippedErrors(call: Call, task: Task): Promise<Response> {
  return markerPage(call, task, "skipped", "skipped_errors");
}

/** What stops a task. */
export function pauseInfo(call: Call, task: Task): Response {
  const { adminPauses } = task;
  const rules = isComplete(task) ? [] : rulesForTask(call.world, task);
  return json({
    DATA_TYPE: "pause_info_limited",
    destination_pause_message: adminPauses.destination ?? null,
    destination_pause_message_share: adminPauses.destinationShare ?? null,
    pause_rules: rules.map((rule) => limitedPauseRule(call.world, rule)),
    source_pause_message: adminPauses.source ?? null,
    source_pause_message_share: adminPauses.sourceShare ?? null,
  });
}
