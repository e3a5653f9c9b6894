/** `keyferry tapis` */

import { group } from "./group.ts";
import type { Act, AnyCommand } from "./job.ts";
import { tapisRefreshCommand } from "./tapis_refresh.ts";
import { tapisTenantsCommand } from "./tapis_tenants.ts";
import { tapisWhoamiCommand } from "./tapis_whoami.ts";

/**
 * The commands of Tapis.
 *
 * @param act Takes the command that was read.
 */
export function tapisCommands(act: Act): AnyCommand {
  return group("Tapis: tenants, tokens, and who you are.", {
    tenants: tapisTenantsCommand(act),
    refresh: tapisRefreshCommand(act),
    whoami: tapisWhoamiCommand(act),
  })
    .globalOption("--tenant <id:string>", "Use the session at this tenant.")
    .globalOption("--user <name:string>", "Use the session of this person.")
    .globalOption("--client <name:string>", "Use the session of this OAuth client.")
    .globalOption("--v3", "Use Tapis v3, where a command knows both; v2 is meant without it.");
}
