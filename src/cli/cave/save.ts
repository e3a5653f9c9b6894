/** `keyferry cave save` and `keyferry cave new` */

import { dirname } from "../../path/dirname.ts";
import { caveKinds, type CaveOptions as Clients, client } from "../../cave/clients.ts";
import { saveToken, targets } from "../../cave/token/save_token.ts";
import {
  canBeFile,
  defaultFile,
  secretFolders,
  serverFile,
} from "../../cave/token/secret_files.ts";
import { fileLocation, serverOf, type TokenChoice } from "../../cave/token/token_chain.ts";
import { withScheme } from "../../cave/token/with_scheme.ts";
import { isKeyferryError } from "../../credentials/errors/error_guards.ts";
import { demandWriting, writePermissions } from "../../credentials/files/files.ts";
import { demandPermissions } from "../../credentials/demand_permissions.ts";
import type { Permission } from "../../credentials/permissions.ts";
import { isApiError, isNetworkError } from "../../http/reply/errors.ts";
import { browserPermissions, reasonAgainstBrowser } from "../../oauth/browser.ts";
import { markerPermissions } from "../../credentials/sandbox_home.ts";
import { tokenText } from "../../credentials/secret/token_text.ts";
import { variablePermissions } from "../../credentials/surroundings.ts";
import { pickOptions } from "../../options.ts";
import { caveChoice, type CaveOptions } from "./choice.ts";
import { confirmed } from "../terminal/confirm.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { MisuseError } from "../words/misuse.ts";
import { type Needs, netPermissions } from "../needs.ts";
import { sandboxPermissions } from "../surroundings.ts";
import { plain } from "../terminal/text.ts";
import type { SavedToken } from "./json_documents.ts";

/** The options of `cave save` and `cave new`. */
export interface CaveSaveOptions extends CaveOptions {
  /** Replace another token. */
  readonly overwrite?: boolean | undefined;
  /** `false`: do not ask the server whose token it is. */
  readonly check?: boolean | undefined;
}

/**
 * Saves a CAVE token, typed unseen or piped in, where CAVEclient and cloud-volume look for it.
 *
 * @param options See {@linkcode CaveSaveOptions}.
 * @param io Where the token comes from.
 * @throws {MisuseError} When no token is given, or what is given is not one.
 * @throws {ApiError} When the server refuses the token; nothing is saved then.
 * @throws {FileError} When a file holds another token, and it is not to be replaced.
 * @throws {PermissionNeededError} When Deno may not read and write a folder.
 */
export async function caveSave(options: CaveSaveOptions, io: Io): Promise<number> {
  return await keepToken(options, io, (choice) => {
    return Promise.resolve(`CAVE token for ${plain(serverOf(choice))}: `);
  });
}

