/** Showing how a task fares. */

import type { TaskDocument } from "../../globus/transfer/documents.ts";
import type { TaskState } from "../../globus/transfer/watch_task.ts";
import { amountInWords, filesDone, filesInWords } from "../../notebook/task_words.ts";
import { openBar } from "../bar.ts";
import type { Io } from "../io.ts";
import { counted, secondsInWords } from "../text.ts";

/** Shows how a task fares, look by look. */
export interface TaskProgress {
  /** Shows one look. */
  show(state: TaskState): void;
  /** Ends the display, so that other lines may follow. */
  stop(): void;
}

/** How full the bar of a task that goes on may be: it is full when the task has ended. */
const almostFull = 0.99;

/**
 * A progress bar where a person sees standard error, else a line for each change.
 *
 * @param io Where to show it.
 */
export async function taskProgress(io: Io): Promise<TaskProgress> {
  return io.stderrIsTerminal ? await progressBar(io) : progressLines(io);
}

function progressLines(io: Io): TaskProgress {
  let last = "";
  return {
    show({ task }: TaskState): void {
      const line = `${task.status}  ${facts(task).join(", ")}`;
      if (line !== last) io.note(line);
      last = line;
    },
    stop(): void {},
  };
}

async function progressBar(io: Io): Promise<TaskProgress> {
  const bar = await openBar(io);
  let shown = 0;
  return {
    show({ task, eta }: TaskState): void {
      shown = barFraction(task, shown);
      const left = eta === undefined || eta === 0 ? [] : [`${secondsInWords(eta)} left`];
      bar.show(shown, [...facts(task), ...left].join(", "));
    },
    stop: () => bar.stop(),
  };
}

/**
 * How full a task's bar is. The number of files grows while the service walks through folders, so the
 * bar waits then rather than to move back, and it is full when the task has succeeded, not before.
 *
 * @param task The task.
 * @param before How full the bar was.
 */
export function barFraction(task: TaskDocument, before: number): number {
  if (task.status === "SUCCEEDED") return 1;
  const [done, total] = task.type === "DELETE"
    ? [task.subtasks_succeeded, task.subtasks_total]
    : [filesDone(task), task.files];
  const fraction = total > 0 ? Math.min(done / total, almostFull) : 0;
  return Math.max(fraction, before);
}

function facts(task: TaskDocument): string[] {
  const { faults, type, subtasks_succeeded: done, subtasks_total: total } = task;
  const work = type === "DELETE"
    ? [`${done} of ${counted(total, "step")}`]
    : [filesInWords(task), amountInWords(task)];
  return [...work, ...(faults > 0 ? [counted(faults, "fault")] : [])];
}
