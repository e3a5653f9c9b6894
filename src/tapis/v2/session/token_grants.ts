/**
 * Tapis v2's tokens: bought with a password, or with the refresh token of the last one.
 *
 * @module
 */

import { requiredSecret, type Secret } from "../../../credentials/secret/secret.ts";
import { callDocument } from "../../../http/call.ts";
import type { Client } from "../../../http/client.ts";
import { document, filled } from "../../../http/reply/shape.ts";
import { basicAuthorizer } from "../../../oauth/basic_authorizer.ts";
import { checkOptions, requiredObject, signalKinds } from "../../../options.ts";

/** What `/token` answers; the tokens are plain text. */
export interface TokenDocument {
  /** The token that calls carry. */
  readonly access_token: string;
  /** The token that buys the next pair, once. */
  readonly refresh_token: string;
  /** How long the access token lasts, in seconds. */
  readonly expires_in: number;
  /** Always `bearer`. */
  readonly token_type: string;
  /** The scopes. */
  readonly scope?: string | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/** An OAuth client of Tapis v2. */
export interface OAuthClient {
  /** Its key. */
  readonly apiKey: string;
  /** Its secret. */
  readonly apiSecret: string | Secret;
}

/**
 * Buys a token pair with a password (`POST /token`, RFC 6749 section 4.3).
 *
 * @param client A Tapis v2 client; its own credential is not used.
 * @param oauthClient The OAuth client's key and secret.
 * @param username The person.
 * @param password The person's password.
 * @param options `tokenUsername`: whose token, for a tenant's administrator; `signal` gives up.
 * @throws {ApiError} When the service refuses the password or the OAuth client.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { tapis } = sandbox.tokens;
 * const client = v2.tapisClient({ baseUrl: sandbox.url });
 * const pair = await client.createToken(tapis, tapis.username, tapis.password);
 * assertEquals(pair.token_type, "bearer");
 * ```
 */
export async function createToken(
  client: Client,
  oauthClient: OAuthClient,
  username: string,
  password: string | Secret,
  options: {
    readonly tokenUsername?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<TokenDocument> {
  checkOptions(options, { tokenUsername: "text", signal: "signal" });
  const { tokenUsername, signal } = options;
  return await grant(client, oauthClient, {
    grant_type: tokenUsername === undefined ? "password" : "admin_password",
    username,
    password: requiredSecret("password", password),
    scope: "PRODUCTION",
    token_username: tokenUsername,
  }, signal);
}

/**
 * Buys the next token pair (`POST /token`, RFC 6749 section 6). The refresh token is spent by it.
 *
 * @param client A Tapis v2 client; its own credential is not used.
 * @param oauthClient The OAuth client's key and secret.
 * @param refreshToken The refresh token.
 * @param options `signal` gives up, at the risk of losing the new pair.
 * @throws {ApiError} When the refresh token was spent before.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertNotEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { tapis } = sandbox.tokens;
 * const client = v2.tapisClient({ baseUrl: sandbox.url });
 * const pair = await client.refreshToken(tapis, tapis.refreshToken);
 * assertNotEquals(pair.refresh_token, tapis.refreshToken);
 * ```
 */
export async function refreshToken(
  client: Client,
  oauthClient: OAuthClient,
  refreshToken: string | Secret,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<TokenDocument> {
  checkOptions(options, signalKinds);
  return await grant(client, oauthClient, {
    grant_type: "refresh_token",
    scope: "PRODUCTION",
    refresh_token: requiredSecret("refreshToken", refreshToken),
  }, options.signal);
}

function grant(
  client: Client,
  oauthClient: OAuthClient,
  form: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
): Promise<TokenDocument> {
  const { apiKey, apiSecret } = requiredObject("oauthClient", oauthClient);
  const authorizer = basicAuthorizer(apiKey, apiSecret);
  return callDocument({ ...client, authorizer }, "POST", "/token", {
    form,
    retryBusy: true,
    ...(signal === undefined ? {} : { signal }),
  }, document({ access_token: filled }));
}
