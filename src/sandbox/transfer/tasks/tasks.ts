import { type Call, jsonObject, param } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { get, post, put, type Route } from "../../server/router.ts";
import { callerId } from "../caller.ts";
import { refusal } from "../errors.ts";
import { demandDataType, labelOf, optionalText, timeOf } from "../fields.ts";
import { offsetPage } from "../query.ts";
import { result } from "./result.ts";
import { cancelTask as cancel } from "../jobs/run_task.ts";
import { isComplete, type Task } from "./task.ts";
import { taskDocument } from "./task_document.ts";
import { taskFilter, taskOrder } from "./task_filter.ts";
import { eventList, pauseInfo, skippedErrors, successfulTransfers } from "./task_reports.ts";

/** Watching, changing and stopping one's own tasks. */
export function taskRoutes(): Route[] {
  return [
    get("/v0.10/task_list", taskList),
    get("/v0.10/task/{id}", getTask),
    put("/v0.10/task/{id}", updateTask),
    get("/v0.10/task/{id}/event_list", (call) => eventList(call, taskOf(call))),
    get("/v0.10/task/{id}/pause_info", (call) => pauseInfo(call, taskOf(call))),
    get("/v0.10/task/{id}/successful_transfers", (call) => {
      return successfulTransfers(call, taskOf(call));
    }),
    get("/v0.10/task/{id}/skipped_errors", (call) => skippedErrors(call, taskOf(call))),
    post("/v0.10/task/{id}/cancel", cancelTask),
  ];
}

/** The refusal of a task that is not there, or not to be seen. */
export function noTask(call: Call, id: string): Error {
  return refusal(call, 404, "ClientError.NotFound", `No task found with id '${id}'`);
}

function taskOf(call: Call): Task {
  const id = param(call, "id").toLowerCase();
  const task = call.world.tasks.byId.get(id);
  if (task?.ownerId === callerId(call)) return task;
  throw noTask(call, id);
}

function getTask(call: Call): Response {
  return json(taskDocument(call.world, taskOf(call)));
}

function taskList(call: Call): Response {
  const accept = taskFilter(call);
  const compare = taskOrder(call);
  const caller = callerId(call);
  const mine = [...call.world.tasks.byId.values()].reverse()
    .filter((task) => task.ownerId === caller);
  const range = { fallback: 10, least: 1, most: 1000 };
  function reply(page: readonly unknown[], members: Record<string, unknown>): Response {
    return json({ DATA: page, DATA_TYPE: "task_list", length: page.length, ...members });
  }
  const documentOf = (task: Task) => taskDocument(call.world, task);
  if (accept === undefined && compare === undefined) {
    // The usual question, which needs no documents but those of its page.
    const { page, ...members } = offsetPage(call, mine, range);
    return reply(page.map(documentOf), members);
  }
  const documents = mine.map(documentOf).filter(accept ?? (() => true));
  if (compare !== undefined) documents.sort(compare);
  const { page, ...members } = offsetPage(call, documents, range);
  return reply(page, members);
}

async function updateTask(call: Call): Promise<Response> {
  const task = taskOf(call);
  const body = await jsonObject(call);
  demandDataType(call, body, "task");
  const label = "label" in body ? labelOf(call, body) : task.order.label;
  const text = optionalText(call, body, "deadline");
  // One that has passed is how a task is given up: it expires.
  const deadline = text ? timeOf(call, "deadline", text) : task.order.deadline;
  if (isComplete(task)) {
    throw refusal(call, 409, "Conflict", "The task is complete and cannot be changed");
  }
  task.order.label = label;
  task.order.deadline = deadline;
  call.world.tasks.byId.touch(task.id);
  const changed = ["deadline", "label"].filter((name) => name in body).join(" and ");
  const what = changed === "" ? "task" : `task ${changed}`;
  return result(call, "Updated", `Updated ${what} successfully`);
}

async function cancelTask(call: Call): Promise<Response> {
  if (await cancel(call.world, taskOf(call))) {
    return result(call, "Canceled", "The task has been cancelled successfully.");
  }
  return result(
    call,
    "TaskComplete",
    "The task completed before the cancel request was processed.",
  );
}
