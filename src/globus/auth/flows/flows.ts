/**
 * A login under way: the address to send a person to, and the exchange of what comes back.
 *
 * @module
 */

import { ArgumentTypeError } from "../../../argument_error.ts";
import type { Client } from "../../../http/client.ts";
import { authorizeUrl, type LoginParameters } from "../../../oauth/authorize_url.ts";
import { type AskedLogin, codeOf } from "../../../oauth/login_answer.ts";
import { type AppClient, clientIdOf } from "../app_client.ts";
import { askToken, type OAuthTokenResponse } from "../tokens/token_endpoint.ts";
import { checkOptions, requiredClient, signalKinds } from "../../../options.ts";

/**
 * A login under way.
 *
 * @category Login
 */
export interface OAuthFlow {
  /** What comes back with the answer, to know it by. */
  readonly state: string;
  /** Where the browser goes after the login. */
  readonly redirectUri: string;
  /**
   * The address to send the person to. Nothing is sent.
   *
   * @param params Further parameters by the service's own names, such as `session_required_mfa` or
   * `prompt`; they replace the flow's own.
   */
  getAuthorizeUrl(params?: LoginParameters): Promise<string>;
  /**
   * Gets the tokens with what came back from the login.
   *
   * @param codeOrCallbackUrl The code; or the whole address that the browser was sent back to, whose
   * state is checked.
   * @param options `signal` gives up; the code is used up then.
   * @throws {LoginError} When the address says that the login was refused, or answers another one.
   * @throws {ApiError} When the service refuses the code: it was used before, or has expired.
   * @throws {TypeError} When the code is empty.
   */
  exchangeCodeForTokens(
    codeOrCallbackUrl: string | URL,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<OAuthTokenResponse>;
}

/** What the two kinds of flow differ in. */
export interface FlowParts {
  /** The parameters of the address, in order. */
  parameters(): LoginParameters | Promise<LoginParameters>;
  /** The fields of the exchange beside grant, code and redirect address. */
  readonly proof: Readonly<Record<string, string>>;
  /** What comes back with the answer. */
  readonly state: string;
  /** Whether an answer without a state is taken. */
  readonly stateless: boolean;
  /** Where the browser goes after the login. */
  readonly redirectUri: string;
}

/**
 * A login under way, of either kind.
 *
 * @param client An Auth client that knows its app.
 * @param parts What the kinds differ in.
 */
export function flowOf(client: AppClient, parts: FlowParts): OAuthFlow {
  const { state, redirectUri, stateless, proof } = parts;
  const asked: AskedLogin = {
    issuer: client.baseUrl,
    clientId: clientIdOf(client, "A login"),
    state,
    stateless,
  };
  return {
    state,
    redirectUri,
    async getAuthorizeUrl(params: LoginParameters = {}): Promise<string> {
      const endpoint = `${client.baseUrl}/v2/oauth2/authorize`;
      return authorizeUrl(endpoint, await parts.parameters(), params);
    },
    async exchangeCodeForTokens(
      codeOrCallbackUrl: string | URL,
      options: { readonly signal?: AbortSignal | undefined } = {},
    ): Promise<OAuthTokenResponse> {
      checkOptions(options, signalKinds);
      const code = await codeOf(codeOrCallbackUrl, asked);
      const form = {
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectUri,
        ...proof,
      };
      return await askToken(client, form, options);
    },
  };
}

/**
 * An address a login may come back to.
 *
 * @param redirectUri The address.
 * @throws {TypeError} When it is not valid.
 */
export function checkedRedirectUri(redirectUri: string): string {
  if (typeof redirectUri === "string" && URL.canParse(redirectUri)) return redirectUri;
  throw new ArgumentTypeError(
    `${
      JSON.stringify(redirectUri)
    } is not an address to come back to: give redirectUri as it was ` +
      "registered with the app",
  );
}

/**
 * The address to send a person to, for a flow; the same as `flow.getAuthorizeUrl(params)`.
 *
 * In Python: `oauth2_get_authorize_url()` of globus-sdk.
 *
 * @param client The Auth client that started the flow.
 * @param flow The flow.
 * @param params Further parameters by the service's own names.
 *
 * @example
 * ```ts
 * import { nativeAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { assert } from "@std/assert";
 *
 * const client = nativeAppAuthClient("made-up");
 * const flow = client.oauth2StartFlow({ requestedScopes: "openid" });
 * const url = await client.oauth2GetAuthorizeUrl(flow, { prompt: "login" });
 * assert(url.startsWith("https://auth.globus.org/v2/oauth2/authorize?client_id=made-up&"));
 * assert(url.endsWith("&prompt=login"));
 * ```
 *
 * @category Login
 */
export async function oauth2GetAuthorizeUrl(
  client: Client,
  flow: OAuthFlow,
  params: LoginParameters = {},
): Promise<string> {
  requiredClient(client);
  return await flowIn(flow).getAuthorizeUrl(params);
}

function flowIn(flow: OAuthFlow): OAuthFlow {
  if (typeof flow?.exchangeCodeForTokens === "function") return flow;
  throw new ArgumentTypeError("The flow must be what oauth2StartFlow() gave");
}

/**
 * Gets the tokens of a flow; the same as `flow.exchangeCodeForTokens(codeOrCallbackUrl)`.
 *
 * In Python: `oauth2_exchange_code_for_tokens()` of globus-sdk.
 *
 * @param client The Auth client that started the flow.
 * @param flow The flow.
 * @param codeOrCallbackUrl The code, or the whole address that the browser was sent back to.
 * @param options `signal` gives up; the code is used up then.
 * @throws {LoginError} When the address says that the login was refused, or answers another one.
 * @throws {ApiError} When the service refuses the code.
 *
 * @example A refused login
 * ```ts
 * import { nativeAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { LoginError } from "@keyferry/keyferry/globus";
 * import { assertRejects } from "@std/assert";
 *
 * const client = nativeAppAuthClient("made-up");
 * const flow = client.oauth2StartFlow();
 * const answer = `${flow.redirectUri}?error=access_denied&state=${flow.state}`;
 * await assertRejects(() => client.oauth2ExchangeCodeForTokens(flow, answer), LoginError);
 * ```
 *
 * @category Login
 */
export async function oauth2ExchangeCodeForTokens(
  client: Client,
  flow: OAuthFlow,
  codeOrCallbackUrl: string | URL,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<OAuthTokenResponse> {
  checkOptions(options, signalKinds);
  requiredClient(client);
  return await flowIn(flow).exchangeCodeForTokens(codeOrCallbackUrl, options);
}
