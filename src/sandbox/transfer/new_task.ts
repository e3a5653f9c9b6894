import { join } from "@std/path/join";
import type { World } from "../world.ts";
import { makeSpool } from "./spool.ts";
import { newCounters, type Task } from "./task.ts";

/** Makes a task and keeps it, queued; whoever makes it sets it going. */
export function newTask(
  world: World,
  parts: Pick<Task, "type" | "ownerId" | "order">,
): Task {
  const id = crypto.randomUUID();
  const task: Task = {
    id,
    ...parts,
    counters: newCounters(),
    events: [],
    requestTime: world.now(),
    successes: makeSpool(join(world.tasks.spool, `${id}.successful`)),
    skipped: makeSpool(join(world.tasks.spool, `${id}.skipped`)),
    controller: new AbortController(),
    status: "ACTIVE",
    niceStatus: "Queued",
    niceStatusDetails: null,
    completionTime: null,
    adminPauses: {},
    isHeld: false,
    canceledByAdmin: null,
    fatalError: null,
    done: Promise.resolve(),
  };
  world.tasks.byId.set(id, task);
  world.tasks.submissions.set(parts.order.submissionId, task);
  return task;
}
