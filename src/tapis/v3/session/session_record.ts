/** A Tapis v3 session, and its place in keyferry's own file: tapipy keeps none. */

import type { FileText } from "../../../credentials/files/files.ts";
import type { Step } from "../../../credentials/errors/step.ts";
import { parseObjectText, readMember } from "../../../credentials/files/json_text.ts";
import { pythonJson, writeMemberText } from "../../../credentials/files/json_edit.ts";
import { Secret } from "../../../credentials/secret/secret.ts";
import { tokenText } from "../../../credentials/secret/token_text.ts";
import { readTrustedJson } from "../../../credentials/files/trusted_file.ts";
import { checkedBaseUrl, isAddress } from "../../../http/base_url.ts";
import { type RecordStore, textStore } from "../../../oauth/record_store.ts";
import { claimsOf, endOf, isJwt } from "../../jwt.ts";
import { inOwnFile } from "../../own_file.ts";
import type { OAuthClient } from "./_grant.ts";
import { loginAgain } from "./login_again.ts";

/** What it is called in errors. */
export const wanted = "Tapis v3 token";

/**
 * A Tapis v3 session. A password is never a part of it.
 *
 * @category Sessions
 */
export interface SessionRecord {
  /** The tenant's address, without a slash at the end. */
  readonly baseUrl: string;
  /** The person, where known. */
  readonly username: string | undefined;
  /** The tenant, where known. */
  readonly tenantId: string | undefined;
  /** The OAuth client that the tokens were given to. */
  readonly oauthClient: OAuthClient | undefined;
  /** The token that calls carry; none before the first was obtained, or where the one kept is damaged. */
  readonly accessToken: Secret | undefined;
  /** The token that gets the next pair; none without an OAuth client. */
  readonly refreshToken: Secret | undefined;
  /** When the access token expires, in milliseconds since 1970. */
  readonly expiresAt: number | undefined;
}

/** The member of the file that has the sessions. */
export const section = "tapis_v3";

/** A session from its tokens, with what the access token says about it. */
export function sessionWith(
  baseUrl: string,
  accessToken: Secret,
  refreshToken: Secret | undefined,
  oauthClient: OAuthClient | undefined,
): SessionRecord {
  const claims = claimsOf(accessToken);
  return {
    baseUrl: checkedBaseUrl(baseUrl),
    username: claims["tapis/username"],
    tenantId: claims["tapis/tenant_id"],
    oauthClient,
    accessToken,
    refreshToken,
    expiresAt: endOf(accessToken.reveal()),
  };
}

/** The tokens of a session: the one that lives longer first. */
export function secretsOf({ refreshToken, accessToken }: SessionRecord): Secret[] {
  return [refreshToken, accessToken].filter((secret) => secret !== undefined);
}

/** Whether the next pair can be obtained: Tapis wants the OAuth client's id and key for that. */
export function isRenewable({ refreshToken, oauthClient }: SessionRecord): boolean {
  return refreshToken !== undefined && oauthClient !== undefined;
}

/** A session's name in the file: the same person through the same OAuth client at one address. */
export function sessionKey({ baseUrl, username, oauthClient }: SessionRecord): string {
  return [baseUrl, username ?? "", oauthClient?.clientId ?? ""].join(" ");
}

/** A session's person and tenant for a person to read. */
export function sessionName({ baseUrl, username, oauthClient }: SessionRecord): string {
  const through = oauthClient === undefined ? "" : ` through ${oauthClient.clientId}`;
  return `${username ?? "unnamed"} at ${new URL(baseUrl).host}${through}`;
}

/**
 * The step of choosing one of several sessions, by what tells them apart.
 *
 * @param sessions The sessions.
 */
