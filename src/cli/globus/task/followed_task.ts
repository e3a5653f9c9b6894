/** A task of Globus: its id as it is typed, and how it is followed. */

import type { Followable, Problem } from "../../terminal/follow.ts";
import { counted } from "../../terminal/text.ts";
import { MisuseError } from "../../words/misuse.ts";
import type { TransferClient } from "../../../globus/transfer/client.ts";
import type { TaskDocument } from "../../../globus/transfer/documents.ts";
import { isUuid } from "../../../globus/transfer/files/find_place.ts";
import type { TaskState } from "../../../globus/transfer/tasks/watch_task.ts";
import { amountInWords, filesDone, filesInWords } from "../../../notebook/task_words.ts";

/**
 * Reads a task's id.
 *
 * @param text The text.
 * @throws {MisuseError} When it is not a UUID.
 */
export function taskId(text: string): string {
  if (isUuid(text)) return text;
  const given = JSON.stringify(text);
  throw new MisuseError(
    `${given} is not a task's id: give the UUID that \`keyferry globus transfer\` printed`,
  );
}

/** How full the bar of a task that goes on may be: it is full when the task has ended. */
const almostFull = 0.99;

/**
 * A task, to be followed.
 *
 * @param transfer A Transfer client.
 * @param id The task's id.
 * @param file The one file that it copies, where it is one: its size moves the bar within it.
 */
export function followedTask(
  transfer: TransferClient,
  id: string,
  file?: { readonly collection: string; readonly path: string },
): Followable<TaskDocument, TaskState> {
  let bytes: number | undefined;
  return {
    what: "Task",
    id,
    waiter: ["globus", "task", "watch", id],
    async *watch(how): AsyncIterable<TaskState> {
      const over = new AbortController();
      const signal = AbortSignal.any([over.signal, how.signal]);
      // Without a size the bar counts files: nobody waits for it.
      const sized = file && transfer.operationStat(file.collection, file.path, { signal })
        .then(({ size }) => bytes = size ?? undefined, () => {});
      try {
        yield* transfer.watchTask(id, { ...how, events: "none" });
      } finally {
        over.abort();
        await sized;
      }
    },
    look: () => transfer.getTask(id),
    progress: ({ task }, before) => ({
      done: barFraction(task, before, bytes),
      facts: facts(task, bytes),
    }),
    status: ({ status }) => status,
    waitsFor: reason,
    goesOn: ({ status }) => status === "ACTIVE",
    problem: async (task) => taskProblem(task) ?? await leftOut(transfer, task),
    cancel: async () => (await transfer.cancelTask(id)).message,
  };
}

/**
 * How full a task's bar is. The number of files grows while the service walks through folders, so the
 * bar waits then rather than to move back, and it is full when the task has succeeded, not before.
 *
 * @param task The task.
 * @param before How full the bar was.
 * @param bytes How many bytes it is to copy, where that is known.
 */
export function barFraction(task: TaskDocument, before: number, bytes = 0): number {
  if (task.status === "SUCCEEDED") return 1;
  const [done, total] = task.type === "DELETE"
    ? [task.subtasks_succeeded, task.subtasks_total]
    : bytes > 0
    ? [task.bytes_transferred, bytes]
    : [filesDone(task), task.files];
  const fraction = total > 0 ? Math.min(done / total, almostFull) : 0;
  return Math.max(fraction, before);
}

function facts(task: TaskDocument, bytes: number | undefined): string {
  const { faults, type, subtasks_succeeded: done, subtasks_total: total } = task;
  const work = type === "DELETE"
    ? [`${done} of ${counted(total, "step")}`]
    : [...bytes === undefined ? [filesInWords(task)] : [], amountInWords(task, bytes)];
  return [...work, ...(faults > 0 ? [counted(faults, "fault")] : [])].join(", ");
}

/** Why a task that has ended did not succeed; `undefined` when it did. */
function taskProblem(task: TaskDocument): Problem | undefined {
  const { task_id: id, status } = task;
  const words = `Task ${id}`;
  switch (status) {
    case "FAILED":
      return [`${words} failed: ${reason(task)}`, ["globus", "task", "events", "--errors", id]];
    case "INACTIVE":
      return [`${words} waits for you: ${reason(task)}; see https://app.globus.org/activity/${id}`];
    default:
      return undefined;
  }
}

/** More than these nobody counts; the service has them all. */
const mostCounted = 1000;

/** With its errors skipped, a task succeeds without what it could not read. */
async function leftOut(
  transfer: TransferClient,
  { task_id: id, subtasks_skipped_errors: subtasks }: TaskDocument,
): Promise<Problem | undefined> {
  if (!subtasks) return undefined;
  // A file counts as two subtasks where it is to be verified, so the service's list is what tells.
  const { items, capped } = await transfer.taskSkippedErrors(id, { maxItems: mostCounted })
    .collect();
  const count = `${capped ? "more than " : ""}${counted(items.length, "path")}`;
  return [
    `Task ${id} has ended, but left out ${count} that it could not read`,
    ["globus", "task", "show", "--skipped", id],
  ];
}

function reason(task: TaskDocument): string {
  const { fatal_error, nice_status_details, nice_status_short_description, nice_status } = task;
  const words = [nice_status_short_description, nice_status_details ?? nice_status];
  const spoken = words.filter((word) => word).join(": ");
  return fatal_error?.description || spoken || "the service does not say why";
}
