/** What a client of an app with a secret does besides what every Auth client does. */

export { authorizationCodeFlow as oauth2StartFlow } from "./flows/authorization_code_flow.ts";
export { oauth2TokenIntrospect } from "./tokens/token_checks.ts";
export { oauth2ClientCredentialsTokens, oauth2GetDependentTokens } from "./tokens/token_grants.ts";
