/** `keyferry globus task wait` and `keyferry globus task watch` */

import { exitCodes } from "../../exit_code.ts";
import type { FollowOptions } from "../../terminal/follow.ts";
import { checkFollowing, follow, withFollowOptions } from "../../terminal/follow.ts";
import { followedTask, taskId } from "./followed_task.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "../client.ts";
import { type Act, type AnyCommand, type Io, type Job, jobCommand } from "../../terminal/job.ts";
import { jsonText } from "../../terminal/text.ts";

/** The options and arguments of `globus task wait` and `globus task watch`. */
export interface GlobusTaskWaitOptions extends GlobusOptions, FollowOptions {
  /** The task's id. */
  readonly task: string;
}

/**
 * Waits for a task, in silence.
 *
 * @param options See {@linkcode GlobusTaskWaitOptions}.
 * @param io Where to look and to print.
 * @returns 0 when it succeeded whole; 1 when it failed, left something out, or waits for you; 5 when the
 * time was over first; 130 when the waiting was interrupted.
 * @throws {MisuseError} When the id is not a UUID, or a time makes no sense.
 * @throws {ApiError} When there is no such task.
 */
export function globusTaskWait(options: GlobusTaskWaitOptions, io: Io): Promise<number> {
  return followed(options, io, true);
}

/**
 * Shows a task's progress until it ends.
 *
 * @param options See {@linkcode GlobusTaskWaitOptions}.
 * @param io Where to look and to print.
 * @returns As {@linkcode globusTaskWait}.
 * @throws As {@linkcode globusTaskWait}.
 */
export function globusTaskWatch(options: GlobusTaskWaitOptions, io: Io): Promise<number> {
  return followed(options, io, false);
}

async function followed(
  options: GlobusTaskWaitOptions,
  io: Io,
  silent: boolean,
): Promise<number> {
  const id = taskId(options.task);
  checkFollowing(options);
  const transfer = await restoreTransfer(options, io);
  const { task, code } = await follow(followedTask(transfer, id), { ...options, silent }, io);
  // What the task was like before Ctrl-C says little about how it is.
  const isKnown = options.json || code !== exitCodes.interrupted;
  if (task !== undefined && isKnown) io.out(options.json ? jsonText(task) : task.status);
  return code;
}

const ends =
  "The exit code is 0 when it succeeded whole, 1 when it failed, left out what it could not read, or " +
  "waits for you, and 5 when the time was over first. At Ctrl-C you are asked whether to cancel it; " +
  "otherwise it goes on.\n\n" +
  "--json prints the Transfer API's task document.";

/**
 * The command line of {@linkcode globusTaskWait}.
 *
 * @param act Takes the command that was read.
 */
export function globusTaskWaitCommand(act: Act): AnyCommand {
  return command(act, { run: globusTaskWait, needs: transferNeeds })
    .description(`Wait until a task has ended, and print its status.\n\n${ends}`)
    .example(
      "Wait ten minutes at most",
      "keyferry globus task wait --timeout 600 7db0d3cc-2f6e-11eb-b16a-0ee0d5d9299f",
    );
}

/**
 * The command line of {@linkcode globusTaskWatch}.
 *
 * @param act Takes the command that was read.
 */
export function globusTaskWatchCommand(act: Act): AnyCommand {
  return command(act, { run: globusTaskWatch, needs: transferNeeds })
    .description(
      "Show a task's progress until it ends, and print its status.\n\nA bar shows it where you see " +
        `standard error, otherwise one line per change. ${ends}`,
    )
    .example(
      "Watch a task",
      "keyferry globus task watch 7db0d3cc-2f6e-11eb-b16a-0ee0d5d9299f",
    );
}

function command(act: Act, job: Job<GlobusTaskWaitOptions>): AnyCommand {
  const bare = jobCommand(act, job).arguments("<task:string>", ["The task's UUID."]);
  return withFollowOptions(bare);
}
