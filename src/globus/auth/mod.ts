/**
 * Globus Auth: logging people in, the tokens that a login brings, and the authorizers that put them on
 * requests and keep them fresh.
 *
 * ```ts ignore
 * import { restore } from "@keyferry/keyferry/globus";
 *
 * const { auth } = await restore();
 * console.log((await auth.oauth2Userinfo()).preferred_username);
 * ```
 *
 * An argument or option of a wrong type is a `TypeError`, an impossible number, id or time a `RangeError`,
 * before anything is sent. A call that gets no whole answer throws `NetworkError`. The documentation of a
 * function names its other errors.
 *
 * @example Log in by a page that shows a code
 * ```ts
 * import { nativeAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { assert } from "@std/assert";
 *
 * const client = nativeAppAuthClient("5c4f1d2e-7a63-5b8e-8f0d-2f9f6f1f7a10");
 * const flow = client.oauth2StartFlow({ refreshTokens: true });
 * const address = await flow.getAuthorizeUrl();
 * // Show the address, ask for the code, then: await flow.exchangeCodeForTokens(code)
 * assert(address.startsWith("https://auth.globus.org/v2/oauth2/authorize?"));
 * ```
 *
 * @module
 */

export type { AppClient } from "./app_client.ts";
export type { AuthorizationCodeFlowOptions } from "./flows/authorization_code_flow.ts";
export { authorizationCodeFlow } from "./flows/authorization_code_flow.ts";
export type { AuthClient, AuthClientOptions, AuthOperations } from "./client.ts";
export { authClient } from "./client.ts";
export type { ClientCredentialsAuthorizerOptions } from "./tokens/client_credentials_authorizer.ts";
export { clientCredentialsAuthorizer } from "./tokens/client_credentials_authorizer.ts";
export type { ConfidentialAppAuthClient } from "./confidential_app_auth_client.ts";
export { confidentialAppAuthClient } from "./confidential_app_auth_client.ts";
export type { OAuthFlow } from "./flows/flows.ts";
export { oauth2ExchangeCodeForTokens, oauth2GetAuthorizeUrl } from "./flows/flows.ts";
export type { IdTokenClaims, IdTokenOptions } from "./tokens/id_token.ts";
export { decodeIdToken } from "./tokens/id_token.ts";
export type { GetIdentitiesOptions, IdentitiesDocument, IdentityDocument } from "./identities.ts";
export { getIdentities } from "./identities.ts";
export type { NativeAppAuthClient } from "./native_app_auth_client.ts";
export { nativeAppAuthClient } from "./native_app_auth_client.ts";
export type { NativeAppFlowOptions } from "./flows/native_app_flow.ts";
export { nativeAppFlow } from "./flows/native_app_flow.ts";
export type { OwnRecord, OwnTokenOptions } from "./tokens/own_tokens.ts";
export type { RefreshTokenAuthorizerOptions } from "./tokens/refresh_token_authorizer.ts";
export { refreshTokenAuthorizer } from "./tokens/refresh_token_authorizer.ts";
export type { Scopes } from "./flows/requested_scopes.ts";
export { defaultScopes } from "./flows/requested_scopes.ts";
export type {
  IntrospectionDocument,
  IntrospectOptions,
  TokenCheckOptions,
  TokenStateDocument,
} from "./tokens/token_checks.ts";
export {
  oauth2RevokeToken,
  oauth2TokenIntrospect,
  oauth2ValidateToken,
} from "./tokens/token_checks.ts";
export type {
  ClientCredentialsOptions,
  DependentTokensOptions,
  RefreshOptions,
} from "./tokens/token_grants.ts";
export {
  oauth2ClientCredentialsTokens,
  oauth2GetDependentTokens,
  oauth2RefreshToken,
  oauth2Token,
} from "./tokens/token_grants.ts";
export type {
  OAuthDependentTokenResponse,
  OAuthTokenResponse,
  TokenGrantDocument,
  TokenInfo,
  TokensByKey,
} from "./tokens/token_endpoint.ts";
export type { UserinfoDocument } from "./userinfo.ts";
export { oauth2Userinfo } from "./userinfo.ts";
export { nullAuthorizer } from "../../http/authorizer.ts";
export type { AccessTokenOptions } from "../../http/access_token_authorizer.ts";
export { accessTokenAuthorizer } from "../../http/access_token_authorizer.ts";
export { basicAuthorizer } from "../../oauth/basic_authorizer.ts";
export type { LoginParameter, LoginParameters } from "../../oauth/authorize_url.ts";
export type { LoginReason } from "../../credentials/errors/login_error.ts";
export { LoginError } from "../../credentials/errors/login_error.ts";
export type { RecordStore, ReservedStore } from "../../oauth/record_store.ts";
export type { Renewable, RenewingOptions } from "../../oauth/renewable.ts";
export type { RenewingAuthorizer } from "../../oauth/renewing_authorizer.ts";
export { renewingAuthorizer } from "../../oauth/renewing_authorizer.ts";
export type { Listed } from "../../http/reply/iterable_document.ts";
export * from "../../http/types.ts";
export { KeyferryError } from "../../credentials/errors/errors.ts";
export type { Scope } from "../scopes.ts";
