/** What every Auth client does. */

export { oauth2ExchangeCodeForTokens, oauth2GetAuthorizeUrl } from "./flows.ts";
export { decodeIdToken } from "./id_token.ts";
export { getIdentities } from "./identities.ts";
export { oauth2RevokeToken, oauth2ValidateToken } from "./token_checks.ts";
export { oauth2RefreshToken, oauth2Token } from "./token_grants.ts";
export { oauth2Userinfo } from "./userinfo.ts";
export * from "../../http/verbs.ts";
