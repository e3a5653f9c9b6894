/**
 * CAVEclient's memory of which server a datastack lives on.
 * Source: CAVEclient 8.2.1, `datastack_lookup`.
 */

import { notFoundError } from "../credentials/errors/not_found_error.ts";
import { PermissionNeededError } from "../credentials/errors/errors.ts";
import { readText, writePermissions, writeSecretFiles } from "../credentials/files/files.ts";
import { withFileLock } from "../credentials/files/file_lock.ts";
import { loadText, readPermissions } from "../credentials/sources/from_json_file.ts";
import { parseObjectText, readMember } from "../credentials/files/json_text.ts";
import { pythonJson, writeMember } from "../credentials/files/json_edit.ts";
import { missingPermissions, permissionFlags } from "../credentials/permissions.ts";
import { inHome, type Location, type Surroundings } from "../credentials/surroundings.ts";
import { demandTrusted } from "../credentials/files/trusted_file.ts";
import { isWholeJson, readWholeJson } from "../credentials/files/whole_text.ts";
import { checkArguments } from "../options.ts";

/**
 * Where the map is kept.
 *
 * @param surroundings Where the home folder comes from.
 */
export function datastackMapFile(surroundings: Surroundings = {}): Location {
  const name = "cave_datastack_to_server_map.json";
  return inHome([".cloudvolume", "secrets", name], surroundings);
}

/**
 * The server that CAVEclient (or keyferry) remembers for a datastack.
 *
 * @param datastack The datastack's name.
 * @param options `strict`: a map that may not be checked is an error; home and variables.
 * @returns The address as it was typed, or `undefined` where nothing is remembered. A map that is no
 * JSON object remembers nothing, as in CAVEclient.
 * @throws {PermissionNeededError} With `strict`, when Deno may not read the map.
 * @throws {FileError} When the map names a server, and somebody else may have written that.
 *
 * @example
 * ```ts
 * import { rememberServer, serverOfDatastack } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const home = await Deno.makeTempDir();
 * await rememberServer("minnie65_public", "https://cave.example.org", { home });
 * assertEquals(await serverOfDatastack("minnie65_public", { home }), "https://cave.example.org");
 * await Deno.remove(home, { recursive: true });
 * ```
 *
 * @category Datastacks
 */
export async function serverOfDatastack(
  datastack: string,
  options: Surroundings & { readonly strict?: boolean | undefined } = {},
): Promise<string | undefined> {
  checkArguments({ datastack, options }, { datastack: "text", options: "surroundings" });
  const location = datastackMapFile(options);
  const file = await loadText(location, isWholeJson);
  if ("state" in file) {
    if (file.state !== "not permitted" || !options.strict) return undefined;
    throw new PermissionNeededError(
      `Cannot look for the server of ${datastack} in ${location.label}`,
      permissionFlags(file.missing ?? readPermissions(location)),
    );
  }
  const address = addressIn(file.text, datastack);
  if (address !== undefined) await demandTrusted(file.path);
  return address;
}

function addressIn(text: string, datastack: string): string | undefined {
  try {
    const address = JSON.parse(readMember(text, datastack) ?? "null");
    return typeof address === "string" && address !== "" ? address : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Remembers the server of a datastack. Call it once the server has answered, so that no typing error
 * is remembered. A map that is not a JSON object is set aside beside it, under `.corrupt`.
 *
 * @param datastack The datastack's name.
 * @param serverAddress The server's address, as it was typed.
 * @param surroundings Where the home folder comes from.
 * @throws {FileError} When the map cannot be written.
 * @throws {PermissionNeededError} When Deno may not read and write the folder.
 *
 * @example
 * ```ts
 * import { rememberServer } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const home = await Deno.makeTempDir();
 * await rememberServer("ds1", "https://g1.example.org", { home });
 * const file = `${home}/.cloudvolume/secrets/cave_datastack_to_server_map.json`;
 * assertEquals(await Deno.readTextFile(file), '{"ds1": "https://g1.example.org"}');
 * await Deno.remove(home, { recursive: true });
 * ```
 *
 * @category Datastacks
 */
export async function rememberServer(
  datastack: string,
  serverAddress: string,
  surroundings: Surroundings = {},
): Promise<void> {
  checkArguments({ datastack, serverAddress, surroundings }, {
    datastack: "text",
    serverAddress: "text",
    surroundings: "surroundings",
  });
  const location = datastackMapFile(surroundings);
  const path = location.find();
  if (typeof path !== "string") {
    throw notFoundError(path, `Cannot remember the server of ${datastack}`);
  }
  await withFileLock(path, async () => {
    // What somebody else has written must not come to stand in a file of one's own.
    await demandTrusted(path);
    const before = await readWholeJson(path);
    const usable = before !== undefined && isObject(before);
    if (before !== undefined && !usable) await setAside(path, before);
    const after = usable
      ? writeMember(before, datastack, serverAddress)
      : pythonJson({ [datastack]: serverAddress });
    if (after !== before) await writeSecretFiles([{ path, text: after }]);
  });
}

/** Whether {@linkcode rememberServer} may write; it is a convenience, not worth an error. */
export function mayRememberServer(surroundings: Surroundings): boolean {
  const path = datastackMapFile(surroundings).find();
  return typeof path === "string" && missingPermissions(writePermissions(path)).length === 0;
}

function isObject(text: string): boolean {
  try {
    parseObjectText(text);
    return true;
  } catch {
    return false;
  }
}

/** Under a name that is free, since an earlier one may have been set aside too. */
async function setAside(path: string, text: string): Promise<void> {
  for (let count = 1;; count++) {
    const aside = `${path}.corrupt${count === 1 ? "" : `-${count}`}`;
    if (await readText(aside) !== undefined) continue;
    await writeSecretFiles([{ path: aside, text }]);
    return;
  }
}
