/** One token, plain as the storages keep it, and with its secrets wrapped as keyferry holds it. */

import { tokenText } from "../../credentials/secret/token_text.ts";
import { parseObjectText, readMember } from "../../credentials/files/json_text.ts";
import { writeMember } from "../../credentials/files/json_edit.ts";
import { Secret } from "../../credentials/secret/secret.ts";

/**
 * One token as the storages keep it; the keys are the Python SDK's.
 *
 * @category Token storage
 */
export interface TokenData {
  /** The service the token is for, such as `transfer.api.globus.org`. */
  readonly resource_server: string;
  /** The person, where known. */
  readonly identity_id?: string | undefined;
  /** The scopes, separated by spaces. */
  readonly scope: string;
  /** The token that calls carry. */
  readonly access_token: string;
  /** The token that gets new ones. */
  readonly refresh_token?: string | undefined;
  /** When the access token expires, in whole seconds since 1970. */
  readonly expires_at_seconds: number;
  /** `Bearer`, where known. */
  readonly token_type?: string | undefined;
}

/**
 * One token of a storage.
 *
 * @category Token storage
 */
export interface TokenRecord {
  /** The service the token is for, such as `transfer.api.globus.org`. */
  readonly resourceServer: string;
  /** The scopes, separated by spaces. */
  readonly scope: string;
  /** The token that calls carry. */
  readonly accessToken: Secret;
  /** The token that gets new ones. */
  readonly refreshToken: Secret | undefined;
  /** When the access token expires, in milliseconds since 1970. */
  readonly expiresAt: number | undefined;
  /** The person, where known. */
  readonly identityId: string | undefined;
  /** `Bearer`, where known. */
  readonly tokenType: string | undefined;
  /** The plain record, to be stored. */
  reveal(): TokenData;
}

/**
 * A token record.
 *
 * @param parts What it is made of.
 */
export function tokenRecord(parts: Omit<TokenRecord, "reveal">): TokenRecord {
  return {
    ...parts,
    reveal(): TokenData {
      return {
        resource_server: parts.resourceServer,
        identity_id: parts.identityId,
        scope: parts.scope,
        access_token: parts.accessToken.reveal(),
        refresh_token: parts.refreshToken?.reveal(),
        // The Python SDK insists on a number; for one that is not known it takes the past.
        expires_at_seconds: Math.floor((parts.expiresAt ?? 0) / 1000),
        token_type: parts.tokenType,
      };
    },
  };
}

/**
 * Reads one token record.
 *
 * @param text The record's JSON text.
 * @param server The resource server it is kept under.
 * @throws {SyntaxError} When it is not a record; the message quotes nothing.
 */
export function parseTokenRecord(text: string, server: string): TokenRecord {
  const value = fieldsOf(text, "a token record");
  const words = (key: string): string | undefined => {
    const field = value(key);
    return typeof field === "string" && field !== "" ? field : undefined;
  };
  const accessToken = words("access_token");
  if (accessToken === undefined) throw new SyntaxError("a token record has no access_token");
  const access = tokenText(accessToken);
  if ("problem" in access) {
    throw new SyntaxError(`a token record has an access_token with ${access.problem}`);
  }
  const refreshToken = words("refresh_token");
  const seconds = value("expires_at_seconds");
  const isTime = typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0;
  return tokenRecord({
    resourceServer: words("resource_server") ?? server,
    scope: words("scope") ?? "",
    accessToken: new Secret(access.token),
    refreshToken: refreshToken === undefined ? undefined : new Secret(refreshToken),
    expiresAt: isTime ? seconds * 1000 : undefined,
    identityId: words("identity_id"),
    tokenType: words("token_type"),
  });
}

/**
 * Reads members of a JSON object, each when it is asked for: what else is in the object may be what
 * Python alone can read.
 *
 * @param text The object's JSON text.
 * @param what What the object is, for an error.
 * @throws {SyntaxError} When it is not an object, or a value is read that is not JSON.
 */
export function fieldsOf(text: string, what: string): (key: string) => unknown {
  // Called for its check: a text that is not an object must not look like one without members.
  objectText(text, what);
  return (key) => {
    const raw = readMember(text, key);
    if (raw === undefined) return undefined;
    try {
      return JSON.parse(raw);
    } catch {
      // The parser's own words may quote the text, and the text holds secrets.
      throw new SyntaxError(`${what} has under ${JSON.stringify(key)} what is not JSON`);
    }
  };
}

/**
 * The members of a JSON object as texts, by key; of several with one key the last.
 *
 * @param text The object's JSON text.
 * @param what What the object is, for an error.
 * @throws {SyntaxError} When it is not an object.
 */
export function objectText(text: string, what: string): ReadonlyMap<string, string> {
  if (text.trim() === "") throw new SyntaxError("it is empty");
  if (/^[ \t\r\n]*[^{ \t\r\n\ufeff]/.test(text)) throw new SyntaxError(`${what} is not an object`);
  try {
    const { members } = parseObjectText(text);
    return new Map(members.map(({ key, start, end }) => [key, text.slice(start, end)]));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? `: ${cause.message}` : "";
    throw new SyntaxError(`it is not JSON${why}`);
  }
}

/** What a token record may hold, in the order in which the Python SDK writes it. */
const keys = [
  "resource_server",
  "identity_id",
  "scope",
  "access_token",
  "refresh_token",
  "expires_at_seconds",
  "token_type",
] as const satisfies readonly (keyof TokenData)[];

/**
 * A token record with new contents. What else the old one holds stays as it was; a part that the new
 * one does not have becomes `null`, which the Python SDK reads as "none".
 *
 * @param old The record's JSON text until now, where there is one.
 * @param data The new contents.
 */
export function writeTokenRecord(old: string | undefined, data: TokenData): string {
  let text = old ?? "{}";
  const before = objectText(text, "a token record");
  for (const key of keys) {
    const value = data[key] ?? null;
    const raw = before.get(key);
    if (value === null && (raw === undefined || raw === "null")) continue;
    text = writeMember(text, key, value);
  }
  return text;
}
