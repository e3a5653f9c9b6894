/** `keyferry cave` */

import { caveSaveCommand } from "./cave_save.ts";
import { caveTokenCommand } from "./cave_token.ts";
import { group } from "./group.ts";
import type { Act, AnyCommand } from "./job.ts";

/**
 * The commands of CAVE.
 *
 * @param act Takes the command that was read.
 */
export function caveCommands(act: Act): AnyCommand {
  return group("CAVE: tokens.", { token: caveTokenCommand(act), save: caveSaveCommand(act) });
}
