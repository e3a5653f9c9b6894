import type { Call } from "../../server/call.ts";
import { abortableDelay } from "../../server/delay.ts";
import type { World } from "../../world.ts";
import { callerId } from "../caller.ts";
import { checkDeadline } from "../tasks/deadline.ts";
import { refusal } from "../errors.ts";
import type { Pausable, PauseRule } from "../state.ts";
import { addEvent, isComplete, type Task } from "../tasks/task.ts";

const lookAgainMs = 20;

/** The rules that stop something for an identity on an endpoint, by the host's managers too. */
export function rulesFor(world: World, endpointId: string, identityId: string): PauseRule[] {
  const hostId = world.transfer.endpoints.get(endpointId)?.hostId ?? endpointId;
  return [...world.transfer.pauseRules.values()].filter((rule) =>
    (rule.endpointId === endpointId || rule.endpointId === hostId) &&
    (rule.identityId === null || rule.identityId === identityId) &&
    (rule.startTime === null || rule.startTime <= world.now())
  );
}

/** @throws A 409 with the manager's message where a rule stops the operation for the caller. */
export function demandUnpaused(call: Call, endpointId: string, what: Pausable): void {
  const rule = rulesFor(call.world, endpointId, callerId(call)).find((rule) => rule.stops[what]);
  if (rule === undefined) return;
  throw refusal(call, 409, "Conflict", `Paused by an activity manager: ${rule.message}`);
}

/** The rules that stop a task. */
export function rulesForTask(world: World, task: Task): PauseRule[] {
  const { source, destination } = task.order;
  function stopping(endpointId: string, what: Pausable): PauseRule[] {
    return rulesFor(world, endpointId, task.ownerId).filter((rule) => rule.stops[what]);
  }
  if (task.type === "DELETE") return stopping(source.id, "pause_task_delete");
  const rules = [
    ...stopping(source.id, "pause_task_transfer_read"),
    ...stopping(destination.id, "pause_task_transfer_write"),
  ];
  return [...new Set(rules)];
}

/** Whether a manager, or a rule of one, stops a task. */
export function isPaused(world: World, task: Task): boolean {
  if (isComplete(task)) return false;
  return Object.keys(task.adminPauses).length > 0 || rulesForTask(world, task).length > 0;
}

/** Waits as long as a task is stopped. A file that is being copied is copied to its end first. */
export async function whilePaused(world: World, task: Task): Promise<void> {
  if (!isPaused(world, task)) return;
  // Several files of a task wait at once: the first to stop tells it, and the first to go on.
  const wasHeld = task.isHeld;
  task.isHeld = true;
  if (!wasHeld) noteChange(world, task, "PAUSED");
  while (isPaused(world, task)) {
    task.niceStatus = "PAUSED";
    task.niceStatusDetails = null;
    checkDeadline(world, task);
    await abortableDelay(lookAgainMs, task.controller.signal);
  }
  if (!task.isHeld) return;
  task.isHeld = false;
  task.niceStatus = "OK";
  noteChange(world, task, "RESUMED");
}

function noteChange(world: World, task: Task, code: string): void {
  addEvent(task, {
    code,
    description: code.toLowerCase(),
    details: "By an activity manager",
    isError: false,
    time: world.now(),
  });
  world.tasks.byId.touch(task.id);
  world.save();
}
