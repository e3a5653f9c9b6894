import { type Call, param } from "../call.ts";
import { json, Refusal } from "../reply.ts";
import { get, post, type Route } from "../router.ts";
import { badRequest, resourceOf, transferError } from "./errors.ts";
import { filterParam, isoTime, numberParam, offsetPage } from "./query.ts";
import { canceled } from "./run_transfer.ts";
import { readSpool, type Spool } from "./spool.ts";
import { isComplete, type Task } from "./task.ts";
import { taskDocument } from "./task_document.ts";

/** Watching and stopping tasks. */
export function taskRoutes(): Route[] {
  return [
    get("/v0.10/task_list", taskList),
    get("/v0.10/task/{id}", getTask),
    get("/v0.10/task/{id}/event_list", taskEventList),
    get("/v0.10/task/{id}/successful_transfers", successfulTransfers),
    get("/v0.10/task/{id}/skipped_errors", skippedErrors),
    post("/v0.10/task/{id}/cancel", cancelTask),
  ];
}

function taskOf(call: Call): Task {
  const id = param(call, "id");
  const task = call.world.tasks.byId.get(id);
  if (task !== undefined) return task;
  throw new Refusal(
    transferError(call, 404, "ClientError.NotFound", `No task found with id '${id}'`),
  );
}

function getTask(call: Call): Response {
  return json(taskDocument(taskOf(call), call.world.now()));
}

const filterable = ["status", "task_id", "type", "label"];

function taskList(call: Call): Response {
  const fields = filterParam(call);
  const unknown = [...fields.keys()].find((field) => !filterable.includes(field));
  if (unknown !== undefined) {
    throw badRequest(call, `Unknown filter "${unknown}": use one of ${filterable.join(", ")}`);
  }
  const now = call.world.now();
  const documents = [...call.world.tasks.byId.values()].reverse()
    .map((task) => taskDocument(task, now))
    .filter((document) =>
      [...fields].every(([field, values]) => values.includes(String(document[field])))
    );
  const { page, ...members } = offsetPage(call, documents, {
    fallback: 10,
    least: 1,
    most: 1000,
  });
  return json({ DATA: page, DATA_TYPE: "task_list", length: page.length, ...members });
}

function taskEventList(call: Call): Response {
  const task = taskOf(call);
  const wanted = filterParam(call).get("is_error")?.[0] ??
    call.url.searchParams.get("filter_is_error");
  const events = [...task.events].reverse()
    .filter((event) => !wanted || event.isError === (wanted === "1"))
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

async function markerPage(call: Call, spool: Spool, dataType: string): Promise<Response> {
  const limit = numberParam(call, "limit", { fallback: 100, least: 1, most: 1000 });
  const marker = numberParam(call, "marker", { fallback: 0, least: 0, most: 1e15 });
  const { items, next } = await readSpool(spool, marker, limit);
  return json({ DATA_TYPE: dataType, marker, next_marker: next, DATA: items });
}

function successfulTransfers(call: Call): Promise<Response> {
  const task = taskOf(call);
  if (!isComplete(task)) {
    throw new Refusal(
      transferError(
        call,
        400,
        "ClientError.BadRequest",
        "Successful transfers are listed once the task is complete",
      ),
    );
  }
  return markerPage(call, task.successes, "successful_transfers");
}

function skippedErrors(call: Call): Promise<Response> {
  return markerPage(call, taskOf(call).skipped, "skipped_errors");
}

async function cancelTask(call: Call): Promise<Response> {
  const task = taskOf(call);
  const already = isComplete(task);
  if (!already) {
    task.controller.abort(canceled);
    await task.done;
  }
  const stopped = task.fatalError?.code === "CANCELED" && !already;
  return json({
    DATA_TYPE: "result",
    code: stopped ? "Canceled" : "TaskComplete",
    message: stopped
      ? "The task has been cancelled successfully."
      : "The task completed before the cancel request was processed.",
    request_id: call.requestId,
    resource: resourceOf(call),
  });
}
