/**
 * Tapis v2's tokens: obtained with a password, or with the refresh token of the last one.
 *
 * @module
 */

import { requiredSecret, type Secret } from "../../../credentials/secret/secret.ts";
import { callDocument } from "../../../http/call.ts";
import type { Client } from "../../../http/client.ts";
import { document, filled } from "../../../http/reply/shape.ts";
import { basicAuthorizer } from "../../../oauth/basic_authorizer.ts";
import type { SignalOptions } from "../../signal_options.ts";
import {
  checkOptions,
  type OptionKinds,
  requiredObject,
  requiredText,
  signalKinds,
} from "../../../options.ts";

/**
 * What `/token` answers; the tokens are plain text.
 *
 * @category Tokens
 */
export interface TokenDocument {
  /** The token that calls carry. */
  readonly access_token: string;
  /** The token that gets the next pair, once. */
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

/**
 * An OAuth client of Tapis v2.
 *
 * @category Tokens
 */
export interface OAuthClient {
  /** Its key. */
  readonly apiKey: string;
  /** Its secret. */
  readonly apiSecret: string | Secret;
}

/**
 * How tokens are obtained with a password.
 *
 * @category Tokens
 */
export interface CreateTokenOptions extends SignalOptions {
  /** The OAuth client's key and secret: Tapis v2 gives no token without. */
  readonly oauthClient: OAuthClient;
  /** Whose token, for a tenant's administrator. */
  readonly tokenUsername?: string | undefined;
}

const oldKinds: OptionKinds<Omit<CreateTokenOptions, "oauthClient">> = {
  ...signalKinds,
  tokenUsername: "text",
};

const createTokenKinds: OptionKinds<CreateTokenOptions> = { ...oldKinds, oauthClient: "object" };

/**
 * Gets a token pair with a password, with the OAuth client before the person.
 *
 * @param client A Tapis v2 client; its own credential is not used.
 * @param oauthClient The OAuth client's key and secret.
 * @param username The person.
 * @param password The person's password.
 * @param options `tokenUsername`, `signal`.
 * @deprecated Give the person first, and `oauthClient` among the options, as with Tapis v3.
 * @category Tokens
 */
export function createToken(
  client: Client,
  oauthClient: OAuthClient,
  username: string,
  password: string | Secret,
  options?: Omit<CreateTokenOptions, "oauthClient">,
): Promise<TokenDocument>;
/**
 * Gets a token pair with a password (`POST /token`, RFC 6749 section 4.3).
 *
 * @param client A Tapis v2 client; its own credential is not used.
 * @param username The person.
 * @param password The person's password.
 * @param options `oauthClient`; `tokenUsername`: whose token, for a tenant's administrator; `signal` gives up.
 * @throws {ApiError} When the service refuses the password or the OAuth client.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password, apiKey, apiSecret } = sandbox.tokens.tapis;
 * const client = v2.tapisClient({ baseUrl: sandbox.url });
 * const oauthClient = { apiKey, apiSecret };
 * const pair = await client.createToken(username, password, { oauthClient });
 * assertEquals(pair.token_type, "bearer");
 * ```
 *
 * @category Tokens
 */
export function createToken(
  client: Client,
  username: string,
  password: string | Secret,
  options: CreateTokenOptions,
): Promise<TokenDocument>;
export async function createToken(
  client: Client,
  first: string | OAuthClient,
  second: string | Secret,
  third: CreateTokenOptions | string | Secret,
  fourth: Omit<CreateTokenOptions, "oauthClient"> = {},
): Promise<TokenDocument> {
  if (typeof first === "object" && first !== null) {
    checkOptions(fourth, oldKinds);
    const options = { ...fourth, oauthClient: first };
    return await tokenFor(client, second as string, third as string | Secret, options);
  }
  return await tokenFor(client, first, second, third as CreateTokenOptions);
}

async function tokenFor(
  client: Client,
  username: string,
  password: string | Secret,
  options: CreateTokenOptions,
): Promise<TokenDocument> {
  checkOptions(options, createTokenKinds);
  const { oauthClient, tokenUsername, signal } = options;
  return await grant(client, oauthClient, {
    grant_type: tokenUsername === undefined ? "password" : "admin_password",
    username: requiredText("username", username),
    password: requiredSecret("password", password),
    scope: "PRODUCTION",
    token_username: tokenUsername,
  }, signal);
}

/**
 * Gets the next token pair (`POST /token`, RFC 6749 section 6). The refresh token is used by it.
 *
 * @param client A Tapis v2 client; its own credential is not used.
 * @param oauthClient The OAuth client's key and secret.
 * @param refreshToken The refresh token.
 * @param options `signal` gives up, at the risk of losing the new pair.
 * @throws {ApiError} When the refresh token was used before.
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
 *
 * @category Tokens
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
    signal,
  }, document({ access_token: filled }));
}
