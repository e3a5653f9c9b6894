/** What a look at a transfer says, in the terms of a bar. */

import type { FerryState } from "../ferry/tally.ts";
import { partDone, stateInWords } from "../ferry/words.ts";
import type { TaskOutcome, TaskState } from "../globus/transfer/tasks/watch_task.ts";
import type { TransferState } from "../tapis/v3/files/watch_transfer.ts";
import { bytesInWords, counted, plain } from "../text.ts";
import type { Progress } from "./progress_bar.ts";
import { amountInWords, filesDone, filesInWords } from "./task_words.ts";

/** A look at a transfer of any kind. */
export type State = TaskState | TransferState | FerryState;

/**
 * Whether it is a look at a transfer, and not an item of some other list.
 *
 * @param value What a watch gave.
 */
export function isLook(value: unknown): value is State {
  return typeof value === "object" && value !== null &&
    ("task" in value && ("newEvents" in value || "bytesTransferred" in value) ||
      "filesDone" in value);
}

/**
 * Whether it is a look at a task of Globus.
 *
 * @param state The look.
 */
export function isGlobus(state: State): state is TaskState {
  return "newEvents" in state;
}

/**
 * Whether it is a look at a copy.
 *
 * @param state The look.
 */
export function isFerry(state: State): state is FerryState {
  return "filesDone" in state;
}

/**
 * How far a transfer is.
 *
 * @param state The look.
 */
export function progressOf(state: State): Progress {
  if (isFerry(state)) {
    const [done, total] = partDone(state);
    // Nothing found yet is not all of it.
    return { done, ...(total === 0 ? {} : { total }), note: stateInWords(state) };
  }
  return isGlobus(state) ? globusProgress(state) : tapisProgress(state);
}

function globusProgress({ task, newEvents, eta }: TaskState): Progress {
  const active = task.status === "ACTIVE";
  const left = active && eta !== undefined ? `, about ${seconds(eta)} left` : "";
  const faults = newEvents.filter(({ is_error }) => is_error).map(({ code }) => plain(code));
  const trouble = faults.length === 0 ? "" : `, ${[...new Set(faults)].join(", ")}`;
  return {
    done: filesDone(task),
    // A task that has not yet looked at its folders has no files, and all of them would be done.
    ...(active && task.files === 0 ? {} : { total: task.files }),
    note: `${filesInWords(task)}, ${amountInWords(task)}${left}${trouble}`,
  };
}

/**
 * How far a task of Globus was when it ended, and how it ended.
 *
 * @param state The last look.
 * @param outcome How it ended.
 */
export function endOf(state: TaskState, { task, reason }: TaskOutcome): Progress {
  const { note = "", ...rest } = globusProgress(state);
  const words = reason === "failed" ? task.fatal_error?.description ?? reason : endings[reason];
  return {
    ...rest,
    failed: reason === "failed",
    note: reason === "succeeded" ? note : `${note}: ${plain(words)}`,
  };
}

/** What the ways to end mean for the person. */
export const endings: Readonly<Record<Exclude<TaskOutcome["reason"], "failed">, string>> = {
  succeeded: "done",
  inactive: "waits for you, see https://app.globus.org/activity",
  cancelled: "cancelled",
  "timed out": "no longer watched, it goes on",
};

/** How much of a service's words stands beside a bar. */
const longestWhy = 500;

function tapisProgress({ task, bytesTransferred, bytesPerSecond }: TransferState): Progress {
  // The service has null where it does not know yet.
  const [done, files] = [task.completeTransfers ?? 0, task.totalTransfers ?? 0];
  const total = task.estimatedTotalBytes ?? undefined;
  const counts = files === 0 ? "" : `${done} of ${counted(files, "file")}, `;
  const speed = bytesPerSecond > 0 ? `, ${bytesInWords(Math.round(bytesPerSecond))}/s` : "";
  const { status } = task;
  const failed = status === "FAILED" || status === "FAILED_OPT";
  const fine = status === "COMPLETED" || status === "IN_PROGRESS" || status === "FAILED";
  const why = failed && task.errorMessage
    ? `: ${plain(task.errorMessage.slice(0, longestWhy))}`
    : "";
  const ending = fine ? "" : `, ${plain(status.toLowerCase())}`;
  return {
    done: bytesTransferred,
    ...(total === undefined ? {} : { total }),
    failed,
    note: `${counts}${bytesInWords(bytesTransferred)}${speed}${ending}${why}`,
  };
}

function seconds(count: number): string {
  return count < 90 ? `${Math.ceil(count)} s` : `${Math.round(count / 60)} min`;
}