/** Reads a token, once it is known that it can be kept, asks the server whose it is, and saves it. */
async function keepToken(
  options: CaveSaveOptions,
  io: Io,
  prompt: (choice: TokenChoice) => Promise<string>,
): Promise<number> {
  const choice = await caveChoice(options, io);
  // Before the token is asked for: nobody wants to type it, or make it, twice.
  demandWriting(targets(choice));
  demandPermissions("Cannot ask the server whose token it is", checkPermissions(options, choice));
  const given = await io.readSecret(await prompt(choice));
  const text = tokenText(given);
  if (!("token" in text)) {
    const isNone = /^[\s"'`]*$/.test(given);
    const words = isNone ? "No token was given" : `What was given holds ${text.problem}`;
    throw new MisuseError(`${words}: paste the token alone, or pipe it in`);
  }
  const { token } = text;
  const person = options.check === false ? undefined : await personOf(token, choice, io);
  const save = (overwrite: boolean) => saveToken(token, { ...choice, overwrite });
  const paths = await save(options.overwrite ?? false).catch(async (error: unknown) => {
    const isOther = isKeyferryError(error) && error.step?.kind === "overwrite";
    const agreed = isOther && io.stdinIsTerminal &&
      await confirmed("Replace the token saved before", false, io);
    if (!agreed) throw error;
    return await save(true);
  });
  if (person !== undefined) {
    io.note(`It is the token of ${plain(`${person.name} (${person.email})`)}`);
  }
  const saved: SavedToken = { paths, ...person };
  return answered(saved, paths.map(plain).join("\n"), options, io);
}

async function personOf(
  token: string,
  choice: TokenChoice,
  io: Io,
): Promise<{ readonly name: string; readonly email: string }> {
  const { auth } = client({ ...pickOptions<Clients>(choice, caveKinds), token });
  try {
    const { name, email } = await auth.getPermissions();
    return { name, email };
  } catch (error) {
    if (isApiError(error) || isNetworkError(error)) {
      io.err("Nothing was saved; --no-check saves a token without asking the server");
    }
    throw error;
  }
}

/**
 * What {@linkcode caveSave} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function caveSaveNeeds(options: CaveSaveOptions, io: Io): Promise<Needs> {
  const choice = await caveChoice(options, io);
  const needs = await filesNeeds(options, choice);
  return { ...needs, needed: [...needs.needed, ...checkPermissions(options, choice)] };
}

/** What asking the server whose the token is takes. */
function checkPermissions({ check }: CaveSaveOptions, choice: TokenChoice): Permission[] {
  return check === false ? [] : netPermissions(withScheme(serverOf(choice)));
}

/**
 * What changing the secret files needs.
 *
 * @param options Whose token.
 * @param io Where to look.
 */
export async function caveFilesNeeds(options: CaveOptions, io: Io): Promise<Needs> {
  return await filesNeeds(options, await caveChoice(options, io));
}

async function filesNeeds(options: CaveOptions, choice: TokenChoice): Promise<Needs> {
  const { tokenFile } = choice;
  const locations = [
    // Each file by itself, since one may be a link to another folder.
    ...secretFolders(choice).flatMap((folder) => {
      const shared = tokenFile === undefined ? [defaultFile] : [];
      return [serverFile(serverOf(choice)), ...shared].filter(canBeFile).map(folder);
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
      `${dirname(label)} may be written too: \`permissions\` itself may not check CLOUD_VOLUME_DIR`
    ),
  };
}

function withSaveOptions(command: AnyCommand): AnyCommand {
  return command
    .option("--server <address:string>", "The server the token is for.")
    .option("--key <name:string>", 'The key to save it under, instead of "token".')
    .option("--file <path:string>", "Save it in this file, instead of cave-secret.json.")
    .option("--overwrite", "Replace another token.")
    .option("--no-check", "Do not ask the server whose token it is.");
}

/**
 * The command line of {@linkcode caveSave}.
 *
 * @param act Takes the command that was read.
 */
export function caveSaveCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: caveSave, needs: caveSaveNeeds, acts: true })
    .description(
      "Save a CAVE token where CAVEclient and cloud-volume look for it, and print the paths. The " +
        "token is typed unseen, or read from standard input; it is never taken from the command " +
        "line, which others on the machine can see. The server is asked whose it is first.\n\n" +
        "--json prints {paths, name, email}.",
    );
  return withSaveOptions(command)
    .example("Type or paste it", "keyferry cave save")
    .example("Pipe it in", "pass show cave | keyferry cave save --overwrite");
}

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
    const { auth } = client(pickOptions<Clients>(choice, caveKinds));
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
        "before stay valid, although CAVEclient warns that they do not; the one in your files is replaced if " +
        "you agree, or with --overwrite.\n\n" +
        "--json prints {paths, name, email}.",
    );
  return withSaveOptions(command)
    .option("--no-browser", "Name the page, even where there is a browser.")
    .example("A new token", "keyferry cave new")
    .example("For another server", "keyferry cave new --server https://cave.example.org");
}
