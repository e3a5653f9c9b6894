/** What a client of an app with a secret does besides what every Auth client does. */

export { authorizationCodeFlow as oauth2StartFlow } from "./authorization_code_flow.ts";
export { oauth2TokenIntrospect } from "./token_checks.ts";
export { oauth2ClientCredentialsTokens, oauth2GetDependentTokens } from "./token_grants.ts";
