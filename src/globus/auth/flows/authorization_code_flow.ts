/** The login of an app with a secret: an authorization code (RFC 6749 section 4.1). */

import { randomText } from "../../../oauth/pkce.ts";
import { type AppClient, clientIdOf } from "../app_client.ts";
import { checkedRedirectUri, flowOf, type OAuthFlow } from "./flows.ts";
import { type Scopes, scopesText } from "./requested_scopes.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * How an app with a secret logs a person in.
 *
 * @category Login
 */
export interface AuthorizationCodeFlowOptions {
  /**
   * The scopes.
   *
   * @default {openid, profile, email and all of Transfer}
   */
  readonly requestedScopes?: Scopes | undefined;
  /**
   * What comes back with the answer: keep it in the person's session, and give it again where the
   * answer arrives.
   *
   * @default {a random text}
   */
  readonly state?: string | undefined;
  /**
   * Whether refresh tokens are wanted as well.
   *
   * @default {false}
   */
  readonly refreshTokens?: boolean | undefined;
}

const authorizationCodeFlowKinds: OptionKinds<AuthorizationCodeFlowOptions> = {
  requestedScopes: "any",
  state: "text",
  refreshTokens: "flag",
};

/**
 * Starts the login of a person at an app with a secret, such as a web application. Nothing is sent, and
 * the client keeps nothing.
 *
 * @param client A client made by {@linkcode confidentialAppAuthClient}.
 * @param redirectUri Where the browser goes after the login, as it was registered with the app.
 * @param options See {@linkcode AuthorizationCodeFlowOptions}.
 * @throws {TypeError} When the client knows no app, or the redirect address is not valid.
 *
 * @example The answer is known by its state
 * ```ts
 * import { authorizationCodeFlow, confidentialAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { LoginError } from "@keyferry/keyferry/globus";
 * import { assertRejects } from "@std/assert";
 *
 * const client = confidentialAppAuthClient("cid", "made-up");
 * const flow = authorizationCodeFlow(client, "https://portal.example.org/login");
 * const forged = "https://portal.example.org/login?code=made-up&state=guessed";
 * await assertRejects(() => flow.exchangeCodeForTokens(forged), LoginError);
 * ```
 *
 * @category Login
 */
export function authorizationCodeFlow(
  client: AppClient,
  redirectUri: string,
  options: AuthorizationCodeFlowOptions = {},
): OAuthFlow {
  checkArguments({ client, redirectUri }, { client: "client", redirectUri: "any text" });
  checkOptions(options, authorizationCodeFlowKinds);
  const clientId = clientIdOf(client, "A login");
  const { requestedScopes, state = randomText(), refreshTokens = false } = options;
  const parameters = {
    client_id: clientId,
    redirect_uri: checkedRedirectUri(redirectUri),
    scope: scopesText(requestedScopes),
    state,
    response_type: "code",
    access_type: refreshTokens ? "offline" : "online",
  };
  return flowOf(client, {
    state,
    redirectUri,
    stateless: false,
    proof: {},
    parameters: () => parameters,
  });
}
