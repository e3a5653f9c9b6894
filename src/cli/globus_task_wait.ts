/** `keyferry globus task wait` */

import { Command } from "@cliffy/command";
import { taskId } from "./collection_path.ts";
import { exitCodes } from "./exit_code.ts";
import { checkFollowing, followTask, taskProblem } from "./follow_task.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "./globus_client.ts";
import type { Io } from "./io.ts";
import type { Act, AnyCommand, Globals } from "./job.ts";
import { jsonText, plain } from "./text.ts";

/** The options and arguments of `globus task wait`. */
export interface GlobusTaskWaitOptions extends GlobusOptions {
  /** The task's id. */
  readonly task: string;
  /** How long to wait at most, in seconds. */
  readonly timeout?: number | undefined;
  /** How long to wait between looks, in seconds. */
  readonly pollingInterval?: number | undefined;
}

/**
 * Waits for a task.
 *
 * @param options See {@linkcode GlobusTaskWaitOptions}.
 * @param io Where to look and to print.
 * @returns 0 when it succeeded; 1 when it failed, waits for the person, or the time was over first.
 * @throws {MisuseError} When the id is no UUID, or a time makes no sense.
 * @throws {ApiError} When there is no such task.
 */
export async function globusTaskWait(options: GlobusTaskWaitOptions, io: Io): Promise<number> {
  const id = taskId(options.task);
  checkFollowing(options);
  const transfer = await restoreTransfer(options, io);
  const { timeout, pollingInterval } = options;
  const task = await followTask(transfer, id, { timeout, pollingInterval });
  io.out(options.json ? jsonText(task) : task.status);
  const problem = taskProblem(task);
  if (problem !== undefined) io.err(`keyferry: ${plain(problem)}`);
  return problem === undefined ? exitCodes.ok : exitCodes.failed;
}

/**
 * The command line of {@linkcode globusTaskWait}.
 *
 * @param act Takes the command that was read.
 */
export function globusTaskWaitCommand(act: Act): AnyCommand {
  return new Command<Globals>()
    .description(
      "Wait until a task has ended, and print its status: exit code 0 when it succeeded, 1 when it " +
        "failed, waits for you, or the time was over first.\n\n" +
        "--json prints the Transfer API's task document.",
    )
    .arguments("<task:string>", ["The task's UUID."])
    .option("--timeout <seconds:number>", "Wait no longer than this.")
    .option("--polling-interval <seconds:number>", "Look this often; 1 by default.")
    .example(
      "Wait ten minutes at most",
      "keyferry globus task wait --timeout 600 7db0d3cc-2f6e-11eb-b16a-0ee0d5d9299f",
    )
    .action((options: Omit<GlobusTaskWaitOptions, "task">, task: string) =>
      act({ run: globusTaskWait, needs: transferNeeds }, { ...options, task })
    );
}