export function chooseAmong(sessions: readonly SessionRecord[]): Step {
  const facts = sessions.map(({ baseUrl, tenantId, username, oauthClient }) => {
    return { baseUrl, tenantId, username, clientId: oauthClient?.clientId };
  });
  const names = ["baseUrl", "tenantId", "username", "clientId"] as const;
  const by = names.filter((name) => new Set(facts.map((fact) => fact[name])).size > 1);
  return { kind: "choose", platform: "Tapis v3", by };
}

/**
 * Whether a session is of the OAuth client that is chosen; an empty text chooses one without.
 *
 * @param session The session.
 * @param clientId What is chosen, if anything.
 */
export function isOfClient({ oauthClient }: SessionRecord, clientId: string | undefined): boolean {
  return clientId === undefined || clientId === (oauthClient?.clientId ?? "");
}

/**
 * The sessions in keyferry's file.
 *
 * @param text The file.
 * @throws {SyntaxError} When it is not JSON.
 */
export function sessionsIn(text: string): SessionRecord[] {
  const sessions = readMember(text, section);
  if (sessions === undefined) return [];
  return parseObjectText(sessions).members.flatMap(({ start, end }) => {
    const session = sessionOf(sessions.slice(start, end));
    return session === undefined ? [] : [session];
  });
}

function sessionOf(text: string): SessionRecord | undefined {
  const fields: unknown = JSON.parse(text);
  if (typeof fields !== "object" || fields === null) return undefined;
  const { base_url, client_id, client_key, access_token, refresh_token, username, tenant_id } =
    fields as Record<string, unknown>;
  if (typeof base_url !== "string" || !isAddress(base_url)) return undefined;
  const access = typeof access_token === "string" ? tokenText(access_token) : undefined;
  const oauthClient = typeof client_id === "string" && typeof client_key === "string"
    ? { clientId: client_id, clientKey: new Secret(client_key) }
    : undefined;
  const refreshToken = typeof refresh_token === "string" && refresh_token !== ""
    ? new Secret(refresh_token)
    : undefined;
  if (access !== undefined && "token" in access && isJwt(access.token)) {
    return sessionWith(base_url, new Secret(access.token), refreshToken, oauthClient);
  }
  // The record says as well whose session it is, so that a damaged token loses no login.
  return {
    baseUrl: checkedBaseUrl(base_url),
    username: typeof username === "string" ? username : undefined,
    tenantId: typeof tenant_id === "string" ? tenant_id : undefined,
    oauthClient,
    accessToken: undefined,
    refreshToken,
    expiresAt: undefined,
  };
}

/**
 * A store that is a session's place in keyferry's own file.
 *
 * @param session The session.
 * @param path Where the file is, or would lie.
 */
export function sessionStore(session: SessionRecord, path: string): RecordStore<SessionRecord> {
  const key = sessionKey(session);
  return textStore({
    path,
    loginOf: () => loginAgain(session),
    async read(): Promise<SessionRecord | undefined> {
      const text = await readTrustedJson(path);
      if (text === undefined) return undefined;
      return inOwnFile(path, () => sessionsIn(text).find((one) => sessionKey(one) === key));
    },
    async texts(record: SessionRecord): Promise<FileText[]> {
      const text = await readTrustedJson(path) ?? "{}";
      const kept = pythonJson(fieldsOf(record));
      const after = inOwnFile(path, () => writeMemberText(text, [section, key], kept));
      return [{ path, text: after }];
    },
  });
}

function fieldsOf(session: SessionRecord): Record<string, unknown> {
  const { baseUrl, oauthClient, accessToken, refreshToken, expiresAt } = session;
  const key = oauthClient?.clientKey;
  return {
    base_url: baseUrl,
    username: session.username,
    tenant_id: session.tenantId,
    client_id: oauthClient?.clientId,
    client_key: typeof key === "string" ? key : key?.reveal(),
    access_token: accessToken?.reveal(),
    refresh_token: refreshToken?.reveal(),
    expires_at: expiresAt === undefined ? undefined : expiresAt / 1000,
  };
}
