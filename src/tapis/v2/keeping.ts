/** Where a session's new tokens are kept, and what is kept there already. */

import { dirname } from "@std/path/dirname";
import { join } from "@std/path/join";
import { CredentialError, FileError, PermissionNeededError } from "../../credentials/errors.ts";
import { readText, writePermissions } from "../../credentials/files.ts";
import {
  missingPermissions,
  type Permission,
  permissionFlags,
} from "../../credentials/permissions.ts";
import { sandboxMarker } from "../../credentials/sandbox_home.ts";
import { isSandboxToken } from "../../credentials/sandbox_token.ts";
import type { Location, Surroundings } from "../../credentials/surroundings.ts";
import type { RecordStore } from "../../oauth/renewing_authorizer.ts";
import { agpyFile, currentFile, ownFile } from "./cache_files.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { cacheStore, configBeside, listStore } from "./cache_store.ts";
import { descendantStore } from "./descendants.ts";
import { type FoundSession, secretsOf } from "./session_chain.ts";
import { type SessionRecord, wanted } from "./session_record.ts";

/** The file that a session's new tokens go to. */
function keepingFile(found: FoundSession, surroundings: Surroundings): Location | undefined {
  switch (found.keptIn) {
    case "cache":
      return currentFile(surroundings);
    case "list":
      return agpyFile(surroundings);
    case "own":
      return ownFile(surroundings);
    default:
      return undefined;
  }
}

/**
 * What renewing a session needs beyond reading it and calling its tenant: the folder that its new
 * tokens are kept in. Nothing for a session that cannot be renewed.
 *
 * @param found The session.
 * @param surroundings Where variables and home folder come from.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { permissionFlags, resolve } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const surroundings = {
 *   home: "/home/ada",
 *   env: {
 *     TAPIS_BASE_URL: "https://api.tacc.utexas.edu",
 *     TAPIS_API_KEY: "made-up",
 *     TAPIS_API_SECRET: "made-up",
 *     TAPIS_REFRESH_TOKEN: "made-up",
 *   },
 * };
 * const { value } = await resolve(v2.sessionChain(surroundings));
 * assertEquals(permissionFlags(v2.renewalPermissions(value, surroundings)), [
 *   "--allow-read=/home/ada/.agave",
 *   "--allow-write=/home/ada/.agave",
 * ]);
 * ```
 */
export function renewalPermissions(
  found: FoundSession,
  surroundings: Surroundings = {},
): Permission[] {
  const location = keepingFile(found, surroundings);
  const { canRefresh } = capabilitiesOf(found.mode, found.login !== undefined);
  if (location === undefined || !canRefresh) return [];
  const { permissions, pathForPermission: path } = location;
  const files = path === undefined ? [] : [path];
  if (path !== undefined && found.keptIn === "cache") files.push(configBeside(path));
  const writing = files.flatMap(writePermissions).map((one) => [JSON.stringify(one), one] as const);
  return [...permissions, ...new Map(writing).values()];
}

/** The file that a session's new tokens go to, as it is named to a person. */
export function renewalFile(found: FoundSession, surroundings: Surroundings): string | undefined {
  return keepingFile(found, surroundings)?.label;
}

/**
 * The store for a session's new tokens.
 *
 * @param found A session that can be renewed.
 * @param surroundings Where variables and home folder come from.
 * @throws {FileError} When there is no folder to keep them in.
 * @throws {PermissionNeededError} When Deno may not look for it.
 * @throws {CredentialError} When they are a sandbox's, and the folder is not.
 */
export async function storeFor(
  found: FoundSession,
  surroundings: Surroundings,
): Promise<RecordStore<SessionRecord>> {
  const location = keepingFile(found, surroundings) ?? ownFile(surroundings);
  const path = location.find();
  if (typeof path !== "string") {
    const what = `Cannot keep the next Tapis token in ${location.label}`;
    const missing = path.missing ?? [];
    throw missing.length === 0
      ? new FileError(`${what}: ${path.detail}`)
      : new PermissionNeededError(what, permissionFlags(missing));
  }
  if (found.from !== "stored") await refuseStraySandbox(found, path, surroundings);
  const { session } = found;
  if (found.keptIn === "own") return descendantStore(session, path);
  return found.keptIn === "list" ? listStore(session, path) : cacheStore(session, path);
}

/** What belongs to a sandbox is not put among a person's real credentials. */
async function refuseStraySandbox(
  found: FoundSession,
  path: string,
  surroundings: Surroundings,
): Promise<void> {
  if (!secretsOf(found).some((secret) => isSandboxToken(secret.reveal()))) return;
  const { origin } = new URL(found.session.baseUrl);
  if (surroundings.sandboxOrigin === origin) return;
  if (await markedOrigin(join(dirname(dirname(path)), sandboxMarker)) === origin) return;
  throw new CredentialError(
    `The next token of the sandbox at ${origin} is not kept in ${path}, among real ones: set HOME or ` +
      "TAPIS_CACHE_DIR to the sandbox's own",
    { wanted, lines: [] },
  );
}

async function markedOrigin(marker: string): Promise<unknown> {
  if (missingPermissions([{ name: "read", path: marker }]).length > 0) return undefined;
  try {
    return JSON.parse(await readText(marker) ?? "{}").origin;
  } catch {
    // Whatever it is, it marks no sandbox.
    return undefined;
  }
}

/** What a store has now, where it may be looked at without asking. */
export async function keptNow(
  store: RecordStore<SessionRecord>,
): Promise<SessionRecord | undefined> {
  const missing = missingPermissions([{ name: "read", path: dirname(store.path) }]);
  return missing.length > 0 ? undefined : await store.read();
}
