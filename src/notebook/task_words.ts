/** The state of a Globus task, in words. */

import type { TaskDocument } from "../globus/transfer/documents.ts";
import { bytesInWords, counted, plain } from "../text.ts";

/**
 * How many files of a task need no more work.
 *
 * @param task The task.
 */
export function filesDone(task: TaskDocument): number {
  // Of a delete, the service counts what there is to do, but not what is done.
  if (task.type === "DELETE" && task.status === "SUCCEEDED") return task.files;
  return (task.files_transferred ?? 0) + (task.files_skipped ?? 0);
}

/**
 * How many of how many files.
 *
 * @param task The task.
 */
export function filesInWords(task: TaskDocument): string {
  return `${filesDone(task)} of ${counted(task.files, "file")}`;
}

/**
 * How much, how fast, and what holds it up.
 *
 * @param task The task.
 * @param bytes How many bytes there are, where that is known.
 */
export function amountInWords(task: TaskDocument, bytes?: number): string {
  const { effective_bytes_per_second: rate } = task;
  const speed = rate ? `, ${bytesInWords(rate)}/s` : "";
  const gone = task.status === "SUCCEEDED" ? "deleted" : "to delete";
  const amount = task.type === "DELETE" ? gone : bytesInWords(task.bytes_transferred);
  const of = bytes === undefined ? "" : ` of ${bytesInWords(bytes)}`;
  return `${amount}${of}${speed}${trouble(task)}`;
}

/** What holds an active task up. */
function trouble(task: TaskDocument): string {
  const { is_paused, nice_status, nice_status_short_description: words } = task;
  if (is_paused) return ", paused";
  const fine = nice_status === null || ["OK", "Queued"].includes(nice_status);
  return task.status !== "ACTIVE" || fine ? "" : `, ${plain(words ?? nice_status)}`;
}
