/** `keyferry tapis` */

import { scriptCommand } from "../script.ts";
import { tapisScriptNeeds } from "./client.ts";
import { group } from "../group.ts";
import type { Act, AnyCommand } from "../job.ts";
import { tapisClientsCreateCommand } from "./clients_create.ts";
import { tapisClientsDeleteCommand } from "./clients_delete.ts";
import { tapisClientsListCommand } from "./clients_list.ts";
import { tapisClientsShowCommand } from "./clients_show.ts";
import { tapisClientsSubscribeCommand } from "./clients_subscribe.ts";
import { tapisClientsSubscriptionsCommand } from "./clients_subscriptions.ts";
import { tapisFilesCpCommand } from "./files_cp.ts";
import { tapisFilesGetCommand } from "./files_get.ts";
import { tapisFilesLsCommand } from "./files_ls.ts";
import { tapisFilesMkdirCommand } from "./files_mkdir.ts";
import { tapisFilesMvCommand } from "./files_mv.ts";
import { tapisFilesPutCommand } from "./files_put.ts";
import { tapisFilesRmCommand } from "./files_rm.ts";
import { tapisLoginCommand } from "./login.ts";
import { tapisRefreshCommand } from "./refresh.ts";
import { tapisTenantsCommand } from "./tenants.ts";
import { tapisTokenCommand } from "./token.ts";
import { tapisTransferCommand } from "./transfer.ts";
import { tapisTransfersCancelCommand } from "./transfers_cancel.ts";
import { tapisTransfersListCommand } from "./transfers_list.ts";
import { tapisTransfersShowCommand } from "./transfers_show.ts";
import { tapisTransfersWaitCommand } from "./transfers_wait.ts";
import { tapisWhoamiCommand } from "./whoami.ts";

/**
 * The commands of Tapis.
 *
 * @param act Takes the command that was read.
 */
export function tapisCommands(act: Act): AnyCommand {
  const clients = group("OAuth clients: tokens are bought for them.", {
    list: tapisClientsListCommand(act),
    show: tapisClientsShowCommand(act),
    create: tapisClientsCreateCommand(act),
    delete: tapisClientsDeleteCommand(act),
    subscriptions: tapisClientsSubscriptionsCommand(act),
    subscribe: tapisClientsSubscribeCommand(act),
  });
  const files = group("The files on systems of Tapis v3.", {
    ls: tapisFilesLsCommand(act),
    get: tapisFilesGetCommand(act),
    put: tapisFilesPutCommand(act),
    cp: tapisFilesCpCommand(act),
    mv: tapisFilesMvCommand(act),
    mkdir: tapisFilesMkdirCommand(act),
    rm: tapisFilesRmCommand(act),
  });
  const transfers = group("The transfers between systems of Tapis v3.", {
    list: tapisTransfersListCommand(act),
    show: tapisTransfersShowCommand(act),
    wait: tapisTransfersWaitCommand(act),
    cancel: tapisTransfersCancelCommand(act),
  });
  return group("Tapis: tenants, tokens, files, and who you are.", {
    tenants: tapisTenantsCommand(act),
    clients,
    token: tapisTokenCommand(act),
    login: tapisLoginCommand(act),
    refresh: tapisRefreshCommand(act),
    whoami: tapisWhoamiCommand(act),
    files,
    transfer: tapisTransferCommand(act),
    transfers,
    script: scriptCommand(act, tapisScriptNeeds),
  })
    .group("Options that choose a login")
    .globalOption("--tenant <id:string>", "Use the session at this tenant.")
    .globalOption("--user <name:string>", "Use the session of this person.")
    .globalOption("--client <name:string>", "Use the session of this OAuth client.")
    .globalOption("--v3", "Use Tapis v3, where a command knows both; v2 is meant without it.");
}
