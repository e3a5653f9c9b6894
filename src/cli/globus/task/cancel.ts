/** `keyferry globus task cancel` */

import { restoreTransfer, transferNeeds } from "../client.ts";
import type { GlobusTaskShowOptions } from "./show.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { taskId } from "./task_id.ts";
import { plain } from "../../terminal/text.ts";

/**
 * Cancels a task. What it has done stays done.
 *
 * @param options The task.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the id is not a UUID.
 * @throws {ApiError} When there is no such task.
 */
export async function globusTaskCancel(options: GlobusTaskShowOptions, io: Io): Promise<number> {
  const id = taskId(options.task);
  const transfer = await restoreTransfer(options, io);
  const result = await transfer.cancelTask(id);
  return answered(result, () => plain(result.message), options, io);
}

/**
 * The command line of {@linkcode globusTaskCancel}.
 *
 * @param act Takes the command that was read.
 */
export function globusTaskCancelCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusTaskCancel, needs: transferNeeds, acts: true }, "task")
    .description(
      "Cancel a task; what it has done stays done. A task that has ended stays as it is.\n\n" +
        "--json prints the Transfer API's result document: {code, message, ...}, of which code is " +
        "Canceled, or TaskComplete when it had ended before.",
    )
    .arguments("<task:string>", ["The task's UUID."])
    .example("Stop a task", "keyferry globus task cancel 7db0d3cc-2f6e-11eb-b16a-0ee0d5d9299f");
}
