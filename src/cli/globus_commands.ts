/** `keyferry globus` */

import { globusLsCommand } from "./globus_ls.ts";
import { globusTaskShowCommand } from "./globus_task_show.ts";
import { globusTaskWaitCommand } from "./globus_task_wait.ts";
import { globusTransferCommand } from "./globus_transfer.ts";
import { group } from "./group.ts";
import type { Act, AnyCommand } from "./job.ts";

/**
 * The commands of Globus.
 *
 * @param act Takes the command that was read.
 */
export function globusCommands(act: Act): AnyCommand {
  const task = group("Look at transfer tasks.", {
    show: globusTaskShowCommand(act),
    wait: globusTaskWaitCommand(act),
  });
  return group("Globus: files and transfers.", {
    ls: globusLsCommand(act),
    transfer: globusTransferCommand(act),
    task,
  })
    .globalOption("--client-id <id:string>", "Use the login of the app with this client id.")
    .globalOption("--app <name:string>", "Use the login of the app with this name.")
    .globalOption("--namespace <name:string>", "Use the login in this namespace of a storage.");
}
