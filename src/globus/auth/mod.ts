/**
 * Globus Auth: who a token belongs to, and the authorizers that put tokens on requests.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer, authClient } from "@keyferry/keyferry/globus/auth";
 * import { assertEquals } from "@std/assert";
 *
 * const auth = authClient({ authorizer: accessTokenAuthorizer("made-up") });
 * assertEquals(auth.service, "Globus Auth");
 * ```
 *
 * @module
 */

export type { AuthClient } from "./client.ts";
export { authClient } from "./client.ts";
export type {
  ClientCredentialsOptions,
  RefreshOptions,
  TokenGrantDocument,
} from "./token_grants.ts";
export { oauth2ClientCredentialsTokens, oauth2RefreshToken } from "./token_grants.ts";
export type { UserinfoDocument } from "./userinfo.ts";
export { oauth2Userinfo } from "./userinfo.ts";
export type { Authorizer } from "../../http/authorizer.ts";
export { nullAuthorizer } from "../../http/authorizer.ts";
export { accessTokenAuthorizer } from "../../oauth/access_token_authorizer.ts";
export { basicAuthorizer } from "../../oauth/basic_authorizer.ts";
export type {
  RecordStore,
  Renewable,
  RenewingAuthorizer,
  RenewingOptions,
} from "../../oauth/renewing_authorizer.ts";
export { renewingAuthorizer } from "../../oauth/renewing_authorizer.ts";
