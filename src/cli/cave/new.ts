/** `keyferry cave new` */

import { Command } from "@cliffy/command";
import { caveKinds, type CaveOptions, client } from "../../cave/clients.ts";
import { saveToken, targets } from "../../cave/token/save_token.ts";
import { isKeyferryError } from "../../credentials/errors/error_guards.ts";
import { demandWriting } from "../../credentials/files/files.ts";
import { withoutQuotes } from "../../credentials/secret/token_text.ts";
import { caveChoice } from "./choice.ts";
import { caveSaveNeeds, type CaveSaveOptions, type SavedToken } from "./save.ts";
import { confirmed } from "../terminal/confirm.ts";
import { exitCodes } from "../exit_code.ts";
import type { Io } from "../terminal/io.ts";
import type { Act, AnyCommand, Globals } from "../terminal/job.ts";
import { MisuseError } from "../words/misuse.ts";
import { jsonText, plain } from "../terminal/text.ts";
import { pickOptions } from "../../options.ts";

/**
 * Shows the page that makes a new CAVE token, and saves the token that is pasted from it.
 *
 * @param options Which server; where to save; `overwrite` replaces the token saved before.
 * @param io Who visits the page.
 * @throws {MisuseError} When no token is given.
 * @throws {FileError} When a file holds another token, and it is not to be replaced.
 * @throws {PermissionNeededError} When Deno may not read and write a folder.
 */
export async function caveNew(options: CaveSaveOptions, io: Io): Promise<number> {
  const choice = await caveChoice(options, io);
  // Before the page is shown: nobody wants to make a token twice.
  demandWriting(targets(choice));
  const { auth } = client(pickOptions<CaveOptions>(choice, caveKinds));
  const { url } = await auth.getNewToken();
  const list = await auth.getTokenPage();
  io.err(
    `Visit ${plain(url)}, log in, and copy the token it shows.\n` +
      `Tokens you had before stay good until you delete them at ${plain(list)}`,
  );
  const token = withoutQuotes(await io.readSecret("The new CAVE token: "));
  if (token === "") throw new MisuseError("No token was given: paste it, or pipe it in");
  const save = (overwrite: boolean): Promise<string[]> =>
    saveToken(token, { ...choice, overwrite });
  const paths = await save(options.overwrite ?? false).catch(async (error: unknown) => {
    const isOther = isKeyferryError(error) && error.step?.kind === "overwrite";
    const agreed = isOther && io.stdinIsTerminal &&
      await confirmed("Replace the token saved before", false, io);
    if (!agreed) throw error;
    return await save(true);
  });
  io.out(options.json ? jsonText({ paths } satisfies SavedToken) : paths.map(plain).join("\n"));
  return exitCodes.ok;
}

/**
 * The command line of {@linkcode caveNew}.
 *
 * @param act Takes the command that was read.
 */
export function caveNewCommand(act: Act): AnyCommand {
  return new Command<Globals>()
    .description(
      "Get a new CAVE token: shows the page that makes one, takes the token unseen (pasted, or from " +
        "standard input), saves it where CAVEclient and cloud-volume look, and prints the paths. The " +
        "token is not shown. Tokens you had before stay good, unlike CAVEclient's own warning says; " +
        "the one in your files is replaced if you agree, or with --overwrite.\n\n" +
        "--json prints {paths}.",
    )
    .option("--server <address:string>", "The server the token is for.")
    .option("--key <name:string>", 'The key to save it under, instead of "token".')
    .option("--file <path:string>", "Save it in this file, in place of cave-secret.json.")
    .option("--overwrite", "Replace the token saved before.")
    .example("A new token", "keyferry cave new")
    .example("For another server", "keyferry cave new --server https://cave.example.org")
    .action((options: CaveSaveOptions) =>
      act({ run: caveNew, needs: caveSaveNeeds, acts: true }, options)
    );
}
