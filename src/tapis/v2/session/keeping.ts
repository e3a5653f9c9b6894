/** Where a session's new tokens are kept, and what is kept there already. */

import { FileError } from "../../../credentials/errors/errors.ts";
import { notFoundError } from "../../../credentials/errors/not_found_error.ts";
import { dirname } from "../../../path/dirname.ts";
import { writePermissions } from "../../../credentials/files/files.ts";
import { missingPermissions, type Permission } from "../../../credentials/permissions.ts";
import { demandOwnHome, type KeptCredentials } from "../../../credentials/sandbox_home.ts";
import type { Secret } from "../../../credentials/secret/secret.ts";
import type { Location, Surroundings } from "../../../credentials/surroundings.ts";
import type { FileStore, ReservedStore } from "../../../oauth/record_store.ts";
import { ownFile } from "../../own_file.ts";
import { agpyFile, currentFile } from "../cache/cache_files.ts";
import { capabilitiesOf } from "../capabilities.ts";
import { cacheStore, configBeside, listStore } from "../cache/cache_store.ts";
import { descendantStore } from "../cache/descendants.ts";
import { type FoundSession, secretsOf } from "./session_chain.ts";
import { type SessionRecord, wanted } from "../cache/session_record.ts";
import { checkArguments } from "../../../options.ts";

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
 *
 * @category Sessions
 */
export function renewalPermissions(
  found: FoundSession,
  surroundings: Surroundings = {},
): Permission[] {
  checkArguments({ found, surroundings }, { found: "names", surroundings: "surroundings" });
  checkArguments({ "found.session": found.session }, { "found.session": "names" });
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
): Promise<FileStore<SessionRecord>> {
  const location = keepingFile(found, surroundings) ?? ownFile(surroundings);
  const path = location.find();
  if (typeof path !== "string") {
    throw notFoundError(path, `Cannot keep the next Tapis token in ${location.label}`);
  }
  const store = storeAt(path, found);
  // What was found there stays there.
  if (found.from === "stored") return store;
  await demandOwnHome(about(found.session, path, textsOf(secretsOf(found))), surroundings);
  return guard(store, surroundings);
}

function storeAt(path: string, { session, keptIn }: FoundSession): FileStore<SessionRecord> {
  if (keptIn === "own") return descendantStore(session, path);
  return keptIn === "list" ? listStore(session, path) : cacheStore(session, path);
}

/** A store that keeps what belongs to a sandbox out of any home but that sandbox's own. */
function guard(
  store: FileStore<SessionRecord>,
  surroundings: Surroundings,
): FileStore<SessionRecord> {
  const allowed = async (session: SessionRecord): Promise<void> => {
    // A password does not show that a sandbox gave it; what is obtained with it does.
    const secrets = textsOf([session.accessToken, session.refreshToken]);
    await demandOwnHome(about(session, store.path, secrets), surroundings);
  };
  return {
    ...store,
    async write(session: SessionRecord): Promise<void> {
      await allowed(session);
      await store.write(session);
    },
    async reserve(session: SessionRecord): Promise<ReservedStore<SessionRecord>> {
      const room = await store.reserve?.(session) ?? { ...store, release: () => Promise.resolve() };
      return {
        ...room,
        async write(session: SessionRecord): Promise<void> {
          await allowed(session);
          await room.write(session);
        },
      };
    },
  };
}

function textsOf(secrets: readonly (Secret | undefined)[]): string[] {
  return secrets.flatMap((secret) => secret?.reveal() ?? []);
}

function about({ baseUrl }: SessionRecord, path: string, secrets: string[]): KeptCredentials {
  return { wanted, secrets, issuer: baseUrl, paths: [path] };
}

/**
 * The file that keeps a token now, as it is named to a person. A session with a password is renewed in
 * memory where its file cannot be written.
 *
 * @param found The session, before it was renewed.
 * @param accessToken The token.
 * @param surroundings Where variables and home folder come from.
 */
export async function whereKept(
  found: FoundSession,
  accessToken: Secret,
  surroundings: Surroundings,
): Promise<string | undefined> {
  const location = keepingFile(found, surroundings);
  const path = location?.find();
  if (typeof path !== "string") return undefined;
  const kept = await keptNow(storeAt(path, found)).catch(orNothing);
  return kept?.accessToken?.reveal() === accessToken.reveal() ? location?.label : undefined;
}

function orNothing(error: unknown): undefined {
  if (!(error instanceof FileError)) throw error;
}

/** What a store has now, where it may be looked at without asking. */
export async function keptNow(
  store: FileStore<SessionRecord>,
): Promise<SessionRecord | undefined> {
  const missing = missingPermissions([{ name: "read", path: dirname(store.path) }]);
  return missing.length > 0 ? undefined : await store.read();
}
