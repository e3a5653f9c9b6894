/** `keyferry cave save` */

import { Command } from "@cliffy/command";
import { dirname } from "../../path/dirname.ts";
import { saveToken, targets } from "../../cave/token/save_token.ts";
import { defaultFile, secretFolders, serverFile } from "../../cave/token/secret_files.ts";
import { fileLocation, serverOf } from "../../cave/token/token_chain.ts";
import { demandWriting, writePermissions } from "../../credentials/files/files.ts";
import type { Permission } from "../../credentials/permissions.ts";
import { markerPermissions } from "../../credentials/sandbox_home.ts";
import { withoutQuotes } from "../../credentials/secret/token_text.ts";
import { variablePermissions } from "../../credentials/surroundings.ts";
import { caveChoice, type CaveOptions } from "./choice.ts";
import type { Io } from "../terminal/io.ts";
import type { Act, AnyCommand, Globals } from "../terminal/job.ts";
import { MisuseError } from "../words/misuse.ts";
import type { Needs } from "../needs.ts";
import { sandboxPermissions } from "../surroundings.ts";
import { jsonText, plain } from "../terminal/text.ts";

/** What `cave save --json` and `cave new --json` print. */
export interface SavedToken {
  /** The files that hold the token now. */
  readonly paths: readonly string[];
}

/** The options of `cave save` and `cave new`. */
export interface CaveSaveOptions extends CaveOptions {
  /** Replace another token. */
  readonly overwrite?: boolean | undefined;
}

/**
 * Saves a CAVE token, typed unseen or piped in, where CAVEclient and cloud-volume look for it.
 *
 * @param options See {@linkcode CaveSaveOptions}.
 * @param io Where the token comes from.
 * @throws {MisuseError} When no token is given.
 * @throws {FileError} When a file holds another token and `overwrite` is not set.
 * @throws {PermissionNeededError} When Deno may not read and write a folder.
 */
export async function caveSave(options: CaveSaveOptions, io: Io): Promise<number> {
  const choice = await caveChoice(options, io);
  // Before the token is asked for: nobody wants to type it twice.
  demandWriting(targets(choice));
  const token = withoutQuotes(await io.readSecret(`CAVE token for ${plain(serverOf(choice))}: `));
  if (token === "") throw new MisuseError("No token was given: type it, or pipe it in");
  const paths = await saveToken(token, { ...choice, overwrite: options.overwrite ?? false });
  io.out(options.json ? jsonText({ paths } satisfies SavedToken) : paths.map(plain).join("\n"));
  return 0;
}

/**
 * What {@linkcode caveSave} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function caveSaveNeeds(options: CaveSaveOptions, io: Io): Promise<Needs> {
  const choice = await caveChoice(options, io);
  const { tokenFile } = choice;
  const locations = [
    // Each file by itself, since one may be a link to another folder.
    ...secretFolders(choice).flatMap((folder) => {
      const shared = tokenFile === undefined ? [defaultFile] : [];
      return [serverFile(serverOf(choice)), ...shared].map(folder);
    }),
    ...(tokenFile === undefined ? [] : [fileLocation(tokenFile, choice)]),
  ];
  const folders = locations.flatMap(({ pathForPermission: path }): Permission[] => {
    return path === undefined ? [] : writePermissions(path);
  });
  const unknown = locations.filter(({ pathForPermission }) => pathForPermission === undefined);
  return {
    needed: [
      ...sandboxPermissions(options),
      ...await markerPermissions(choice),
      ...locations.flatMap(({ permissions }) => permissions),
      ...variablePermissions(["CLOUD_VOLUME_DIR"], choice),
      ...folders,
    ],
    notes: unknown.map(({ label }) =>
      `${
        dirname(label)
      } may be written too: \`permissions\` itself may not look at CLOUD_VOLUME_DIR`
    ),
  };
}

/**
 * The command line of {@linkcode caveSave}.
 *
 * @param act Takes the command that was read.
 */
export function caveSaveCommand(act: Act): AnyCommand {
  return new Command<Globals>()
    .description(
      "Save a CAVE token where CAVEclient and cloud-volume look for it, and print the paths. The " +
        "token is typed unseen, or read from standard input; it is never taken from the command " +
        "line, which others on the machine can see.\n\n" +
        "--json prints {paths}.",
    )
    .option("--server <address:string>", "The server the token is for.")
    .option("--key <name:string>", 'The key to save it under, instead of "token".')
    .option("--file <path:string>", "Save it in this file, in place of cave-secret.json.")
    .option("--overwrite", "Replace another token.")
    .example("Type or paste it", "keyferry cave save")
    .example("Pipe it in", "pass show cave | keyferry cave save --overwrite")
    .action((options) => act({ run: caveSave, needs: caveSaveNeeds, acts: true }, options));
}
