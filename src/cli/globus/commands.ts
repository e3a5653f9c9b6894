/** `keyferry globus` */

import { group, loadedCommands, type Loader } from "../words/group.ts";
import type { Act, AnyCommand } from "../terminal/job.ts";

const tasks: Readonly<Record<string, Loader>> = {
  list: async (act) => (await import("./task/list.ts")).globusTaskListCommand(act),
  show: async (act) => (await import("./task/show.ts")).globusTaskShowCommand(act),
  wait: async (act) => (await import("./task/wait.ts")).globusTaskWaitCommand(act),
  watch: async (act) => (await import("./task/wait.ts")).globusTaskWatchCommand(act),
  events: async (act) => (await import("./task/show.ts")).globusTaskEventsCommand(act),
  cancel: async (act) => (await import("./task/show.ts")).globusTaskCancelCommand(act),
};

const loaders: Readonly<Record<string, Loader>> = {
  login: async (act) => (await import("./login/login.ts")).globusLoginCommand(act),
  logout: async (act) => (await import("./login/logout.ts")).globusLogoutCommand(act),
  whoami: async (act) => (await import("./login/whoami.ts")).globusWhoamiCommand(act),
  token: async (act) => (await import("./login/token.ts")).globusTokenCommand(act),
  search: async (act) => (await import("./search.ts")).globusSearchCommand(act),
  bookmark: async (act) => (await import("./bookmark.ts")).globusBookmarkCommands(act),
  ls: async (act) => (await import("./ls.ts")).globusLsCommand(act),
  stat: async (act) => (await import("./rename.ts")).globusStatCommand(act),
  mkdir: async (act) => (await import("./rename.ts")).globusMkdirCommand(act),
  rename: async (act) => (await import("./rename.ts")).globusRenameCommand(act),
  delete: async (act) => (await import("./delete.ts")).globusDeleteCommand(act),
  get: async (act) => (await import("./get.ts")).globusGetCommand(act),
  put: async (act) => (await import("./get.ts")).globusPutCommand(act),
  transfer: async (act) => (await import("./transfer.ts")).globusTransferCommand(act),
  async task(act, words) {
    const commands = await loadedCommands(tasks, act, words);
    return group("Look at transfer and delete tasks.", commands);
  },
  async script(act) {
    const { scriptCommand } = await import("../script.ts");
    const { globusScriptNeeds } = await import("./client.ts");
    return scriptCommand(act, globusScriptNeeds);
  },
};

/**
 * The commands of Globus.
 *
 * @param act Takes the command that was read.
 * @param words Where they are given, only the commands they name are loaded.
 */
export async function globusCommands(act: Act, words?: readonly string[]): Promise<AnyCommand> {
  return group("Globus: files and transfers.", await loadedCommands(loaders, act, words))
    .group("Options that choose a login")
    .globalOption("--client-id <id:string>", "Use the login of the app with this client id.")
    .globalOption("--app <name:string>", "Use the login of the app with this name.")
    .globalOption("--namespace <name:string>", "Use the login in this namespace of a storage.");
}
