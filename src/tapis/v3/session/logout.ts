/** Logging out. */

import { checkShipments } from "../../../credentials/platform.ts";
import { CredentialError } from "../../../credentials/errors/errors.ts";
import { writeSecretFiles } from "../../../credentials/files/files.ts";
import { withFileLock } from "../../../credentials/files/file_lock.ts";
import { removeMemberText } from "../../../credentials/files/json_edit.ts";
import { readTrustedJson } from "../../../credentials/files/trusted_file.ts";
import { type Surroundings, surroundingsKinds } from "../../../credentials/surroundings.ts";
import { behaviourKinds, type ClientOptions, clientPart } from "../../../http/client.ts";
import { isApiError, isNetworkError } from "../../../http/reply/errors.ts";
import { checkOptions, type OptionKinds } from "../../../options.ts";
import { inOwnFile, ownFile } from "../../own_file.ts";
import { shipments } from "../../shipments.ts";
import { tapisClient } from "../client.ts";
import {
  chooseAmong,
  isOfClient,
  secretsOf,
  section,
  sessionKey,
  sessionName,
  type SessionRecord,
  sessionsIn,
  wanted,
} from "./session_record.ts";
import { revokeToken } from "./token_grants.ts";

/**
 * Whose session ends.
 *
 * @category Sessions
 */
export interface LogoutOptions extends Surroundings, Omit<ClientOptions, "authorizer"> {
  /** The tenant's address. */
  readonly baseUrl?: string | undefined;
  /** The tenant's id. */
  readonly tenantId?: string | undefined;
  /** The person. */
  readonly username?: string | undefined;
  /** The OAuth client; an empty text for a session without one. */
  readonly clientId?: string | undefined;
}

const logoutKinds: OptionKinds<LogoutOptions> = {
  ...surroundingsKinds,
  ...behaviourKinds,
  baseUrl: "text",
  tenantId: "text",
  username: "text",
  clientId: "text",
};

/**
 * What a logout did.
 *
 * @category Sessions
 */
export interface LoggedOut {
  /** keyferry's own file. */
  readonly path: string;
  /** The session that was removed from it, as a person reads it; none where there was none. */
  readonly removed: readonly string[];
  /** Those whose tokens could not be revoked, since Tapis refused or did not answer: they may live on. */
  readonly notRevoked: readonly string[];
}

/**
 * Logs out of Tapis v3: the tokens that keyferry keeps are revoked and removed from its own file. A session
 * in variables stays, and so does one of Tapis v2.
 *
 * @param options Whose session, where several are kept.
 * @throws {CredentialError} When several sessions fit.
 * @throws {FileError} When the file cannot be used.
 * @throws {PermissionNeededError} When Deno may not read or write it.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const { removed, notRevoked } = await v3.logout(await sandboxSurroundings(sandbox.home));
 * assertEquals([removed.length, notRevoked], [1, []]);
 * ```
 *
 * @category Sessions
 */
export async function logout(options: LogoutOptions = {}): Promise<LoggedOut> {
  checkOptions(options, logoutKinds);
  const location = ownFile(options);
  const path = location.find();
  const none = { path: location.label, removed: [], notRevoked: [] };
  const session = await storedSession(options);
  if (typeof path !== "string" || session === undefined) return none;
  const { baseUrl } = session;
  await checkShipments(
    shipments(
      { secrets: secretsOf(session), from: "stored", baseUrl },
      { url: options.baseUrl, name: "baseUrl" },
      options,
      location.label,
    ),
    { from: "stored", source: location.label, report: { wanted, lines: [] } },
  );
  const client = tapisClient({ ...clientPart(options), baseUrl });
  return await withFileLock(path, async () => {
    // Read again: another process may have renewed it meanwhile.
    const text = await readTrustedJson(path) ?? "{}";
    const key = sessionKey(session);
    const now = sessionsIn(text).find((one) => sessionKey(one) === key);
    if (now === undefined) return none;
    const name = sessionName(now);
    const isRevoked = await revoke(client, now);
    await writeSecretFiles([{ path, text: removeMemberText(text, [section, key]) }]);
    return { ...none, removed: [name], notRevoked: isRevoked ? [] : [name] };
  });
}

/**
 * The session that is kept, of those that are chosen.
 *
 * @param options Whose session.
 * @throws {CredentialError} When several fit.
 * @throws {FileError} When the file cannot be used.
 */
export async function storedSession(options: LogoutOptions): Promise<SessionRecord | undefined> {
  const fitting = await keptSessions(options);
  if (fitting.length < 2) return fitting[0];
  throw new CredentialError(
    `Several sessions of Tapis v3 are kept: ${fitting.map(sessionName).join(", ")}`,
    { wanted, lines: [] },
    { step: chooseAmong(fitting) },
  );
}

/**
 * The sessions that are kept, of those that are chosen.
 *
 * @param options Whose sessions.
 * @throws {FileError} When the file cannot be used.
 */
export async function keptSessions(options: LogoutOptions): Promise<SessionRecord[]> {
  const { baseUrl, tenantId, username, clientId, sandboxOrigin } = options;
  const path = ownFile(options).find();
  const text = typeof path === "string" ? await readTrustedJson(path) : undefined;
  if (typeof path !== "string" || text === undefined) return [];
  const address = baseUrl ?? sandboxOrigin;
  return inOwnFile(path, () => sessionsIn(text)).filter((session) => {
    return (address === undefined ||
      URL.parse(address)?.origin === new URL(session.baseUrl).origin) &&
      (tenantId === undefined || session.tenantId === tenantId) &&
      (username === undefined || session.username === username) &&
      isOfClient(session, clientId);
  });
}

/** Whether the tokens are known to be dead now. */
async function revoke(
  client: ReturnType<typeof tapisClient>,
  session: SessionRecord,
): Promise<boolean> {
  let dead = true;
  for (const secret of secretsOf(session)) {
    try {
      await revokeToken(client, secret);
    } catch (error) {
      if (!isApiError(error) && !isNetworkError(error)) throw error;
      // Tapis answers 400 to what is not a token any more.
      dead &&= isApiError(error) && error.status === 400;
    }
  }
  return dead;
}
