import { type Call, jsonObject, param } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { get, post, type Route } from "../../server/router.ts";
import { keepNewest } from "../../kept/store.ts";
import type { World } from "../../world.ts";
import { callerId } from "../caller.ts";
import { badRequest, refusal } from "../errors.ts";
import { type Body, requiredText } from "../fields.ts";
import { demandManager } from "./manager.ts";
import { taskForRole } from "./manager_tasks.ts";
import { managesByHost } from "./pause_rule_document.ts";
import { hasRole } from "../files/permissions.ts";
import { result } from "../tasks/result.ts";
import { cancelTask } from "../jobs/run_task.ts";
import type { AdminCancel } from "../state.ts";
import { type AdminPauses, isComplete, type Task } from "../tasks/task.ts";

/** Stopping everybody's tasks on the endpoints that one manages. */
export function managerActionRoutes(): Route[] {
  return [
    post("/v0.10/endpoint_manager/admin_cancel", adminCancel),
    get("/v0.10/endpoint_manager/admin_cancel/{id}", cancelStatus),
    post("/v0.10/endpoint_manager/admin_pause", adminPause),
    post("/v0.10/endpoint_manager/admin_resume", adminResume),
  ];
}

/** The tasks that a body names; all of them must be the caller's to manage. */
function managedTasks(call: Call, body: Body): Task[] {
  demandManager(call);
  const ids = body.task_id_list;
  if (!Array.isArray(ids) || ids.length === 0 || ids.some((id) => typeof id !== "string")) {
    throw badRequest(call, '"task_id_list" must be a list of task ids');
  }
  return [...new Set(ids)].map((id) => taskForRole(call, id, "activity_manager"));
}

/** Of the cancellations that can be asked about, the newest are kept. */
const mostCancels = 1000;

type Side = keyof AdminPauses;

/** The sides of a task that an identity manages, a guest collection by itself or by its host. */
function managedSides(world: World, identityId: string, task: Task): Side[] {
  const sides: Side[] = [];
  for (const side of ["source", "destination"] as const) {
    if (side === "destination" && task.type === "DELETE") break;
    const endpoint = world.transfer.endpoints.get(task.order[side].id);
    if (endpoint === undefined || !hasRole(world, identityId, endpoint, "activity_manager")) {
      continue;
    }
    const isShare = endpoint.hostId !== null && !managesByHost(world, identityId, endpoint);
    sides.push(isShare ? `${side}Share` : side);
  }
  return sides;
}

function sideOf(world: World, identityId: string, task: Task): "SOURCE" | "DESTINATION" | "BOTH" {
  const sides = managedSides(world, identityId, task);
  const hasSource = sides.some((side) => side.startsWith("source"));
  if (sides.length === 2) return "BOTH";
  return hasSource ? "SOURCE" : "DESTINATION";
}

function cancelDocument(cancel: AdminCancel): Record<string, unknown> {
  return { DATA_TYPE: "admin_cancel", done: cancel.done, id: cancel.id };
}

async function adminCancel(call: Call): Promise<Response> {
  const { world } = call;
  const body = await jsonObject(call);
  const tasks = managedTasks(call, body);
  const message = requiredText(call, body, "message");
  const managerId = callerId(call);
  const taskIds = tasks.map(({ id }) => id);
  const cancel: AdminCancel = { id: crypto.randomUUID(), managerId, taskIds, done: false };
  keepNewest(world.transfer.cancels, cancel.id, cancel, mostCancels);
  const ended = tasks.map((task) =>
    cancelTask(world, task, { side: sideOf(world, managerId, task), message })
  );
  // It answers before the tasks have ended: whoever wants to know asks for the status.
  Promise.allSettled(ended).then(() => {
    cancel.done = true;
    world.transfer.cancels.touch(cancel.id);
    world.save();
  });
  return json(cancelDocument(cancel));
}

function cancelStatus(call: Call): Response {
  demandManager(call);
  const id = param(call, "id");
  const cancel = call.world.transfer.cancels.get(id);
  if (cancel === undefined || cancel.managerId !== callerId(call)) {
    throw refusal(call, 404, "ClientError.NotFound", `No admin cancel with id '${id}'`);
  }
  return json(cancelDocument(cancel));
}

async function adminPause(call: Call): Promise<Response> {
  const body = await jsonObject(call);
  const tasks = managedTasks(call, body);
  const message = requiredText(call, body, "message");
  const caller = callerId(call);
  for (const task of tasks.filter((task) => !isComplete(task))) {
    for (const side of managedSides(call.world, caller, task)) task.adminPauses[side] = message;
    call.world.tasks.byId.touch(task.id);
  }
  return result(call, "PauseAccepted", "The tasks will be paused");
}

async function adminResume(call: Call): Promise<Response> {
  const tasks = managedTasks(call, await jsonObject(call));
  const caller = callerId(call);
  for (const task of tasks) {
    for (const side of managedSides(call.world, caller, task)) delete task.adminPauses[side];
    call.world.tasks.byId.touch(task.id);
  }
  return result(call, "ResumeAccepted", "The tasks will be resumed");
}
