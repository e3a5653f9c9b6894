/** `keyferry tapis` */

import { group, loadedCommands, type Loader } from "../words/group.ts";
import type { Act, AnyCommand } from "../terminal/job.ts";

const clients: Readonly<Record<string, Loader>> = {
  list: async (act) => (await import("./clients/list.ts")).tapisClientsListCommand(act),
  show: async (act) => (await import("./clients/list.ts")).tapisClientsShowCommand(act),
  create: async (act) => (await import("./clients/create.ts")).tapisClientsCreateCommand(act),
  delete: async (act) => (await import("./clients/list.ts")).tapisClientsDeleteCommand(act),
  subscriptions: async (act) =>
    (await import("./clients/subscriptions.ts")).tapisClientsSubscriptionsCommand(act),
  subscribe: async (act) =>
    (await import("./clients/subscriptions.ts")).tapisClientsSubscribeCommand(act),
};

const files: Readonly<Record<string, Loader>> = {
  ls: async (act) => (await import("./files/ls.ts")).tapisFilesLsCommand(act),
  get: async (act) => (await import("./files/get.ts")).tapisFilesGetCommand(act),
  put: async (act) => (await import("./files/get.ts")).tapisFilesPutCommand(act),
  cp: async (act) => (await import("./files/relocate.ts")).tapisFilesCpCommand(act),
  mv: async (act) => (await import("./files/relocate.ts")).tapisFilesMvCommand(act),
  mkdir: async (act) => (await import("./files/rm.ts")).tapisFilesMkdirCommand(act),
  rm: async (act) => (await import("./files/rm.ts")).tapisFilesRmCommand(act),
};

const transfers: Readonly<Record<string, Loader>> = {
  list: async (act) => (await import("./transfers/transfers.ts")).tapisTransfersListCommand(act),
  show: async (act) => (await import("./transfers/transfers.ts")).tapisTransfersShowCommand(act),
  wait: async (act) => (await import("./transfers/transfers.ts")).tapisTransfersWaitCommand(act),
  cancel: async (act) =>
    (await import("./transfers/transfers.ts")).tapisTransfersCancelCommand(act),
};

const loaders: Readonly<Record<string, Loader>> = {
  tenants: async (act) => (await import("./tenants.ts")).tapisTenantsCommand(act),
  systems: async (act) => (await import("./systems.ts")).tapisSystemsCommand(act),
  clients: (act, words) => part("OAuth clients: each gets tokens for you.", clients, act, words),
  token: async (act) => (await import("./token.ts")).tapisTokenCommand(act),
  login: async (act) => (await import("./login.ts")).tapisLoginCommand(act),
  logout: async (act) => (await import("./logout.ts")).tapisLogoutCommand(act),
  refresh: async (act) => (await import("./token.ts")).tapisRefreshCommand(act),
  whoami: async (act) => (await import("./whoami.ts")).tapisWhoamiCommand(act),
  files: (act, words) => part("The files on systems of Tapis v3.", files, act, words),
  transfer: async (act) => (await import("./transfers/transfers.ts")).tapisTransferCommand(act),
  transfers: (act, words) =>
    part("The transfers between systems of Tapis v3.", transfers, act, words),
  async script(act) {
    const { scriptCommand } = await import("../script.ts");
    const { tapisScriptNeeds } = await import("./client.ts");
    return scriptCommand(act, tapisScriptNeeds);
  },
};

async function part(
  description: string,
  commands: Readonly<Record<string, Loader>>,
  act: Act,
  words: readonly string[] | undefined,
): Promise<AnyCommand> {
  return group(description, await loadedCommands(commands, act, words));
}

/**
 * The commands of Tapis.
 *
 * @param act Takes the command that was read.
 * @param words Where they are given, only the commands they name are loaded.
 */
export async function tapisCommands(act: Act, words?: readonly string[]): Promise<AnyCommand> {
  return (await part("Tapis: tenants, tokens, files, and who you are.", loaders, act, words))
    .group("Options that choose a login")
    .globalOption("--tenant <id:string>", "Use the session at this tenant.")
    .globalOption("--user <name:string>", "Use the session of this person.")
    .globalOption("--client <name:string>", "Use the session of this OAuth client.")
    .globalOption("--v3", "Use Tapis v3, where a command knows both; v2 is meant without it.");
}
