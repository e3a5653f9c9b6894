/**
 * Saving a CAVE token where CAVEclient and cloud-volume look for it.
 *
 * @module
 */

import { ArgumentTypeError } from "../../argument_error.ts";
import { FileError } from "../../credentials/errors/errors.ts";
import { type FileText, writeSecretFiles } from "../../credentials/files/files.ts";
import { withFileLocks } from "../../credentials/files/file_lock.ts";
import { readMember } from "../../credentials/files/json_text.ts";
import { pythonJson, writeMember } from "../../credentials/files/json_edit.ts";
import { demandOwnHome } from "../../credentials/sandbox_home.ts";
import { notFoundError } from "../../credentials/errors/not_found_error.ts";
import { revealed, type Secret } from "../../credentials/secret/secret.ts";
import type { NotFound } from "../../credentials/sources/source.ts";
import {
  type Location,
  type Surroundings,
  surroundingsKinds,
} from "../../credentials/surroundings.ts";
import { tokenText } from "../../credentials/secret/token_text.ts";
import { readWholeJson } from "../../credentials/files/whole_text.ts";
import {
  canBeFile,
  defaultFile,
  defaultServer,
  secretFolders,
  serverFile,
} from "./secret_files.ts";
import { fileLocation } from "./token_chain.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";

/**
 * How a token is saved.
 *
 * @category Tokens
 */
export interface SaveTokenOptions extends Surroundings {
  /** The server the token is for; names the server's own file. */
  readonly serverAddress?: string | undefined;
  /**
   * The key under which the token is saved.
   *
   * @default {"token"}
   */
  readonly tokenKey?: string | undefined;
  /** A file of one's own in place of `cave-secret.json`; `~` is the home folder. */
  readonly tokenFile?: string | undefined;
  /**
   * Allow another token under the same key to be replaced.
   *
   * @default {false}
   */
  readonly overwrite?: boolean | undefined;
  /**
   * Also write the server's own file.
   *
   * @default {true}
   */
  readonly writeToServerFile?: boolean | undefined;
  /** The server that holds a datastack's images; cloud-volume looks for a file of its name. */
  readonly localServer?: string | undefined;
}

/** How a token is saved, as a value. */
const saveTokenKinds: OptionKinds<SaveTokenOptions> = {
  ...surroundingsKinds,
  serverAddress: "text",
  tokenKey: "text",
  tokenFile: "text",
  overwrite: "flag",
  writeToServerFile: "flag",
  localServer: "text",
};

/**
 * Saves a token in the server's own secret file and in `cave-secret.json`, in every folder that
 * CAVEclient or cloud-volume reads; as CAVEclient's `save_token`, but all or nothing. Other keys keep
 * their bytes.
 *
 * @param token The token.
 * @param options See {@linkcode SaveTokenOptions}.
 * @returns The paths of the files that hold the token now.
 * @throws {FileError} When a file is not a JSON object, or holds another token and `overwrite` is not
 * set; no file has changed then.
 * @throws {PermissionNeededError} When Deno may not read and write a folder.
 * @throws {CredentialError} When a sandbox's token would land among real ones, or a real one in a
 * sandbox's home.
 * @throws {TypeError} When the token is empty or holds a space, a quote or a character beyond ASCII.
 *
 * @example Save a token into a home of one's own
 * ```ts
 * import { saveToken } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const home = await Deno.makeTempDir();
 * const [, file] = await saveToken("0123456789abcdef0123456789abcdef", { home, env: {} });
 * assertEquals(
 *   await Deno.readTextFile(file ?? ""),
 *   '{"token": "0123456789abcdef0123456789abcdef"}',
 * );
 * await Deno.remove(home, { recursive: true });
 * ```
 *
 * @category Tokens
 */
export async function saveToken(
  token: string | Secret,
  options: SaveTokenOptions = {},
): Promise<string[]> {
  checkOptions(options, saveTokenKinds);
  const text = checkedToken(revealed(token));
  const kept = { wanted: "CAVE token", secrets: [text], paths: targets(options) };
  const sandboxOrigin = await demandOwnHome(kept, options);
  // Its own server is the one that it is filed under, also in a shell that a sandbox prepared.
  const paths = targets({ ...options, ...(sandboxOrigin === undefined ? {} : { sandboxOrigin }) });
  const key = options.tokenKey ?? "token";
  await withFileLocks(paths, async () => {
    const changed: FileText[] = [];
    for (const path of paths) {
      const before = await readWholeJson(path);
      const after = withToken(path, before, key, text, options.overwrite ?? false);
      if (after !== before) changed.push({ path, text: after });
    }
    await writeSecretFiles(changed);
  });
  return paths;
}

/** What is written is what later runs send, so a file never gets more than the token. */
function checkedToken(text: string): string {
  const clean = tokenText(text);
  if ("token" in clean) return clean.token;
  throw new ArgumentTypeError(`The CAVE token holds ${clean.problem}: give the token alone`);
}

/** Every file that a save writes. */
export function targets(options: SaveTokenOptions): string[] {
  const server = options.serverAddress ?? options.sandboxOrigin ?? defaultServer;
  const servers = options.writeToServerFile ?? true ? [server] : [];
  if (options.localServer !== undefined) servers.push(options.localServer);
  const own = servers.map(serverFile).filter(canBeFile);
  const shared = options.tokenFile === undefined ? [defaultFile] : [];
  const locations = secretFolders(options).flatMap((folder) => [...own, ...shared].map(folder));
  if (options.tokenFile !== undefined) locations.push(fileLocation(options.tokenFile, options));
  return locations.map(pathOf);
}

function pathOf(location: Location): string {
  const path = location.find();
  if (typeof path === "string") return path;
  throw noPath(location, path);
}

function noPath(location: Location, why: NotFound): Error {
  return notFoundError(why, `Cannot save to ${location.label}`);
}

function withToken(
  path: string,
  before: string | undefined,
  key: string,
  token: string,
  overwrite: boolean,
): string {
  if (before === undefined) return pythonJson({ [key]: token });
  let stored: string | undefined;
  try {
    stored = readMember(before, key);
    if (stored === undefined || stored === "null") return writeMember(before, key, token);
  } catch (cause) {
    throw notAnObject(path, cause as Error, "Cannot save to");
  }
  if (stored.startsWith('"') && JSON.parse(stored) === token) return before;
  if (overwrite) return writeMember(before, key, token);
  throw new FileError(
    `${path} already holds another token under ${JSON.stringify(key)}, and nothing was changed`,
    { step: { kind: "overwrite" } },
  );
}

/** Nothing was changed: what is in the file is not for us to judge. */
export function notAnObject(path: string, cause: Error, what: string): FileError {
  const why = `it is not a JSON object (${cause.message}), and nothing was changed`;
  return new FileError(`${what} ${path}: ${why}`, { cause, step: { kind: "fix file", path } });
}
