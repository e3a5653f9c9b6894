import { type Call, param } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { get, type Route } from "../../server/router.ts";
import { callerId } from "../caller.ts";
import { badRequest } from "../errors.ts";
import { demandManager } from "./manager.ts";
import { managerTaskDocument } from "./manager_task_document.ts";
import { hasRoleOnTask, managerTaskFilter } from "./manager_task_filter.ts";
import { lacksRole } from "../files/permissions.ts";
import { numberParam } from "../query.ts";
import type { RoleName } from "../state.ts";
import type { Task } from "../tasks/task.ts";
import { eventList, pauseInfo, skippedErrors, successfulTransfers } from "../tasks/task_reports.ts";
import { noTask } from "../tasks/tasks.ts";

/** Looking at everybody's tasks on the endpoints that one watches over. */
export function managerTaskRoutes(): Route[] {
  const task = "/v0.10/endpoint_manager/task/{id}";
  return [
    get("/v0.10/endpoint_manager/task_list", taskList),
    get(task, (call) => json(managerTaskDocument(call.world, watchedTask(call)))),
    get(`${task}/event_list`, (call) => eventList(call, watchedTask(call))),
    get(`${task}/pause_info`, (call) => pauseInfo(call, watchedTask(call))),
    get(`${task}/successful_transfers`, (call) => successfulTransfers(call, watchedTask(call))),
    get(`${task}/skipped_errors`, (call) => skippedErrors(call, watchedTask(call))),
  ];
}

/** A task by its id. @throws A 404 where there is none, a 403 where the caller lacks the role. */
export function taskForRole(call: Call, id: string, role: RoleName): Task {
  demandManager(call);
  const task = call.world.tasks.byId.get(id.toLowerCase());
  if (task === undefined) throw noTask(call, id);
  if (hasRoleOnTask(call.world, callerId(call), task, role)) return task;
  throw lacksRole(call, role);
}

function watchedTask(call: Call): Task {
  return taskForRole(call, param(call, "id"), "activity_monitor");
}

/** The place of a task in the list: after it come those that were requested before. */
function keyOf(task: Task): string {
  return `${new Date(task.requestTime).toISOString()},${task.id}`;
}

function taskList(call: Call): Response {
  demandManager(call);
  const { world } = call;
  const caller = callerId(call);
  const limit = numberParam(call, "limit", { fallback: 100, least: 1, most: 1000 });
  const lastKey = call.url.searchParams.get("last_key");
  const test = managerTaskFilter(call);
  const newestFirst = [...world.tasks.byId.values()].reverse();
  const last = lastKey === null ? -1 : newestFirst.findIndex((task) => keyOf(task) === lastKey);
  if (lastKey !== null && last < 0) throw badRequest(call, `Invalid last_key "${lastKey}"`);
  const matching = newestFirst.slice(last + 1)
    .filter((task) => hasRoleOnTask(world, caller, task, "activity_monitor") && test(task));
  const page = matching.slice(0, limit);
  const lastOfPage = page.at(-1);
  return json({
    DATA: page.map((task) => managerTaskDocument(world, task)),
    DATA_TYPE: "task_list",
    has_next_page: matching.length > page.length,
    last_key: lastOfPage === undefined ? null : keyOf(lastOfPage),
  });
}
