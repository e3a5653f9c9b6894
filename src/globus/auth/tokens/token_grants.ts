/**
 * Globus Auth's tokens: obtained with a refresh token, with a client's own id and secret, or with another
 * token.
 *
 * @module
 */

import { requiredSecret, type Secret } from "../../../credentials/secret/secret.ts";
import type { AppClient } from "../app_client.ts";
import { type Scopes, scopesText } from "../flows/requested_scopes.ts";
import {
  askToken,
  askTokens,
  type OAuthDependentTokenResponse,
  type OAuthTokenResponse,
} from "./token_endpoint.ts";
import { checkOptions, type OptionKinds, requiredClient, signalKinds } from "../../../options.ts";

export type { TokenGrantDocument } from "./token_endpoint.ts";

/**
 * How a refresh token is used.
 *
 * @category Tokens
 */
export interface RefreshOptions {
  /**
   * The client id of a native app, which has no secret; an app that has one names itself by Basic, and
   * a client made by {@linkcode nativeAppAuthClient} knows its own.
   */
  readonly clientId?: string | undefined;
  /** Further fields of the form; they replace keyferry's own. */
  readonly additionalParams?: Readonly<Record<string, string>> | undefined;
  /** Gives up, at the risk of losing the new token. */
  readonly signal?: AbortSignal | undefined;
}

const refreshKinds: OptionKinds<RefreshOptions> = {
  clientId: "text",
  additionalParams: "names",
  signal: "signal",
};

/**
 * Gets an access token with a refresh token (`POST /v2/oauth2/token`, RFC 6749 section 6). The app
 * that the refresh token was issued to names itself: by its client id where it is a native app, else by
 * {@linkcode basicAuthorizer}. It is sent once, never again, since a refresh token may be good for one
 * use.
 *
 * In Python: `oauth2_refresh_token()` of globus-sdk.
 *
 * @param client An Auth client.
 * @param refreshToken The refresh token.
 * @param options `clientId`, `additionalParams`, `signal`.
 * @throws {ApiError} When the service refuses the refresh token or the app.
 *
 * @example
 * ```ts
 * import { nativeAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { globusApps, globusTransferRefresh } = sandbox.tokens;
 * const client = nativeAppAuthClient(globusApps.planted, { baseUrl: sandbox.url });
 * const { byResourceServer } = await client.oauth2RefreshToken(globusTransferRefresh);
 * assertEquals(byResourceServer["transfer.api.globus.org"]?.token_type, "Bearer");
 * ```
 *
 * @category Tokens
 */
export async function oauth2RefreshToken(
  client: AppClient,
  refreshToken: string | Secret,
  options: RefreshOptions = {},
): Promise<OAuthTokenResponse> {
  checkOptions(options, refreshKinds);
  requiredClient(client);
  const { clientId, additionalParams, signal } = options;
  const own = client.isNativeApp ? client.clientId : undefined;
  return await askToken(client, {
    grant_type: "refresh_token",
    refresh_token: requiredSecret("refreshToken", refreshToken),
    client_id: clientId ?? own,
    ...additionalParams,
  }, { signal });
}

/**
 * What a client's own token is asked for.
 *
 * @category Tokens
 */
