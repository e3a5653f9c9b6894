/** `keyferry globus` */

import { globusBookmarkCommands } from "./bookmark.ts";
import { globusDeleteCommand } from "./delete.ts";
import { globusGetCommand } from "./get.ts";
import { globusLoginCommand } from "./login.ts";
import { globusLogoutCommand } from "./logout.ts";
import { globusLsCommand } from "./ls.ts";
import { globusMkdirCommand } from "./mkdir.ts";
import { globusPutCommand } from "./put.ts";
import { globusRenameCommand } from "./rename.ts";
import { globusSearchCommand } from "./search.ts";
import { globusTaskCancelCommand } from "./task_cancel.ts";
import { globusTaskEventsCommand } from "./task_events.ts";
import { globusTaskListCommand } from "./task_list.ts";
import { globusTaskShowCommand } from "./task_show.ts";
import { globusTaskWaitCommand, globusTaskWatchCommand } from "./task_wait.ts";
import { globusTransferCommand } from "./transfer.ts";
import { globusWhoamiCommand } from "./whoami.ts";
import { scriptCommand } from "../script.ts";
import { globusScriptNeeds } from "./client.ts";
import { group } from "../group.ts";
import type { Act, AnyCommand } from "../job.ts";

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
    script: scriptCommand(act, globusScriptNeeds),
  })
    .group("Options that choose a login")
    .globalOption("--client-id <id:string>", "Use the login of the app with this client id.")
    .globalOption("--app <name:string>", "Use the login of the app with this name.")
    .globalOption("--namespace <name:string>", "Use the login in this namespace of a storage.");
}
