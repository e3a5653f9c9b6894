/** `keyferry cave` */

import { group, loadedCommands, type Loader } from "../words/group.ts";
import type { Act, AnyCommand } from "../terminal/job.ts";

const loaders: Readonly<Record<string, Loader>> = {
  token: async (act) => (await import("./token.ts")).caveTokenCommand(act),
  save: async (act) => (await import("./save.ts")).caveSaveCommand(act),
  new: async (act) => (await import("./save.ts")).caveNewCommand(act),
  logout: async (act) => (await import("./logout.ts")).caveLogoutCommand(act),
  whoami: async (act) => (await import("./whoami.ts")).caveWhoamiCommand(act),
  datastacks: async (act) => (await import("./datastacks.ts")).caveDatastacksCommand(act),
  async script(act) {
    const { scriptCommand } = await import("../script.ts");
    const { caveScriptNeeds, withCaveOptions } = await import("./client.ts");
    return withCaveOptions(scriptCommand(act, caveScriptNeeds))
      .option("--datastack <name:string>", "The datastack that it works with.");
  },
};

/**
 * The commands of CAVE.
 *
 * @param act Takes the command that was read.
 * @param words Where they are given, only the commands they name are loaded.
 */
export async function caveCommands(act: Act, words?: readonly string[]): Promise<AnyCommand> {
  return group(
    "CAVE: tokens, who you are, and the datastacks you may see.",
    await loadedCommands(loaders, act, words),
  );
}
