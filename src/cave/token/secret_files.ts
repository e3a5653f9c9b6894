/** CAVE's secret files: their names, and the order in which they are looked at. */

import { join } from "../../path/join.ts";
import {
  at,
  inHome,
  type Location,
  readVariable,
  type Surroundings,
  variablePermissions,
} from "../../credentials/surroundings.ts";
import { checkArguments } from "../../options.ts";

/**
 * Where CAVE's global services answer unless somebody says otherwise.
 *
 * @category Tokens
 */
export const defaultServer = "https://global.daf-apis.com";

/** The file that CAVEclient and cloud-volume both read when no server has its own. */
export const defaultFile = "cave-secret.json";

/** The file of the years before; read, never written. */
export const deprecatedFile = "chunkedgraph-secret.json";

/**
 * The name of a server's own secret file, from the text of its address as it was typed: letter case,
 * port and user-info stay. CAVEclient takes it from Python's `urlparse`, and so a host with a port but
 * without a scheme (`localhost:8080`) loses its host.
 *
 * @param serverAddress The address, with or without scheme.
 *
 * @example
 * ```ts
 * import { serverFile } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(serverFile("https://global.daf-apis.com/info"), "global.daf-apis.com-cave-secret.json");
 * assertEquals(serverFile("HTTPS://Global.DAF-apis.com:443"), "Global.DAF-apis.com:443-cave-secret.json");
 * ```
 *
 * @category Tokens
 */
export function serverFile(serverAddress: string): string {
  checkArguments({ serverAddress }, { serverAddress: "any text" });
  return `${rawAuthority(serverAddress)}-${defaultFile}`;
}

function rawAuthority(address: string): string {
  // `urlparse` takes a word before a colon for a scheme, unless it starts with a digit.
  const hasScheme = /^[a-z][a-z0-9+.-]*:/i.test(address);
  const url = hasScheme ? address : `https://${address}`;
  return /^[^:]*:\/\/([^/?#]*)/.exec(url)?.[1] ?? "";
}

/**
 * The secret files for a server, in the order in which they are looked at: its own, the default, the
 * deprecated one; in `~/.cloudvolume/secrets`, where CAVEclient looks, then in
 * `$CLOUD_VOLUME_DIR/secrets`, where cloud-volume looks, if that is another folder.
 *
 * @param serverAddress The server's address as it was typed.
 * @param surroundings Where home folder and variables come from.
 *
 * @example
 * ```ts
 * import { secretFiles } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const files = secretFiles("https://cave.example.org", { home: "/home/ada", env: {} });
 * assertEquals(files.map(({ label }) => label), [
 *   "~/.cloudvolume/secrets/cave.example.org-cave-secret.json",
 *   "~/.cloudvolume/secrets/cave-secret.json",
 *   "~/.cloudvolume/secrets/chunkedgraph-secret.json",
 * ]);
 * ```
 *
 * @category Tokens
 */
export function secretFiles(serverAddress: string, surroundings: Surroundings = {}): Location[] {
  checkArguments({ serverAddress, surroundings }, {
    serverAddress: "any text",
    surroundings: "surroundings",
  });
  const names = [serverFile(serverAddress), defaultFile, deprecatedFile];
  return secretFolders(surroundings).flatMap((folder) =>
    names.map((name) => canBeFile(name) ? folder(name) : noFile(folder(name)))
  );
}

/** Whether a name can be a file's here: on Windows a colon ends it, and names a stream of that file. */
export function canBeFile(name: string): boolean {
  return Deno.build.os !== "windows" || !name.includes(":");
}

/** A place where no file can be; the report says why. */
function noFile({ label }: Location): Location {
  const detail = "cannot be a file on Windows: its name has a colon";
  return {
    label,
    permissions: [],
    pathForPermission: undefined,
    find: () => ({ state: "missing", detail }),
  };
}

/** The folders that hold secret files, each as a function from a file's name to its location. */
export function secretFolders(surroundings: Surroundings): ((name: string) => Location)[] {
  const own = (name: string): Location => inHome([".cloudvolume", "secrets", name], surroundings);
  const variable = "CLOUD_VOLUME_DIR";
  const read = readVariable(variable, surroundings);
  const other = "value" in read ? read.value : undefined;
  if ("value" in read) {
    if (!other || sameFolder(other, surroundings)) return [own];
    return [
      own,
      (name) => ({
        ...at(join(other, "secrets", name), `$${variable}/secrets/${name}`),
        permissions: variablePermissions([variable], surroundings),
      }),
    ];
  }
  // Not allowed to know: the locations say so when they are looked at.
  const unknown = (name: string): Location => ({
    label: `$${variable}/secrets/${name}`,
    permissions: [{ name: "env", variable }],
    pathForPermission: undefined,
    find: () => read,
  });
  return [own, unknown];
}

function sameFolder(folder: string, surroundings: Surroundings): boolean {
  const own = inHome([".cloudvolume"], surroundings).find();
  return typeof own === "string" && join(folder, ".") === join(own, ".");
}
