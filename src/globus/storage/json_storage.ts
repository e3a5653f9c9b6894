/**
 * The Python SDK's JSON token storage: format 2.0, and 1.0 as it was before.
 * Source: globus-sdk-python 4.9.0.
 */

import { Secret } from "../../credentials/secret.ts";

/** One token of a storage. */
export interface TokenRecord {
  /** The service the token is for, such as `transfer.api.globus.org`. */
  readonly resourceServer: string;
  /** The scopes, separated by spaces. */
  readonly scope: string;
  /** The token that calls carry. */
  readonly accessToken: Secret;
  /** The token that buys new ones. */
  readonly refreshToken: Secret | undefined;
  /** When the access token ends, in milliseconds since 1970. */
  readonly expiresAt: number | undefined;
  /** The person, where known. */
  readonly identityId: string | undefined;
}

/** A storage's tokens: namespace, then resource server. */
export type TokenNamespaces = ReadonlyMap<string, ReadonlyMap<string, TokenRecord>>;

/**
 * Reads a token storage.
 *
 * @param text The file's text.
 * @throws {SyntaxError} When it is no storage of a known format; the message quotes nothing.
 *
 * @example
 * ```ts
 * import { parseTokenStorage } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const storage = parseTokenStorage(JSON.stringify({
 *   format_version: "2.0",
 *   data: {
 *     DEFAULT: {
 *       "transfer.api.globus.org": { scope: "all", access_token: "made-up", expires_at_seconds: 1 },
 *     },
 *   },
 * }));
 * assertEquals(storage.get("DEFAULT")?.get("transfer.api.globus.org")?.expiresAt, 1000);
 * ```
 */
export function parseTokenStorage(text: string): TokenNamespaces {
  const document = object(parse(text), "the top level");
  const { format_version: version } = document;
  if (version === "2.0") {
    return map(object(document.data, "data"), (namespace) => servers(namespace));
  }
  if (version === "1.0") return new Map([["DEFAULT", servers(document.by_rs)]]);
  throw new SyntaxError(
    typeof version === "string"
      ? "its format_version is not one of 1.0 and 2.0"
      : "it has no format_version",
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words may quote the text, and the text holds secrets.
    throw new SyntaxError(text.trim() === "" ? "it is empty" : "it is not JSON");
  }
}

function servers(namespace: unknown): Map<string, TokenRecord> {
  return map(object(namespace, "a namespace"), (record, server) => {
    return recordOf(object(record, "a token record"), server);
  });
}

function recordOf(record: Readonly<Record<string, unknown>>, server: string): TokenRecord {
  const text = (name: string): string | undefined => {
    const value = record[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const accessToken = text("access_token");
  if (accessToken === undefined) throw new SyntaxError("a token record has no access_token");
  const refreshToken = text("refresh_token");
  const { expires_at_seconds: seconds } = record;
  return {
    resourceServer: text("resource_server") ?? server,
    scope: text("scope") ?? "",
    accessToken: new Secret(accessToken),
    refreshToken: refreshToken === undefined ? undefined : new Secret(refreshToken),
    expiresAt: typeof seconds === "number" ? seconds * 1000 : undefined,
    identityId: text("identity_id"),
  };
}

function object(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new SyntaxError(`${what} is not an object`);
}

function map<T>(
  members: Readonly<Record<string, unknown>>,
  make: (value: unknown, key: string) => T,
): Map<string, T> {
  return new Map(Object.entries(members).map(([key, value]) => [key, make(value, key)]));
}
