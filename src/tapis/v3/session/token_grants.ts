/**
 * Tapis v3's tokens: obtained with a password, a refresh token or the code of a login in a browser.
 *
 * @module
 */

import { requiredSecret, type Secret } from "../../../credentials/secret/secret.ts";
import { nullAuthorizer } from "../../../http/authorizer.ts";
import { callDocument } from "../../../http/call.ts";
import type { Client } from "../../../http/client.ts";
import { document, filled, optional, text } from "../../../http/reply/shape.ts";
import { envelopeDone } from "../../envelope.ts";
import type { SignalOptions } from "../../signal_options.ts";
import { grant, type OAuthClient } from "./_grant.ts";
import type { TokenPair } from "./token_pair.ts";
import { checkOptions, type OptionKinds, requiredObject, signalKinds } from "../../../options.ts";

/**
 * How tokens are obtained with a password.
 *
 * @category Tokens
 */
export interface CreateTokenOptions extends SignalOptions {
  /** The OAuth client; without one there is no refresh token. */
  readonly oauthClient?: OAuthClient | undefined;
}

const createTokenKinds: OptionKinds<CreateTokenOptions> = {
  signal: "signal",
  oauthClient: "object",
};

/**
 * Gets tokens with a password (`POST /v3/oauth2/tokens`, tapipy's `get_tokens()`). The service gives a
 * refresh token only to an OAuth client.
 *
 * In Python: `create_token()` of tapipy.
 *
 * @param client A Tapis v3 client; its own credential is not used.
 * @param username The person.
 * @param password The person's password.
 * @param options `oauthClient`; `signal`.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert, assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password, clientName, apiSecret } = sandbox.tokens.tapis;
 * const tapis = v3.tapisClient({ baseUrl: sandbox.url });
 * const alone = await tapis.createToken(username, password);
 * assertEquals(alone.refreshToken, undefined);
 * const oauthClient = { clientId: clientName, clientKey: apiSecret };
 * const pair = await tapis.createToken(username, password, { oauthClient });
 * assert(pair.refreshToken !== undefined);
 * ```
 *
 * @category Tokens
 */
export async function createToken(
  client: Client,
  username: string,
  password: string | Secret,
  options: CreateTokenOptions = {},
): Promise<TokenPair> {
  checkOptions(options, createTokenKinds);
  const body = { username, password: requiredSecret("password", password), grant_type: "password" };
  return await grant(client, options.oauthClient, body, options);
}

/**
 * Gets the next tokens (`POST /v3/oauth2/tokens`, tapipy's `refresh_tokens()`).
 *
 * @param client A Tapis v3 client; its own credential is not used.
 * @param oauthClient The OAuth client that the refresh token was given to.
 * @param refreshToken The refresh token.
 * @param options `signal` gives up.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password, clientName, apiSecret } = sandbox.tokens.tapis;
 * const oauthClient = { clientId: clientName, clientKey: apiSecret };
 * const tapis = v3.tapisClient({ baseUrl: sandbox.url });
 * const pair = await tapis.createToken(username, password, { oauthClient });
 * const next = await tapis.refreshToken(oauthClient, pair.refreshToken ?? "");
 * assertEquals(next.claims["tapis/refresh_count"], 1);
 * ```
 *
 * @category Tokens
 */
export async function refreshToken(
  client: Client,
  oauthClient: OAuthClient,
  refreshToken: string | Secret,
  options: SignalOptions = {},
): Promise<TokenPair> {
  checkOptions(options, signalKinds);
  const body = {
    grant_type: "refresh_token",
    refresh_token: requiredSecret("refreshToken", refreshToken),
  };
  return await grant(client, requiredObject("oauthClient", oauthClient), body, options);
}

