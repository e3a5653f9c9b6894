/** `keyferry cave` */

import { caveDatastacksCommand } from "./datastacks.ts";
import { caveNewCommand } from "./new.ts";
import { caveSaveCommand } from "./save.ts";
import { caveTokenCommand } from "./token.ts";
import { caveWhoamiCommand } from "./whoami.ts";
import { scriptCommand } from "../script.ts";
import { caveScriptNeeds, withCaveOptions } from "./client.ts";
import { group } from "../group.ts";
import type { Act, AnyCommand } from "../job.ts";

/**
 * The commands of CAVE.
 *
 * @param act Takes the command that was read.
 */
export function caveCommands(act: Act): AnyCommand {
  return group("CAVE: tokens, who you are, and the datastacks you may see.", {
    token: caveTokenCommand(act),
    save: caveSaveCommand(act),
    new: caveNewCommand(act),
    whoami: caveWhoamiCommand(act),
    datastacks: caveDatastacksCommand(act),
    script: withCaveOptions(scriptCommand(act, caveScriptNeeds))
      .option("--datastack <name:string>", "The datastack that it works with."),
  });
}
