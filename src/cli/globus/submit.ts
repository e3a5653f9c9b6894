/** Submitting tasks: what `keyferry globus transfer` and `delete` have in common. */

import type { TransferClient } from "../../globus/transfer/client.ts";
import type { TransferResultDocument } from "../../globus/transfer/documents.ts";
import { exitCodes } from "../exit_code.ts";
import { follow, type FollowOptions } from "../terminal/follow.ts";
import type { Io } from "../terminal/job.ts";
import { jsonText, plain } from "../terminal/text.ts";
import type { GlobusOptions } from "./client.ts";
import { followedTask } from "./task/followed_task.ts";
import type { GlobusTransferReport } from "./json_documents.ts";

/** The options of a command that submits a task. */
export interface SubmitOptions extends GlobusOptions, FollowOptions {
  /** A name for the task. */
  readonly label?: string | undefined;
  /** When to give up: a time from now such as `2h`, or a moment. */
  readonly deadline?: string | undefined;
  /** Do not ask before something is deleted. */
  readonly yes?: boolean | undefined;
  /** Print the document that would be submitted. */
  readonly dryRun?: boolean | undefined;
  /** Wait for the end. */
  readonly wait?: boolean | undefined;
}

/**
 * Tells of a task that was submitted, and follows it with `wait`.
 *
 * @param transfer A Transfer client.
 * @param submission What the service answered.
 * @param options See {@linkcode SubmitOptions}.
 * @param io Where to print.
 * @param file The one file that it copies, where it is one.
 * @returns The exit code.
 */
export async function submitted(
  transfer: TransferClient,
  submission: TransferResultDocument,
  options: SubmitOptions,
  io: Io,
  file?: { readonly collection: string; readonly path: string },
): Promise<number> {
  const { task_id: id } = submission;
  // Before anything is printed that could fail, or that is printed at the end of the waiting alone.
  const shown = io.stdoutIsTerminal && !options.json ? "" : ` task ${id}`;
  io.note(`Submitted${shown}: ${plain(submission.message)}`);
  if (!options.json) io.out(plain(id));
  if (!options.wait) {
    if (options.json) io.out(jsonText(submission));
    return exitCodes.ok;
  }
  const { task, code } = await follow(followedTask(transfer, id, file), { ...options }, io);
  const report: GlobusTransferReport = { ...submission, task };
  if (options.json) io.out(jsonText(report));
  return code;
}
