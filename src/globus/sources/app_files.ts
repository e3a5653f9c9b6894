/**
 * Where programs built on the Python SDK's GlobusApp keep their tokens.
 * Source: globus-sdk-python 4.9.0.
 */

import { ArgumentRangeError, ArgumentTypeError } from "../../argument_error.ts";
import { join } from "../../path/join.ts";
import { cannotRead } from "../../credentials/files/files.ts";
import {
  type Location,
  type Surroundings,
  surroundingsKinds,
} from "../../credentials/surroundings.ts";
import { inDataFolder, type Os } from "../storage/data_folder.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../options.ts";

/**
 * The kind of a token file.
 *
 * @category Where tokens are found
 */
export type TokenFormat = "json" | "db";

/**
 * The name of an app's folder, made from the app's name as the Python SDK makes it.
 *
 * @param appName The app's name.
 * @throws {RangeError} When the name leaves nothing, or a name that Windows reserves.
 *
 * @example
 * ```ts
 * import { appSlug } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(appSlug("My App: v1.0?"), "my-app+-v1-0+");
 * ```
 *
 * @category Where tokens are found
 */
export function appSlug(appName: string): string {
  checkArguments({ appName }, { appName: "any text" });
  const slug = appName
    .replace(/[<>:"/\\|?*]/g, "+")
    .replace(/[. ]/g, "-")
    // What Python calls unprintable: others, and separators beside the plain space.
    .replace(/[\p{C}\p{Z}]/gu, "")
    .toLowerCase();
  if (slug === "" || /^(con|prn|aux|nul|com\p{Nd}|lpt\p{Nd})$/u.test(slug)) {
    throw new ArgumentRangeError(
      `The app name ${JSON.stringify(appName)} cannot name a folder: it leaves ` +
        (slug === "" ? "nothing" : `${JSON.stringify(slug)}, which Windows reserves`),
    );
  }
  return slug;
}

/** The name of a token file in an app's folder. */
function tokenFileName(environment: string, format: TokenFormat = "json"): string {
  return environment === "production" ? `tokens.${format}` : `${environment}-tokens.${format}`;
}

/**
 * The folder below which every app has one, or the one below which every app of one client id has.
 *
 * @param surroundings Where variables and home folder come from.
 * @param clientId The client id.
 * @param os The operating system.
 */
export function appsFolder(
  surroundings: Surroundings,
  clientId?: string,
  os: Os = Deno.build.os,
): Location {
  const below = clientId === undefined ? [] : [folderName(clientId)];
  return inDataFolder(["app", ...below], surroundings, os);
}

/** A client id stands in the path as it is. */
function folderName(clientId: string): string {
  if (/^[\w-]+$/.test(clientId)) return clientId;
  throw new ArgumentTypeError(
    `${JSON.stringify(clientId)} is not a client id: it is a UUID, such as Globus gives an app`,
  );
}

/**
 * What names an app's token file beside the app itself.
 *
 * @category Where tokens are found
 */
export interface AppFileOptions extends Surroundings {
  /**
   * The Globus environment.
   *
   * @default {"production"}
   */
  readonly environment?: string | undefined;
  /**
   * The kind of the file.
   *
   * @default {"json"}
   */
  readonly format?: TokenFormat | undefined;
  /** The operating system whose rule counts; this one's by default. */
  readonly os?: Os | undefined;
}

const appFileKinds: OptionKinds<AppFileOptions> = {
  ...surroundingsKinds,
  environment: "text",
  format: "text",
  os: "text",
};

/**
 * The token file of one app: where the Python SDK's `GlobusApp` keeps it.
 *
 * @param clientId The app's client id.
 * @param appName The app's name.
 * @param options Environment, format, home folder.
 * @throws {TypeError} When the client id is not valid.
 * @throws {RangeError} When the app's name leaves no name for a folder.
 *
 * @example
 * ```ts
 * import { appTokenFile } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const file = appTokenFile("5c4f1d2e-7a63-5b8e-8f0d-2f9f6f1f7a10", "My App", {
 *   home: "/home/ada",
 *   os: "linux",
 * });
 * assertEquals(
 *   file.find(),
 *   "/home/ada/.globus/app/5c4f1d2e-7a63-5b8e-8f0d-2f9f6f1f7a10/my-app/tokens.json",
 * );
 * ```
 *
 * @category Where tokens are found
 */
export function appTokenFile(
  clientId: string,
  appName: string,
  options: AppFileOptions = {},
): Location {
  checkArguments({ clientId, appName }, { clientId: "text", appName: "any text" });
  checkOptions(options, appFileKinds);
  const { environment = "production", format = "json", os } = options;
  const file = tokenFileName(environment, format);
  return inDataFolder(["app", folderName(clientId), appSlug(appName), file], options, os);
}

/** A token file that is there. */
export interface FoundAppFile {
  /** Where it is. */
  readonly path: string;
  /** Its app's client id. */
  readonly clientId: string;
  /** Its app's name, as far as the folder's name tells it. */
  readonly slug: string;
  /** Its kind. */
  readonly format: TokenFormat;
}

/**
 * The token files below the folder of one client id.
 *
 * @param folder The folder.
 * @param clientId The client id.
 * @param environment The Globus environment.
 * @param slug Only this app's.
 * @returns The files that are there, by app and name, JSON before SQLite.
 * @throws {FileError} When a folder is there and cannot be listed.
 */
export async function filesOfClient(
  folder: string,
  clientId: string,
  environment: string,
  slug?: string,
): Promise<FoundAppFile[]> {
  const files: FoundAppFile[] = [];
  for (const name of await folders(folder)) {
    if (slug !== undefined && slug !== name) continue;
    for (const format of ["json", "db"] as const) {
      const path = join(folder, name, tokenFileName(environment, format));
      // Whatever stands there: a folder in its place is broken, not missing.
      if (await mayBeThere(path)) files.push({ path, clientId, slug: name, format });
    }
  }
  return files;
}

/**
 * The token files below the folder of all apps; see {@linkcode filesOfClient}.
 *
 * @param folder The folder.
 * @param environment The Globus environment.
 * @param slug Only apps of this name.
 * @throws {FileError} When a folder is there and cannot be listed.
 */
export async function filesOfApps(
  folder: string,
  environment: string,
  slug?: string,
): Promise<FoundAppFile[]> {
  const files: FoundAppFile[] = [];
  for (const clientId of await folders(folder)) {
    files.push(...await filesOfClient(join(folder, clientId), clientId, environment, slug));
  }
  return files;
}

/** Whether something is there, or cannot be looked at: that is for whoever reads it to report. */
async function mayBeThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    return !isNothing(error);
  }
}

/** Of what Deno is denied, whoever asks is told by the permissions of the folder above. */
function isNothing(error: unknown): boolean {
  const { NotADirectory, NotCapable, NotFound } = Deno.errors;
  return [NotADirectory, NotCapable, NotFound].some((kind) => error instanceof kind);
}

async function folders(path: string): Promise<string[]> {
  try {
    const names: string[] = [];
    for await (const entry of Deno.readDir(path)) {
      // A link may lead to a folder; what is below it, or not, tells.
      if (entry.isDirectory || entry.isSymlink) names.push(entry.name);
    }
    return names.sort();
  } catch (error) {
    if (isNothing(error)) return [];
    throw cannotRead(path, error, `Cannot list ${path}`);
  }
}