/**
 * Gets tokens with the code that a login in a browser brought (`POST /v3/oauth2/tokens`); the code is
 * good for ten minutes, once.
 *
 * @param client A Tapis v3 client; its own credential is not used.
 * @param oauthClient The OAuth client that the person logged in to.
 * @param code The code; see {@linkcode codeInAnswer}.
 * @param redirectUri The client's callback address, exactly as it was sent before.
 * @param options `signal` gives up.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { ApiError } from "@keyferry/keyferry";
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertRejects } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { clientName: clientId, apiSecret: clientKey } = sandbox.tokens.tapis;
 * const tapis = v3.tapisClient({ baseUrl: sandbox.url });
 * const back = "http://127.0.0.1:8000/back";
 * await assertRejects(() => tapis.exchangeCode({ clientId, clientKey }, "made-up", back), ApiError);
 * ```
 *
 * @category Tokens
 */
export async function exchangeCode(
  client: Client,
  oauthClient: OAuthClient,
  code: string,
  redirectUri: string,
  options: SignalOptions = {},
): Promise<TokenPair> {
  checkOptions(options, signalKinds);
  const body = { grant_type: "authorization_code", code, redirect_uri: redirectUri };
  return await grant(client, requiredObject("oauthClient", oauthClient), body, options);
}

/**
 * Revokes a token for good (`POST /v3/oauth2/tokens/revoke`).
 *
 * In Python: `revoke_token()` of tapipy.
 *
 * @param client A Tapis v3 client; its own credential is not used.
 * @param token The access or refresh token to end.
 * @param options `signal` gives up.
 * @throws {ApiError} When it is not good (any more).
 *
 * @example
 * ```ts
 * import { ApiError } from "@keyferry/keyferry";
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertRejects } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const tapis = v3.tapisClient({ baseUrl: sandbox.url });
 * const { accessToken: token } = await tapis.createToken(username, password);
 * await tapis.revokeToken(token);
 * const again = await v3.restore({ baseUrl: sandbox.url, token });
 * await assertRejects(() => again.getUserinfo(), ApiError);
 * ```
 *
 * @category Tokens
 */
export async function revokeToken(
  client: Client,
  token: string | Secret,
  options: SignalOptions = {},
): Promise<void> {
  checkOptions(options, signalKinds);
  const open = { ...client, authorizer: nullAuthorizer() };
  const json = { token: requiredSecret("token", token) };
  await envelopeDone(open, "POST", "/v3/oauth2/tokens/revoke", { json, signal: options.signal });
}

/**
 * A token pair of Tapis v2, as plain text.
 *
 * @category Tokens
 */
export interface V2TokenDocument {
  /** The token that calls carry. */
  readonly access_token: string;
  /** The token that gets the next pair, once. */
  readonly refresh_token: string;
  /** How long the access token lasts, in seconds. */
  readonly expires_in: number;
}

/**
 * Gets a token of Tapis v2 with one of v3, in the few tenants that had v2
 * (`POST /v3/oauth2/v2/token`).
 *
 * @param client A Tapis v3 client.
 * @param accessToken The access token of Tapis v3.
 * @param options `signal` gives up.
 * @throws {ApiError} When the tenant has no v2, or not any more.
 *
 * @example
 * ```ts
 * import { v2, v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * await tapis.refresh();
 * const old = await tapis.tokenToV2(tapis.tokens().accessToken);
 * const { profilesGet } = await v2.restore({ baseUrl: sandbox.url, token: old.access_token });
 * assertEquals((await profilesGet()).username, username);
 * ```
 *
 * @category Tokens
 */
export async function tokenToV2(
  client: Client,
  accessToken: string | Secret,
  options: SignalOptions = {},
): Promise<V2TokenDocument> {
  checkOptions(options, signalKinds);
  const json = { access_token: requiredSecret("accessToken", accessToken) };
  // This one answer comes without an envelope.
  const shape = document({ access_token: filled, refresh_token: optional(text) });
  const call = { json, signal: options.signal };
  return await callDocument(client, "POST", "/v3/oauth2/v2/token", call, shape);
}
