/**
 * Where programs built on the Python SDK's GlobusApp keep their tokens.
 * Source: globus-sdk-python 4.9.0.
 */

import { join } from "@std/path/join";
import { inHome, type Location, type Surroundings } from "../../credentials/surroundings.ts";

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
 */
export function appSlug(appName: string): string {
  const slug = appName
    .replace(/[<>:"/\\|?*]/g, "+")
    .replace(/[. ]/g, "-")
    .replace(/[\p{C}\p{Zl}\p{Zp}\p{Zs}]/gu, "")
    .toLowerCase();
  if (slug === "" || /^(con|prn|aux|nul|com\d|lpt\d)$/.test(slug)) {
    throw new RangeError(`The app name ${JSON.stringify(appName)} cannot name a folder`);
  }
  return slug;
}

/** The name of a token file in an app's folder. */
export function tokenFileName(environment: string): string {
  return environment === "production" ? "tokens.json" : `${environment}-tokens.json`;
}

/** The folder below which every app has one. */
export function appsFolder(surroundings: Surroundings): Location {
  return inHome([".globus", "app"], surroundings);
}

/**
 * The token file of one app.
 *
 * @param clientId The app's client id.
 * @param appName The app's name.
 * @param environment The Globus environment.
 * @param surroundings Where the home folder comes from.
 */
export function appFile(
  clientId: string,
  appName: string,
  environment: string,
  surroundings: Surroundings,
): Location {
  const file = tokenFileName(environment);
  return inHome([".globus", "app", clientId, appSlug(appName), file], surroundings);
}

/**
 * The token files below a folder of apps.
 *
 * @param folder The folder of apps.
 * @param environment The Globus environment.
 * @param choice `clientId`, `app`: only these.
 * @returns Paths of files that are there, sorted.
 */
export async function findAppFiles(
  folder: string,
  environment: string,
  choice: { readonly clientId?: string; readonly app?: string },
): Promise<string[]> {
  const files: string[] = [];
  for (const clientId of await folders(folder)) {
    if (choice.clientId !== undefined && choice.clientId !== clientId) continue;
    for (const slug of await folders(join(folder, clientId))) {
      if (choice.app !== undefined && appSlug(choice.app) !== slug) continue;
      const path = join(folder, clientId, slug, tokenFileName(environment));
      const info = await Deno.stat(path).catch(() => undefined);
      if (info?.isFile) files.push(path);
    }
  }
  return files.sort();
}

async function folders(path: string): Promise<string[]> {
  try {
    const names: string[] = [];
    for await (const entry of Deno.readDir(path)) if (entry.isDirectory) names.push(entry.name);
    return names.sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw error;
  }
}
