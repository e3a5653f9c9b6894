/** The sessions in a cache, side by side, and which of them is the current one. */

import { demandPermissions } from "../../../credentials/demand_permissions.ts";
import { notFoundError } from "../../../credentials/errors/not_found_error.ts";
import { CredentialError, FileError } from "../../../credentials/errors/errors.ts";
import { type FileText, writeSecretFiles } from "../../../credentials/files/files.ts";
import { withFileLock } from "../../../credentials/files/file_lock.ts";
import { readPermissions } from "../../../credentials/sources/from_json_file.ts";
import {
  type Location,
  type Surroundings,
  surroundingsKinds,
} from "../../../credentials/surroundings.ts";
import { configFile, currentFile } from "../cache/cache_files.ts";
import { type CacheTexts, configBeside, newestIn, readCache } from "../cache/cache_store.ts";
import {
  chooseOne,
  describeChoice,
  matches,
  type SessionChoice,
  sessionChoiceKinds,
} from "../cache/from_cache.ts";
import { type Place, placesInConfig, placesInCurrent } from "../cache/record_places.ts";
import { complete, withTokens } from "../cache/record_text.ts";
import {
  identityOf,
  isRenewable,
  sessionIn,
  sessionName,
  type SessionRecord,
  wanted,
} from "../cache/session_record.ts";
import { placesOf, renewedIn, withCurrent, withSession } from "../cache/session_slots.ts";
import { checkOptions } from "../../../options.ts";

/**
 * A session in the cache, without its tokens.
 *
 * @category Sessions
 */
export interface StoredSession {
  /** The tenant's address. */
  readonly baseUrl: string;
  /** The tenant's id, where known. */
  readonly tenantId: string | undefined;
  /** The person. */
  readonly username: string | undefined;
  /** The OAuth client's name, where known. */
  readonly clientName: string | undefined;
  /** The OAuth client's key. */
  readonly apiKey: string | undefined;
  /** When the access token expires, in milliseconds since 1970, where known. */
  readonly expiresAt: number | undefined;
  /** Whether it is the one that a plain `restore()` uses. */
  readonly isCurrent: boolean;
  /** Whether a new token can be had from what is stored. */
  readonly canRefresh: boolean;
}

/**
 * The sessions in the cache, the current one first. Touches no network.
 *
 * @param surroundings Where variables and home folder come from.
 * @throws {FileError} When a file of the cache is not JSON, or there is no folder to look in.
 * @throws {PermissionNeededError} When Deno may not look.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const sessions = await v2.listSessions(await sandboxSurroundings(sandbox.home));
 * assertEquals(sessions.map(({ tenantId, isCurrent }) => [tenantId, isCurrent]), [["sandbox", true]]);
 * ```
 *
 * @category Sessions
 */
export async function listSessions(surroundings: Surroundings = {}): Promise<StoredSession[]> {
  checkOptions(surroundings, surroundingsKinds);
  return (await lookAt(currentPath(surroundings))).groups.map(({ session }) => session);
}

/**
 * Makes a session of the cache the current one, for `restore()` and for the Bash CLI and AgavePy. The one
 * that was current keeps its place among the sessions. Touches no network.
 *
 * @param choice The tenant, user, OAuth client's name or key: as many as tell it from the others.
 * @param surroundings Where variables and home folder come from.
 * @returns The session.
 * @throws {CredentialError} When there is no such session, or more than one.
 * @throws {FileError} When a file of the cache is not JSON, or cannot be written; none has changed then.
 * @throws {PermissionNeededError} When Deno may not read and write the folder.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const here = await sandboxSurroundings(sandbox.home);
 * const { isCurrent } = await v2.switchSession({ tenantId: "sandbox", username: "ferry" }, here);
 * assert(isCurrent);
 * ```
 *
 * @category Sessions
 */
export async function switchSession(
  choice: SessionChoice,
  surroundings: Surroundings = {},
): Promise<StoredSession> {
  checkOptions(choice, sessionChoiceKinds);
  checkOptions(surroundings, surroundingsKinds);
  const path = currentPath(surroundings);
  return await withFileLock(path, async () => {
    const cache = await lookAt(path);
    const group = chooseGroup(cache.groups, choice, path);
    await writeSecretFiles(switchTo(cache, group, path));
    return { ...group.session, isCurrent: true };
  });
}

/** What a cache holds. */
interface Cache {
  readonly texts: CacheTexts;
  readonly groups: readonly Group[];
}

