/** Moves people of Tapis v2 to v3, with their sessions, OAuth clients and files: by the public documentation alone. */

import {
  isApiError,
  isCredentialError,
  isKeyferryError,
  type Secret,
  type Surroundings,
} from "@keyferry/keyferry";
import { storeUnsavedLogins } from "@keyferry/keyferry/credentials";
import { ferry } from "@keyferry/keyferry/ferry";
import * as v2 from "@keyferry/keyferry/tapis/v2";
import * as v3 from "@keyferry/keyferry/tapis/v3";

/** What is moved, and where. */
export interface Migration {
  /** Where the sessions of v2 are kept, and those of v3 will be. */
  readonly here: Surroundings;
  /** The address of v3 for a tenant of v2; none where it has not moved. */
  readonly addressOf: (baseUrl: string) => string | undefined;
  /** Asks a person for the password. */
  readonly password: (username: string) => Promise<Secret | string>;
  /** What was fetched from the storage of v2, and the system of v3 that it goes to. */
  readonly files?: { readonly folder: string; readonly systemId: string } | undefined;
}

/** What became of one thing. */
export interface Line {
  readonly what: string;
  readonly state: "made" | "kept" | "left" | "failed";
  readonly why?: string | undefined;
}

/** Moves everybody who is in the cache of v2; what one thing ends in does not stop the others. */
export async function migrate(migration: Migration): Promise<readonly Line[]> {
  const lines: Line[] = [];
  const sessions = await v2.listSessions(migration.here);
  const people = Map.groupBy(sessions, ({ username, baseUrl }) => `${username} ${baseUrl}`);
  for (const [session, ...others] of people.values()) {
    if (session === undefined) continue;
    const { username, baseUrl } = session;
    if (username === undefined) {
      lines.push({ what: baseUrl, state: "left", why: "nobody knows whose it is" });
      continue;
    }
    const address = migration.addressOf(baseUrl);
    if (address === undefined) {
      lines.push({ what: `${username} at ${baseUrl}`, state: "left", why: "it has no v3" });
      continue;
    }
    try {
      const person = { username, password: await migration.password(username) };
      lines.push(await stateOf(migration, session));
      lines.push(...await moveClients(migration, baseUrl, address, person));
      const wanted = [session, ...others].map(({ clientName }) => clientName);
      lines.push(...await moveSessions(migration, address, person, wanted));
      if (migration.files !== undefined) lines.push(await moveFiles(migration, address, person));
    } catch (error) {
      lines.push(failed(username, error));
    }
  }
  await storeUnsavedLogins();
  return lines;
}

interface Person {
  readonly username: string;
  readonly password: Secret | string;
}

/** Whether the session of v2 still works: it is told, and nothing depends on it. */
async function stateOf({ here }: Migration, session: v2.StoredSession): Promise<Line> {
  const { baseUrl, username, apiKey } = session;
  const what = `session ${session.clientName}`;
  try {
    const old = await v2.restore({ ...here, baseUrl, username, apiKey });
    const { full_name } = await old.profilesGet();
    return { what, state: "kept", why: `${full_name} can still use it` };
  } catch (error) {
    if (!isApiError(error) || !error.loginNeeded) return failed(what, error);
    return { what, state: "left", why: "it has ended" };
  }
}

/** Makes an OAuth client of v3 for each of v2, by its name. */
async function moveClients(
  { here }: Migration,
  oldAddress: string,
  newAddress: string,
  person: Person,
): Promise<Line[]> {
  const old = await v2.client({ ...here, baseUrl: oldAddress, ...person });
  const tapis = await v3.restore({ ...here, baseUrl: newAddress, ...person });
  const there = new Set((await tapis.listClients()).map(({ clientId }) => clientId));
  const lines: Line[] = [];
  for (const { name, description, callbackUrl } of await old.clientsList()) {
    const what = `client ${name}`;
    if (name === "DefaultApplication") continue;
    if (there.has(name)) {
      lines.push({ what, state: "kept" });
      continue;
    }
    try {
      await tapis.createClient({
        clientId: name,
        callbackUrl: callbackUrl || undefined,
        // v3 keeps a line of it.
        description: description?.slice(0, 70),
      });
      lines.push({ what, state: "made" });
    } catch (error) {
      lines.push(failed(what, error));
    }
  }
  return lines;
}

/** Logs in to v3 with each OAuth client that had a session of v2, and keeps what renews by itself. */
async function moveSessions(
  { here }: Migration,
  baseUrl: string,
  { username, password }: Person,
  names: readonly (string | undefined)[],
): Promise<Line[]> {
  const tapis = await v3.restore({ ...here, baseUrl, username, password });
  const lines: Line[] = [];
  for (const { clientId, clientKey } of await tapis.listClients()) {
    if (!names.includes(clientId)) continue;
    const what = `v3 session ${clientId}`;
    if (await isKept({ ...here, baseUrl, clientId, username })) {
      lines.push({ what, state: "kept" });
      continue;
    }
    try {
      const oauthClient = { clientId, clientKey };
      const pair = await tapis.createToken(username, password, { oauthClient });
      const file = await tapis.storeTokens(pair, { ...here, oauthClient });
      lines.push({ what, state: "made", why: `in ${file} until ${pair.expiresAt?.toISOString()}` });
    } catch (error) {
      lines.push(failed(what, error));
    }
  }
  return lines;
}

/** Whether a session of v3 is there, and still answers. */
async function isKept(choice: v3.RestoreOptions): Promise<boolean> {
  try {
    await (await v3.restore(choice)).getUserinfo();
    return true;
  } catch (error) {
    if (isCredentialError(error) || isApiError(error) && error.loginNeeded) return false;
    throw error;
  }
}

/** Sends the files that are not there yet. */
async function moveFiles(
  { here, files }: Migration,
  baseUrl: string,
  person: Person,
): Promise<Line> {
  const what = `files to ${files?.systemId}`;
  const { copied, failures, stopped } = await ferry(
    files?.folder ?? ".",
    `tapis:${files?.systemId}:/from-v2/${person.username}`,
    { recursive: true, tapis: { ...here, baseUrl, ...person } },
  ).done;
  if (stopped !== undefined) return failed(what, stopped);
  const why = failures.map(({ path, error }) => `${path}: ${error.message}`).join("; ");
  if (failures.length > 0) return { what, state: "failed", why };
  return { what, state: copied === 0 ? "kept" : "made", why: `${copied} copied` };
}

function failed(what: string, error: unknown): Line {
  if (!isKeyferryError(error)) throw error;
  return { what, state: "failed", why: `${error.kind}: ${error.message}` };
}
