import type { Call } from "../../server/call.ts";
import type { World } from "../../world.ts";
import { callerId } from "../caller.ts";
import { endpointOf } from "../endpoints/endpoints.ts";
import { badRequest, refusal } from "../errors.ts";
import { demandRole, hasRole, lacksRole } from "../files/permissions.ts";
import { numberParam } from "../query.ts";
import type { RoleName } from "../state.ts";
import { isPaused } from "./pauses.ts";
import { isComplete, type Task } from "../tasks/task.ts";
import { timeRange } from "../tasks/task_filter.ts";

type Test = (task: Task) => boolean;

const always: Test = () => true;
const mostIds = 50;

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

function listParam(call: Call, name: string): string[] | undefined {
  const items = call.url.searchParams.get(name)?.split(",").filter((item) => item !== "");
  return items?.length === 0 ? undefined : items;
}

/**
 * Which tasks a manager asks for, by the rules that globus-sdk 4.9.0 has in the documentation of
 * `endpoint_manager_task_list()`.
 *
 * @throws A 400 for filters that do not go together, a 403 for tasks and endpoints of others.
 */
export function managerTaskFilter(call: Call): Test {
  const query = call.url.searchParams;
  const statuses = listParam(call, "filter_status");
  const ids = listParam(call, "filter_task_id");
  const isOfRunning = statuses?.every((status) => ["ACTIVE", "INACTIVE"].includes(status)) ?? false;
  if (ids !== undefined) return ofIds(call, ids);
  if (!isOfRunning && !query.has("filter_endpoint")) {
    throw badRequest(
      call,
      'Without a "filter_status" of ACTIVE or INACTIVE, "filter_task_id" or "filter_endpoint" is required',
    );
  }
  if (!isOfRunning && query.has("filter_is_paused")) {
    throw badRequest(call, '"filter_is_paused" needs a "filter_status" of ACTIVE or INACTIVE');
  }
  const faults = numberParam(call, "filter_min_faults", { fallback: 0, least: 0, most: 1e12 });
  const tests = [
    ofOwner(call),
    onEndpoint(call),
    ofLocalUser(call),
    ofPaused(call),
    ofCompletion(call),
    (task: Task) => statuses === undefined || statuses.includes(task.status),
    (task: Task) => task.counters.faults >= faults,
  ];
  return (task) => tests.every((test) => test(task));
}

function ofIds(call: Call, ids: readonly string[]): Test {
  const others = [...call.url.searchParams.keys()]
    .filter((name) => name.startsWith("filter_") && name !== "filter_task_id");
  if (others.length > 0) {
    throw badRequest(call, `"filter_task_id" cannot be combined with "${others[0]}"`);
  }
  if (ids.length > mostIds) {
    throw badRequest(call, `"filter_task_id" takes at most ${mostIds} ids`);
  }
  const isWatched = (id: string): boolean => {
    const task = call.world.tasks.byId.get(id);
    return task !== undefined &&
      hasRoleOnTask(call.world, callerId(call), task, "activity_monitor");
  };
  if (!ids.every(isWatched)) throw lacksRole(call, "activity_monitor");
  return (task) => ids.includes(task.id);
}

function ofOwner(call: Call): Test {
  const query = call.url.searchParams;
  const id = (query.get("filter_owner_id") ?? query.get("filter_user_id"))?.toLowerCase();
  if (id === undefined) return always;
  if (call.world.globusAuth.identities.get(id)?.status !== "used") {
    throw refusal(call, 404, "UserNotFound", `No user with the identity '${id}'`);
  }
  return ({ ownerId }) => ownerId === id;
}

/** An endpoint stands for itself and for the guest collections in its folders. */
function onEndpoint(call: Call): Test {
  const given = call.url.searchParams.get("filter_endpoint");
  const use = call.url.searchParams.get("filter_endpoint_use");
  if (use !== null && use !== "source" && use !== "destination") {
    throw badRequest(call, '"filter_endpoint_use" must be "source" or "destination"');
  }
  if (given === null) {
    if (use !== null) throw badRequest(call, '"filter_endpoint_use" needs "filter_endpoint"');
    return always;
  }
  const endpoint = endpointOf(call, given);
  demandRole(call, endpoint, "activity_monitor");
  const { endpoints } = call.world.transfer;
  const isThere = ({ id }: Task["order"]["source"]): boolean =>
    id === endpoint.id || endpoints.get(id)?.hostId === endpoint.id;
  return ({ type, order }) =>
    (use !== "destination" && isThere(order.source)) ||
    (use !== "source" && type === "TRANSFER" && isThere(order.destination));
}

/** No task has told a local user, as the collections of the sandbox have none. */
function ofLocalUser(call: Call): Test {
  const query = call.url.searchParams;
  if (!query.has("filter_local_user")) return always;
  if (query.has("filter_endpoint")) return () => false;
  throw badRequest(call, '"filter_local_user" needs "filter_endpoint"');
}

function ofPaused(call: Call): Test {
  const text = call.url.searchParams.get("filter_is_paused")?.toLowerCase();
  if (text === undefined) return always;
  const wanted = ["1", "true"].includes(text);
  return (task) => isPaused(call.world, task) === wanted;
}

/** Without an end, tasks that run are in it, too: they will complete some time. */
function ofCompletion(call: Call): Test {
  const range = call.url.searchParams.get("filter_completion_time");
  if (range === null) return always;
  if (/^\s*,?\s*$/.test(range)) {
    throw badRequest(call, '"filter_completion_time" needs a start or an end');
  }
  const isIn = timeRange(call, "filter_completion_time", range);
  const isOpen = range.trimEnd().endsWith(",");
  return (task) =>
    isComplete(task) ? isIn(new Date(task.completionTime ?? 0).toISOString()) : isOpen;
}
