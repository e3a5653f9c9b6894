/** What every Auth client does. */

export { oauth2ExchangeCodeForTokens, oauth2GetAuthorizeUrl } from "./flows/flows.ts";
export { decodeIdToken } from "./tokens/id_token.ts";
export { getIdentities } from "./identities.ts";
export { oauth2RevokeToken, oauth2ValidateToken } from "./tokens/token_checks.ts";
export { oauth2RefreshToken, oauth2Token } from "./tokens/token_grants.ts";
export { oauth2Userinfo } from "./userinfo.ts";
export * from "../../http/verbs.ts";
