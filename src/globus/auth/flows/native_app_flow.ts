/** The login of an app without a secret: an authorization code with PKCE (RFC 8252, RFC 7636). */

import { challengeOf, checkedVerifier, randomText } from "../../../oauth/pkce.ts";
import { type AppClient, clientIdOf } from "../app_client.ts";
import { checkedRedirectUri, flowOf, type OAuthFlow } from "./flows.ts";
import { type Scopes, scopesText } from "./requested_scopes.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * How a native app logs a person in.
 *
 * @category Login
 */
export interface NativeAppFlowOptions {
  /**
   * The scopes.
   *
   * @default {openid, profile, email and all of Transfer}
   */
  readonly requestedScopes?: Scopes | undefined;
  /**
   * Where the browser goes after the login.
   *
   * @default {Globus Auth's own page, which shows the code to be copied}
   */
  readonly redirectUri?: string | undefined;
  /**
   * What comes back with the answer.
   *
   * @default {"_default" for the page that shows the code, else a random text}
   */
  readonly state?: string | undefined;
  /** The PKCE verifier, 43 to 128 characters of `A-Z a-z 0-9 ~ _ . -`; random by default. */
  readonly verifier?: string | undefined;
  /**
   * Whether refresh tokens are wanted as well.
   *
   * @default {false}
   */
  readonly refreshTokens?: boolean | undefined;
  /** The name to put beforehand for what the person grants. */
  readonly prefillNamedGrant?: string | undefined;
}

const nativeAppFlowKinds: OptionKinds<NativeAppFlowOptions> = {
  requestedScopes: "any",
  redirectUri: "text",
  state: "text",
  verifier: "text",
  refreshTokens: "flag",
  prefillNamedGrant: "text",
};

/**
 * Starts the login of a native app. Nothing is sent, and the client keeps nothing: several flows may be
 * under way at once.
 *
 * @param client A client made by {@linkcode nativeAppAuthClient}.
 * @param options See {@linkcode NativeAppFlowOptions}.
 * @throws {TypeError} When the client knows no app, or the redirect address is not valid.
 * @throws {RangeError} When the verifier is too short, too long, or holds a character that is not
 * allowed.
 *
 * @example
 * ```ts
 * import { nativeAppAuthClient, nativeAppFlow } from "@keyferry/keyferry/globus/auth";
 * import { assertEquals } from "@std/assert";
 *
 * const flow = nativeAppFlow(nativeAppAuthClient("cid"), { verifier: "a".repeat(43) });
 * assertEquals(
 *   await flow.getAuthorizeUrl(),
 *   "https://auth.globus.org/v2/oauth2/authorize?client_id=cid" +
 *     "&redirect_uri=https%3A%2F%2Fauth.globus.org%2Fv2%2Fweb%2Fauth-code" +
 *     "&scope=openid+profile+email+urn%3Aglobus%3Aauth%3Ascope%3Atransfer.api.globus.org%3Aall" +
 *     "&state=_default&response_type=code" +
 *     "&code_challenge=ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA&code_challenge_method=S256" +
 *     "&access_type=online",
 * );
 * ```
 *
 * @category Login
 */
export function nativeAppFlow(client: AppClient, options: NativeAppFlowOptions = {}): OAuthFlow {
  checkArguments({ client }, { client: "client" });
  checkOptions(options, nativeAppFlowKinds);
  const clientId = clientIdOf(client, "A login");
  const { requestedScopes, refreshTokens = false, prefillNamedGrant } = options;
  const codePage = `${client.baseUrl}/v2/web/auth-code`;
  const redirectUri = checkedRedirectUri(options.redirectUri ?? codePage);
  const isPasted = redirectUri === codePage;
  const state = options.state ?? (isPasted ? "_default" : randomText());
  const verifier = checkedVerifier(options.verifier ?? randomText());
  return flowOf(client, {
    state,
    redirectUri,
    // The page shows the code alone; what counts there is the verifier.
    stateless: isPasted,
    proof: { client_id: clientId, code_verifier: verifier },
    parameters: async () => ({
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: scopesText(requestedScopes),
      state,
      response_type: "code",
      code_challenge: await challengeOf(verifier),
      code_challenge_method: "S256",
      access_type: refreshTokens ? "offline" : "online",
      prefill_named_grant: prefillNamedGrant,
    }),
  });
}
