/**
 * Logging in with a browser that comes back to an address of the program's own. Tapis knows neither
 * PKCE nor scopes, so that the state is all that binds the answer to the question.
 *
 * @module
 */

import { ArgumentTypeError } from "../../../argument_error.ts";
import type { Client } from "../../../http/client.ts";
import { requiredClient, requiredObject, requiredText } from "../../../options.ts";
import { authorizeUrl } from "../../../oauth/authorize_url.ts";
import { codeOf } from "../../../oauth/login_answer.ts";

/**
 * A login that waits for the person.
 *
 * @category Login
 */
export interface BrowserLogin {
  /** The page that the person opens. */
  readonly url: string;
  /** What must come back with the answer. */
  readonly state: string;
  /** The OAuth client. */
  readonly clientId: string;
  /** Where the browser comes back to. */
  readonly redirectUri: string;
}

/**
 * Begins a login with a browser: the person opens `url`, and the browser comes back to `redirectUri`.
 *
 * @param client A Tapis v3 client.
 * @param clientId The OAuth client's id.
 * @param redirectUri The OAuth client's `callback_url`, exactly; without a query, which the service
 * would break.
 * @throws {TypeError} When `redirectUri` is not an address, or has a query.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const tapis = v3.tapisClient({ baseUrl: "https://tacc.tapis.io" });
 * const { url, state } = tapis.startBrowserLogin("my-client", "http://127.0.0.1:8000/back");
 * assertStringIncludes(url, `https://tacc.tapis.io/v3/oauth2/authorize?client_id=my-client`);
 * assertStringIncludes(url, `state=${state}`);
 * ```
 *
 * @category Login
 */
export function startBrowserLogin(
  client: Client,
  clientId: string,
  redirectUri: string,
): BrowserLogin {
  requiredClient(client);
  requiredText("clientId", clientId);
  const address = URL.parse(requiredText("redirectUri", redirectUri));
  if (address === null || address.search !== "" || address.hash !== "") {
    throw new ArgumentTypeError(
      "redirectUri is not an address, or contains a query: give the client's callback_url without one",
    );
  }
  const state = crypto.getRandomValues(new Uint8Array(16)).toHex();
  const url = authorizeUrl(`${client.baseUrl}/v3/oauth2/authorize`, {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    state,
  });
  return { url, state, clientId, redirectUri };
}

/**
 * The code in the address that the browser came back to; {@linkcode exchangeCode} gets tokens with it.
 *
 * @param client A Tapis v3 client.
 * @param login What {@linkcode startBrowserLogin} gave.
 * @param answer The whole address.
 * @throws {LoginError} When it answers another login, or says no.
 * @throws {TypeError} When it is empty.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * const tapis = v3.tapisClient({ baseUrl: "https://tacc.tapis.io" });
 * const login = tapis.startBrowserLogin("my-client", "http://127.0.0.1:8000/back");
 * const answer = `http://127.0.0.1:8000/back?code=made-up&state=${login.state}`;
 * assertEquals(await tapis.codeInAnswer(login, answer), "made-up");
 * ```
 *
 * @category Login
 */
export async function codeInAnswer(
  client: Client,
  login: BrowserLogin,
  answer: string | URL,
): Promise<string> {
  requiredClient(client);
  const { clientId, state } = requiredObject("login", login);
  return await codeOf(answer, { issuer: client.baseUrl, clientId, state, stateless: false });
}
