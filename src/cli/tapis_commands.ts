/** `keyferry tapis` */

import { group } from "./group.ts";
import type { Act, AnyCommand } from "./job.ts";
import { tapisWhoamiCommand } from "./tapis_whoami.ts";

/**
 * The commands of Tapis.
 *
 * @param act Takes the command that was read.
 */
export function tapisCommands(act: Act): AnyCommand {
  return group("Tapis: who you are.", { whoami: tapisWhoamiCommand(act) })
    .globalOption("--tenant <id:string>", "Use the session at this tenant.")
    .globalOption("--user <name:string>", "Use the session of this person.")
    .globalOption("--client <name:string>", "Use the session of this OAuth client.");
}
