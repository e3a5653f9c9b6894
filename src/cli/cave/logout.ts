/** `keyferry cave logout` */

import { caveKinds, type CaveOptions as Clients, client } from "../../cave/clients.ts";
import { platform } from "../../cave/platform.ts";
import type { RemoveTokenOptions } from "../../cave/token/remove_token.ts";
import { removeToken, removeTokenKinds } from "../../cave/token/remove_token.ts";
import { targets } from "../../cave/token/save_token.ts";
import { demandWriting } from "../../credentials/files/files.ts";
import { pickOptions } from "../../options.ts";
import { caveChoice, type CaveOptions } from "./choice.ts";
import { withCaveOptions } from "./client.ts";
import { caveFilesNeeds } from "./save.ts";
import { tellLogout, tellRest } from "../status/tell_logout.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { plain } from "../terminal/text.ts";

/**
 * Removes the CAVE token from the files that `cave save` writes, and says where it is deleted for good.
 *
 * @param options Whose token.
 * @param io Where to look and to print.
 * @throws {FileError} When a file is not a JSON object.
 * @throws {PermissionNeededError} When Deno may not read and write a folder.
 */
export async function caveLogout(options: CaveOptions, io: Io): Promise<number> {
  const choice = await caveChoice(options, io);
  demandWriting(targets({ ...choice, writeToServerFile: options.file === undefined }));
  const report = await removeToken(pickOptions<RemoveTokenOptions>(choice, removeTokenKinds));
  const page = await client(pickOptions<Clients>(choice, caveKinds)).auth.getTokenPage();
  const files = "The token is removed from these files, and stays good until you delete it at";
  const words = { none: "No CAVE token was saved here", done: `${files} ${plain(page)}` };
  return await tellLogout(report, words, options, io, async () => {
    for (const path of report.kept) io.note(`Another token stays in ${plain(path)}`);
    await tellRest(platform, choice, io);
  });
}

/**
 * The command line of {@linkcode caveLogout}.
 *
 * @param act Takes the command that was read.
 */
export function caveLogoutCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: caveLogout, needs: caveFilesNeeds, acts: true })
    .description(
      "Remove your CAVE token from the files that keyferry cave save writes, and print their paths. " +
        "CAVEclient and cloud-volume read the same files. The token itself stays good: only the server's " +
        "page, which is named, deletes it.\n\n" +
        "--json prints {removed, kept}: the files that held it, and those with another token.",
    );
  return withCaveOptions(command)
    .example("Log out", "keyferry cave logout");
}
