/** `keyferry globus` */

import { globusBookmarkCommands } from "./globus_bookmark.ts";
import { globusDeleteCommand } from "./globus_delete.ts";
import { globusGetCommand } from "./globus_get.ts";
import { globusLoginCommand } from "./globus_login.ts";
import { globusLogoutCommand } from "./globus_logout.ts";
import { globusLsCommand } from "./globus_ls.ts";
import { globusMkdirCommand } from "./globus_mkdir.ts";
import { globusPutCommand } from "./globus_put.ts";
import { globusRenameCommand } from "./globus_rename.ts";
import { globusSearchCommand } from "./globus_search.ts";
import { globusTaskCancelCommand } from "./globus_task_cancel.ts";
import { globusTaskEventsCommand } from "./globus_task_events.ts";
import { globusTaskListCommand } from "./globus_task_list.ts";
import { globusTaskShowCommand } from "./globus_task_show.ts";
import { globusTaskWaitCommand, globusTaskWatchCommand } from "./globus_task_wait.ts";
import { globusTransferCommand } from "./globus_transfer.ts";
import { globusWhoamiCommand } from "./globus_whoami.ts";
import { group } from "./group.ts";
import type { Act, AnyCommand } from "./job.ts";

/**
 * The commands of Globus.
 *
 * @param act Takes the command that was read.
 */
export function globusCommands(act: Act): AnyCommand {
  const task = group("Look at transfer and delete tasks.", {
    list: globusTaskListCommand(act),
    show: globusTaskShowCommand(act),
    wait: globusTaskWaitCommand(act),
    watch: globusTaskWatchCommand(act),
    events: globusTaskEventsCommand(act),
    cancel: globusTaskCancelCommand(act),
  });
  return group("Globus: files and transfers.", {
    login: globusLoginCommand(act),
    logout: globusLogoutCommand(act),
    whoami: globusWhoamiCommand(act),
    search: globusSearchCommand(act),
    bookmark: globusBookmarkCommands(act),
    ls: globusLsCommand(act),
    mkdir: globusMkdirCommand(act),
    rename: globusRenameCommand(act),
    delete: globusDeleteCommand(act),
    get: globusGetCommand(act),
    put: globusPutCommand(act),
    transfer: globusTransferCommand(act),
    task,
  })
    .group("Options that choose a login")
    .globalOption("--client-id <id:string>", "Use the login of the app with this client id.")
    .globalOption("--app <name:string>", "Use the login of the app with this name.")
    .globalOption("--namespace <name:string>", "Use the login in this namespace of a storage.");
}
