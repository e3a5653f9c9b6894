/** A Tapis v2 session as its record in a cache tells it. Source: AgavePy 0.9.5 and 1.0.0a12. */

import { broken } from "../../../credentials/sources/from_json_file.ts";
import { parseObjectText } from "../../../credentials/files/json_text.ts";
import { Secret } from "../../../credentials/secret/secret.ts";
import type { Outcome } from "../../../credentials/sources/source.ts";
import { tokenText } from "../../../credentials/secret/token_text.ts";
import { isAddress } from "../../../http/base_url.ts";
import { clientKeyProblem } from "../../client_key.ts";

/** What it is called in errors. */
export const wanted = "Tapis token";

/**
 * A Tapis v2 session. A password is never a part of it.
 *
 * @category Sessions
 */
export interface SessionRecord {
  /** The tenant's address, without a slash at the end. */
  readonly baseUrl: string;
  /** The tenant's id (its code), where known. */
  readonly tenantId: string | undefined;
  /** The person. */
  readonly username: string | undefined;
  /** The OAuth client's name, where known. */
  readonly clientName: string | undefined;
  /** The OAuth client's key. */
  readonly apiKey: string | undefined;
  /** The OAuth client's secret. */
  readonly apiSecret: Secret | undefined;
  /** The token that calls carry; none before the first was obtained. */
  readonly accessToken: Secret | undefined;
  /** The token that gets a new pair, once. */
  readonly refreshToken: Secret | undefined;
  /** When the access token was obtained, in milliseconds since 1970. */
  readonly createdAt: number | undefined;
  /** When the access token expires, in milliseconds since 1970. */
  readonly expiresAt: number | undefined;
}

/** The texts and numbers of a record, by key; what is empty is left out. */
export type Fields = ReadonlyMap<string, string>;

/** The keys of a session's parts: those of the files, then those of the library. */
const spellings = {
  baseUrl: ["baseurl", "api_server"],
  tenantId: ["tenantid", "tenant_id"],
  username: ["username"],
  clientName: ["client_name"],
  apiKey: ["apikey", "api_key"],
  apiSecret: ["apisecret", "api_secret"],
  accessToken: ["access_token", "token"],
  refreshToken: ["refresh_token"],
  createdAt: ["created_at"],
  expiresIn: ["expires_in"],
} as const;

/**
 * The texts and numbers of a record.
 *
 * @param text The record's JSON text.
 * @throws {SyntaxError} When it is not a JSON object.
 */
export function fieldsOf(text: string): Fields {
  const fields = new Map<string, string>();
  for (const { key, start, end } of parseObjectText(text).members) {
    const raw = text.slice(start, end);
    const value = raw.startsWith('"') ? String(JSON.parse(raw)).trim() : raw;
    const isScalar = raw.startsWith('"') || /^-?\d/.test(raw);
    if (isScalar && value !== "") fields.set(key, value);
    else fields.delete(key);
  }
  return fields;
}

/** A part of a session, whichever spelling the record has. */
export function part(fields: Fields, name: keyof typeof spellings): string | undefined {
  for (const key of spellings[name]) {
    const value = fields.get(key);
    if (value !== undefined) return value;
  }
  return undefined;
}

/**
 * The session that a record holds.
 *
 * @param fields The record.
 * @param now The clock, in milliseconds since 1970.
 * @returns The session, or why the record is of no use.
 */
export function sessionOf(fields: Fields, now: number): Outcome<SessionRecord> {
  const session = sessionIn(fields);
  const { baseUrl, accessToken, expiresAt } = session;
  if (accessToken === undefined && !isRenewable(session)) {
    return { state: "keyless", detail: "has no access_token" };
  }
  if (baseUrl === "") return { state: "incomplete", detail: "has a token but no baseurl" };
  if (!isAddress(baseUrl)) return broken("has a baseurl that is not an https address", undefined);
  const odd = clientKeyProblem(session.apiKey);
  if (odd !== undefined) return broken(`has an apikey with ${odd}`, undefined);
  const access = accessToken === undefined ? undefined : tokenText(accessToken.reveal());
  if (access !== undefined && "problem" in access) {
    return broken(`has an access_token with ${access.problem}`, undefined);
  }
  if (expiresAt !== undefined && expiresAt <= now && !isRenewable(session)) {
    return {
      state: "expired",
      detail: "holds an expired token, and no refresh token, key and secret to renew it",
      step: { kind: "other", words: "get a new token with the tool that wrote the file" },
    };
  }
  return {
    state: "used",
    value: session,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** The session in a record, however little of it there is. */
export function sessionIn(fields: Fields): SessionRecord {
  const text = (name: keyof typeof spellings): string | undefined => part(fields, name);
  const secret = (name: keyof typeof spellings): Secret | undefined => {
    const value = text(name);
    return value === undefined ? undefined : new Secret(value);
  };
  // `expires_at` is text in the writer's own zone, so the time comes from the two numbers.
  const createdAt = Number(text("createdAt")) * 1000;
  const expiresIn = Number(text("expiresIn"));
  const expiresAt = createdAt + (expiresIn > 0 ? expiresIn * 1000 : NaN);
  return {
    baseUrl: (text("baseUrl") ?? "").replace(/\/+$/, ""),
    tenantId: text("tenantId"),
    username: text("username"),
    clientName: text("clientName"),
    apiKey: text("apiKey"),
    apiSecret: secret("apiSecret"),
    accessToken: cleaned(secret("accessToken")),
    refreshToken: secret("refreshToken"),
    createdAt: Number.isFinite(createdAt) ? createdAt : undefined,
    expiresAt: Number.isFinite(expiresAt) ? expiresAt : undefined,
  };
}

/** A token as it is sent: read again after a refusal it must be the same, and not look like a newer one. */
function cleaned(token: Secret | undefined): Secret | undefined {
  const text = token === undefined ? undefined : tokenText(token.reveal());
  return text !== undefined && "token" in text ? new Secret(text.token) : token;
}

/** Whether a new pair can be obtained: Tapis v2 wants the OAuth client's key and secret for that. */
export function isRenewable(session: SessionRecord): boolean {
  return session.refreshToken !== undefined && session.apiKey !== undefined &&
    session.apiSecret !== undefined;
}

/**
 * Who a session is: the same person through the same OAuth client at the same address. Records that
 * agree in it hold the same tokens, or older and newer ones of one line.
 */
export function identityOf({ baseUrl, username, apiKey }: SessionRecord): string {
  return JSON.stringify([URL.parse(baseUrl)?.origin, username, apiKey]);
}

/** A session's tenant, user and client for a person to read. */
export function sessionName(session: SessionRecord): string {
  const { baseUrl, tenantId, username, clientName, apiKey } = session;
  const tenant = tenantId ?? URL.parse(baseUrl)?.host ?? "unnamed";
  return `${tenant}/${username ?? "unnamed"}/${clientName ?? apiKey ?? "unnamed"}`;
}

/**
 * The newer of two records of one identity. Tools that do not write the time replace a record by hand
 * or whole, so one without it is not outdated by one with it.
 *
 * @param first The one to prefer.
 * @param second The other.
 */
export function newer<T extends SessionRecord>(first: T, second: T): T {
  return (second.createdAt ?? -Infinity) > (first.createdAt ?? Infinity) ? second : first;
}
