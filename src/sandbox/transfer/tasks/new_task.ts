import type { World } from "../../world.ts";
import { makeSpool } from "./spool.ts";
import { newCounters, type Task, type Work } from "./task.ts";
import { keepTask, spoolPaths } from "./task_store.ts";

/** Makes a task and keeps it, queued, with what it has to do; whoever makes it sets it going. */
export function newTask(
  world: World,
  parts: Pick<Task, "ownerId" | "order">,
  work: Work,
): Task {
  const id = crypto.randomUUID();
  const paths = spoolPaths(world.tasks.spool, id);
  const task: Task = {
    id,
    type: work.type,
    ...parts,
    counters: newCounters(),
    events: [],
    requestTime: world.now(),
    successes: makeSpool(paths.successes),
    skipped: makeSpool(paths.skipped),
    controller: new AbortController(),
    status: "ACTIVE",
    niceStatus: "Queued",
    niceStatusDetails: null,
    completionTime: null,
    adminPauses: {},
    isHeld: false,
    canceledByAdmin: null,
    fatalError: null,
    removing: null,
    isCanceling: false,
    done: Promise.resolve(),
  };
  world.tasks.work.set(id, work);
  keepTask(world.tasks, task);
  return task;
}