export interface ClientCredentialsOptions {
  /**
   * The scopes.
   *
   * @default {openid, profile, email and all of Transfer}
   */
  readonly requestedScopes?: Scopes | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

const clientCredentialsKinds: OptionKinds<ClientCredentialsOptions> = {
  requestedScopes: "any",
  signal: "signal",
};

/**
 * Gets tokens for a client itself (`POST /v2/oauth2/token`, RFC 6749 section 4.4): a service account.
 * Scopes of several services bring several tokens, all but one in `other_tokens`.
 *
 * In Python: `oauth2_client_credentials_tokens()` of globus-sdk.
 *
 * @param client A client made by {@linkcode confidentialAppAuthClient}, or one whose authorizer is
 * {@linkcode basicAuthorizer} with the client's id and secret.
 * @param options `requestedScopes`, `signal`.
 * @throws {ApiError} When the service refuses the client or a scope.
 *
 * @example
 * ```ts
 * import { confidentialAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { id, secret } = sandbox.tokens.globusClient;
 * const client = confidentialAppAuthClient(id, secret, { baseUrl: sandbox.url });
 * const { token_type } = await client.oauth2ClientCredentialsTokens({ requestedScopes: "openid" });
 * assertEquals(token_type, "Bearer");
 * ```
 *
 * @category Tokens
 */
export async function oauth2ClientCredentialsTokens(
  client: AppClient,
  options: ClientCredentialsOptions = {},
): Promise<OAuthTokenResponse> {
  checkOptions(options, clientCredentialsKinds);
  const { requestedScopes, signal } = options;
  const form = { grant_type: "client_credentials", scope: scopesText(requestedScopes) };
  // Nothing is used by it.
  return await askToken(client, form, { signal, idempotent: true });
}

/**
 * What dependent tokens are asked for.
 *
 * @category Tokens
 */
export interface DependentTokensOptions {
  /**
   * Whether refresh tokens are wanted as well.
   *
   * @default {false}
   */
  readonly refreshTokens?: boolean | undefined;
  /** Only these scopes; all that the token's scopes depend on by default. */
  readonly scope?: Scopes | undefined;
  /** Further fields of the form; they replace keyferry's own. */
  readonly additionalParams?: Readonly<Record<string, string>> | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

const dependentTokensKinds: OptionKinds<DependentTokensOptions> = {
  refreshTokens: "flag",
  scope: "any",
  additionalParams: "names",
  signal: "signal",
};

/**
 * Gets, with a token that a service was called with, the tokens for the services it needs in turn
 * (`POST /v2/oauth2/token`, Globus's dependent token grant).
 *
 * In Python: `oauth2_get_dependent_tokens()` of globus-sdk.
 *
 * @param client The service's own client, made by {@linkcode confidentialAppAuthClient}.
 * @param token The access token that the service was called with.
 * @param options `refreshTokens`, `scope`, `additionalParams`, `signal`.
 * @throws {ApiError} When the service refuses.
 * @throws {AuthorizationRequiredError} When the person has not consented to what is asked for.
 *
 * @example
 * ```ts
 * import { confidentialAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { ApiError } from "@keyferry/keyferry";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertRejects } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { id, secret } = sandbox.tokens.globusClient;
 * const client = confidentialAppAuthClient(id, secret, { baseUrl: sandbox.url });
 * // A token for Transfer is none for this service.
 * await assertRejects(
 *   () => client.oauth2GetDependentTokens(sandbox.tokens.globusTransfer),
 *   ApiError,
 *   "invalid_grant",
 * );
 * ```
 *
 * @category Tokens
 */
export async function oauth2GetDependentTokens(
  client: AppClient,
  token: string | Secret,
  options: DependentTokensOptions = {},
): Promise<OAuthDependentTokenResponse> {
  checkOptions(options, dependentTokensKinds);
  const { refreshTokens, scope, additionalParams, signal } = options;
  return await askTokens(client, {
    grant_type: "urn:globus:auth:grant_type:dependent_token",
    token: requiredSecret("token", token),
    scope: scope === undefined ? undefined : scopesText(scope),
    access_type: refreshTokens ? "offline" : undefined,
    ...additionalParams,
  }, { signal });
}

/**
 * Asks the token endpoint for a token in a way of one's own (`POST /v2/oauth2/token`).
 *
 * In Python: `oauth2_token()` of globus-sdk.
 *
 * @param client An Auth client.
 * @param formData The form, sent as it is.
 * @param options `signal` gives up, at the risk of losing the new token.
 * @throws {ApiError} When the service refuses, or answers with anything but one token document.
 *
 * @example
 * ```ts
 * import { confidentialAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { id, secret } = sandbox.tokens.globusClient;
 * const client = confidentialAppAuthClient(id, secret, { baseUrl: sandbox.url });
 * const tokens = await client.oauth2Token({ grant_type: "client_credentials", scope: "openid" });
 * assertEquals(Object.keys(tokens.byResourceServer), ["auth.globus.org"]);
 * ```
 *
 * @category Tokens
 */
export async function oauth2Token(
  client: AppClient,
  formData: Readonly<Record<string, string>>,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<OAuthTokenResponse> {
  checkOptions(options, signalKinds);
  return await askToken(client, formData, options);
}
