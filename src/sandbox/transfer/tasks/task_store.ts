import { join } from "../../../path/join.ts";
import type { Collection } from "../../collections.ts";
import { keepNewest, type Store } from "../../kept/store.ts";
import { loadSpool, removeSpool, type SavedSpool, saveSpool } from "./spool.ts";
import { isComplete, type Task, type TaskStore } from "./task.ts";

/** Of the tasks that are complete, the newest are kept. */
const mostTasks = 5000;

/** Of the submission ids that were given out and not used, the newest are good. */
const mostSubmissions = 10_000;

type SavedTask = Omit<Task, "controller" | "done" | "successes" | "skipped"> & {
  readonly successes: SavedSpool;
  readonly skipped: SavedSpool;
};

/** The tasks of a sandbox. */
export function makeTaskStore(store: Store, spool: string): TaskStore {
  return {
    byId: store.shelf<Task>("task", {
      save: savedTask,
      load: (json) => loadedTask(json as SavedTask, spool),
    }),
    submissions: store.shelf<string>("submission"),
    work: store.shelf("task work"),
    gates: new Map(),
    spool,
  };
}

/** The files of a task's lists. */
export function spoolPaths(folder: string, taskId: string): { successes: string; skipped: string } {
  return {
    successes: join(folder, `${taskId}.successful`),
    skipped: join(folder, `${taskId}.skipped`),
  };
}

/** Of its collections a task keeps which they are; where they are is looked up again. */
function savedTask(task: Task): unknown {
  const { controller: _controller, done: _done, order, ...record } = task;
  const [source, destination] = [order.source, order.destination].map(({ id, name }) => {
    return { id, name };
  });
  return {
    ...record,
    order: { ...order, source, destination },
    successes: saveSpool(task.successes),
    skipped: saveSpool(task.skipped),
  };
}

function loadedTask(json: SavedTask, folder: string): Task {
  const paths = spoolPaths(folder, json.id);
  return {
    ...json,
    order: {
      ...json.order,
      source: unplaced(json.order.source),
      destination: unplaced(json.order.destination),
    },
    successes: loadSpool(paths.successes, json.successes),
    skipped: loadSpool(paths.skipped, json.skipped),
    controller: new AbortController(),
    done: Promise.resolve(),
  };
}

function unplaced({ id, name }: Pick<Collection, "id" | "name">): Collection {
  return { id, name, root: "", writable: false };
}

/** Gives a submission id out. */
export function keepSubmission({ submissions }: TaskStore, id: string): void {
  keepNewest(submissions, id, "", mostSubmissions, (taskId) => taskId === "");
}

/** Keeps a task; the oldest complete one makes room where there are too many. */
export function keepTask({ byId, submissions }: TaskStore, task: Task): void {
  byId.set(task.id, task);
  submissions.set(task.order.submissionId, task.id);
  if (byId.size <= mostTasks) return;
  for (const old of byId.values()) {
    if (!isComplete(old)) continue;
    byId.delete(old.id);
    submissions.delete(old.order.submissionId);
    removeSpool(old.successes);
    removeSpool(old.skipped);
    return;
  }
}
