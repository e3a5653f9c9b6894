/** `keyferry cave new` */

import { caveKinds, type CaveOptions, client } from "../../cave/clients.ts";
import { browserPermissions, reasonAgainstBrowser } from "../../oauth/browser.ts";
import { pickOptions } from "../../options.ts";
import { caveChoice } from "./choice.ts";
import { caveSaveNeeds, type CaveSaveOptions, keepToken, withSaveOptions } from "./save.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import type { Needs } from "../needs.ts";
import { plain } from "../terminal/text.ts";

/** The options of `cave new`. */
export interface CaveNewOptions extends CaveSaveOptions {
  /** `false`: name the page, even where there is a browser. */
  readonly browser?: boolean | undefined;
}

/**
 * Opens the page that makes a new CAVE token, or names it, and saves the token that is pasted from it.
 *
 * @param options See {@linkcode CaveNewOptions}.
 * @param io Who visits the page.
 * @throws {MisuseError} When no token is given, or what is given is not one.
 * @throws {ApiError} When the server refuses the token; nothing is saved then.
 * @throws {FileError} When a file holds another token, and it is not to be replaced.
 * @throws {PermissionNeededError} When Deno may not read and write a folder.
 */
export async function caveNew(options: CaveNewOptions, io: Io): Promise<number> {
  return await keepToken(options, io, async (choice) => {
    const { auth } = client(pickOptions<CaveOptions>(choice, caveKinds));
    const open = options.browser !== false && io.stdinIsTerminal &&
      await reasonAgainstBrowser(choice) === undefined;
    const { url } = await auth.getNewToken();
    const list = await auth.getTokenPage();
    io.err(
      `Visit ${plain(url)}, log in, and copy the token it shows.\n` +
        `Tokens you had before stay good until you delete them at ${plain(list)}`,
    );
    if (open) await auth.getNewToken({ open });
    return "The new CAVE token: ";
  });
}

/**
 * What {@linkcode caveNew} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function caveNewNeeds(options: CaveNewOptions, io: Io): Promise<Needs> {
  const needs = await caveSaveNeeds(options, io);
  if (options.browser === false) return needs;
  const why = "to open the page in a browser on this machine";
  const browser = browserPermissions(await caveChoice(options, io));
  return { ...needs, optional: browser.map((permission) => ({ permission, why })) };
}

/**
 * The command line of {@linkcode caveNew}.
 *
 * @param act Takes the command that was read.
 */
export function caveNewCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: caveNew, needs: caveNewNeeds, acts: true })
    .description(
      "Get a new CAVE token: opens the page that makes one, or names it where there is no browser, takes " +
        "the token unseen (pasted, or from standard input), asks the server whose it is, saves it where " +
        "CAVEclient and cloud-volume look, and prints the paths. The token is not shown. Tokens you had " +
        "before stay good, unlike CAVEclient's own warning says; the one in your files is replaced if " +
        "you agree, or with --overwrite.\n\n" +
        "--json prints {paths, name, email}.",
    );
  return withSaveOptions(command)
    .option("--no-browser", "Name the page, even where there is a browser.")
    .example("A new token", "keyferry cave new")
    .example("For another server", "keyferry cave new --server https://cave.example.org");
}
