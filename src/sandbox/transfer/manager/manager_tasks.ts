import { type Call, param } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { get, type Route } from "../../server/router.ts";
import type { World } from "../../world.ts";
import { callerId } from "../caller.ts";
import { endpointOf } from "../endpoints/endpoints.ts";
import { badRequest } from "../errors.ts";
import { demandManager } from "./manager.ts";
import { managerTaskDocument } from "./manager_task_document.ts";
import { demandRole, hasRole, lacksRole } from "../files/permissions.ts";
import { numberParam } from "../query.ts";
import type { RoleName } from "../state.ts";
import { isComplete, type Task } from "../tasks/task.ts";
import { timeRange } from "../tasks/task_filter.ts";
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

/** Whether an identity has a role on one of a task's endpoints. */
export function hasRoleOnTask(
  world: World,
  identityId: string,
  task: Task,
  role: RoleName,
): boolean {
  return [task.order.source.id, task.order.destination.id].some((id) => {
    const endpoint = world.transfer.endpoints.get(id);
    return endpoint !== undefined && hasRole(world, identityId, endpoint, role);
  });
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

type Test = (task: Task) => boolean;

function listParam(call: Call, name: string): string[] | undefined {
  return call.url.searchParams.get(name)?.split(",").filter((item) => item !== "");
}

function endpointTest(call: Call): Test {
  const id = call.url.searchParams.get("filter_endpoint")?.toLowerCase();
  const use = call.url.searchParams.get("filter_endpoint_use");
  if (use !== null && use !== "source" && use !== "destination") {
    throw badRequest(call, '"filter_endpoint_use" must be "source" or "destination"');
  }
  if (id === undefined) {
    if (use !== null) throw badRequest(call, '"filter_endpoint_use" needs "filter_endpoint"');
    return () => true;
  }
  demandRole(call, endpointOf(call, id), "activity_monitor");
  return ({ type, order }) =>
    (use !== "destination" && order.source.id === id) ||
    (use !== "source" && type === "TRANSFER" && order.destination.id === id);
}

function isPausedTest(call: Call): (document: Readonly<Record<string, unknown>>) => boolean {
  const text = call.url.searchParams.get("filter_is_paused");
  if (text === null) return () => true;
  const wanted = ["1", "true"].includes(text.toLowerCase());
  return (document) => document.is_paused === wanted;
}

function taskTest(call: Call): Test {
  const query = call.url.searchParams;
  const statuses = listParam(call, "filter_status");
  const ids = listParam(call, "filter_task_id");
  const owner = query.get("filter_owner_id") ?? query.get("filter_user_id");
  const faults = numberParam(call, "filter_min_faults", { fallback: 0, least: 0, most: 1e12 });
  const range = query.get("filter_completion_time");
  const isIn = range === null ? undefined : timeRange(call, "filter_completion_time", range);
  const onEndpoint = endpointTest(call);
  return (task) =>
    onEndpoint(task) && (statuses === undefined || statuses.includes(task.status)) &&
    (ids === undefined || ids.includes(task.id)) && (owner === null || task.ownerId === owner) &&
    task.counters.faults >= faults &&
    (isIn === undefined ||
      (isComplete(task) && isIn(new Date(task.completionTime ?? 0).toISOString())));
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
  const test = taskTest(call);
  const isPaused = isPausedTest(call);
  const newestFirst = [...world.tasks.byId.values()].reverse();
  const last = lastKey === null ? -1 : newestFirst.findIndex((task) => keyOf(task) === lastKey);
  if (lastKey !== null && last < 0) throw badRequest(call, `Invalid last_key "${lastKey}"`);
  const matching = newestFirst.slice(last + 1)
    .filter((task) => hasRoleOnTask(world, caller, task, "activity_monitor") && test(task))
    .map((task) => ({ key: keyOf(task), document: managerTaskDocument(world, task) }))
    .filter(({ document }) => isPaused(document));
  const page = matching.slice(0, limit);
  return json({
    DATA: page.map(({ document }) => document),
    DATA_TYPE: "task_list",
    has_next_page: matching.length > page.length,
    last_key: page.at(-1)?.key ?? null,
  });
}