/** The records of one identity. */
interface Group {
  readonly places: readonly Place[];
  readonly session: StoredSession;
  readonly record: SessionRecord;
  /** The newest record with all keys that any tool looks for, as a JSON text. */
  readonly whole: string;
}

async function lookAt(path: string): Promise<Cache> {
  const texts = await readCache(path);
  const current = placesOrThrow(texts.current, placesInCurrent);
  const config = placesOrThrow(texts.config, placesInConfig);
  const first = current[0] ?? config.find(({ path }) => path[0] === "current");
  const all = [...current, ...config];
  const records = new Map(
    all.map(({ fields }) => sessionIn(fields)).map((session) => {
      return [identityOf(session), session];
    }),
  );
  const groups = [...records.values()].flatMap((like): Group[] => {
    const newest = newestIn(texts, like);
    if (newest === undefined) return [];
    const places = placesOf(all, like);
    const named = places.map(({ fields }) => sessionIn(fields));
    const record = {
      ...newest.session,
      tenantId: named.find(({ tenantId }) => tenantId !== undefined)?.tenantId,
      clientName: named.find(({ clientName }) => clientName !== undefined)?.clientName,
    };
    const { baseUrl, tenantId, username, clientName, apiKey, expiresAt } = record;
    const isCurrent = first !== undefined && places.includes(first);
    const canRefresh = isRenewable(record);
    const whole = complete(withTokens(newest.text, record), record);
    const session = { baseUrl, tenantId, username, clientName, apiKey, expiresAt };
    return [{ places, record, whole, session: { ...session, isCurrent, canRefresh } }];
  });
  groups.sort((a, b) => Number(b.session.isCurrent) - Number(a.session.isCurrent));
  return { texts, groups };
}

function chooseGroup(groups: readonly Group[], choice: SessionChoice, path: string): Group {
  const [group, another] = groups.filter(({ places }) => {
    return places.some((place) => matches(place, choice));
  });
  if (group !== undefined && another === undefined) return group;
  const names = groups.map(({ record }) => sessionName(record)).join(", ");
  const what = group === undefined ? "No session" : "More than one session";
  throw new CredentialError(
    `${what} in ${path} and config.json next to it has ${
      describeChoice(choice) || "been chosen"
    }: ` +
      `there is ${names || "none at all"}`,
    { wanted, lines: [] },
    { step: chooseOne },
  );
}

/** The files with one session as the current one, and every other one among the sessions. */
function switchTo({ texts, groups }: Cache, group: Group, path: string): FileText[] {
  const { record, whole } = group;
  const kept = groups.reduce((text, { record, whole }) => {
    return withSlot(text, record, whole, configBeside(path));
  }, texts.config?.text ?? "{}");
  const { current } = texts;
  const own = current === undefined ? [] : placesOf(placesInCurrent(current.text), record);
  // A record alone in its file stays where it is, with the bytes it has.
  const isAlone = current !== undefined && own.length > 0 &&
    own.length === placesInCurrent(current.text).length;
  return [
    // First, so that no session is lost should this be interrupted in between.
    { path: configBeside(path), text: withCurrent(kept, record, whole) },
    { path, text: isAlone ? renewedIn(current.text, own, record) : whole },
  ];
}

function withSlot(text: string, record: SessionRecord, whole: string, path: string): string {
  try {
    return withSession(text, record, whole);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const why = `there is no room for ${sessionName(record)} in its sessions`;
    throw new FileError(`Cannot use ${path}`, { why, cause, step: { kind: "fix file", path } });
  }
}

/** Where `current` is, once Deno may look at both files of the cache. */
export function currentPath(surroundings: Surroundings): string {
  const locations: Location[] = [currentFile(surroundings), configFile(surroundings)];
  const what = "Cannot look at the Tapis sessions";
  demandPermissions(what, locations.flatMap(readPermissions));
  const path = locations[0]?.find();
  if (typeof path === "string") return path;
  throw path === undefined ? new FileError(what) : notFoundError(path, what);
}

function placesOrThrow(file: FileText | undefined, find: (text: string) => Place[]): Place[] {
  if (file === undefined) return [];
  try {
    return find(file.text);
  } catch (cause) {
    const step = { kind: "fix file", path: file.path } as const;
    throw new FileError(`Cannot use ${file.path}`, { why: "it is not JSON", cause, step });
  }
}
