/**
 * The OAuth client that tokens are given to.
 *
 * @module
 */

import type { Client } from "../../http/client.ts";
import { requiredSecret } from "../../credentials/secret/secret.ts";
import { checkArguments, checkOptions, requiredObject, signalKinds } from "../../options.ts";
import { isRefusal } from "../../http/reply/is_refusal.ts";
import { getClient } from "./oauth_clients.ts";
import { sessionAuthorizer } from "./session/session_authorizer.ts";
import { sessionWith } from "./session/session_record.ts";
import type { SignalOptions } from "../signal_options.ts";
import type { OAuthClient } from "./session/_grant.ts";
import type { TokenPair } from "./session/token_pair.ts";

/**
 * One of the person's own OAuth clients, with its key, which the service shows to its owner at every
 * look. With it tokens can be renewed without the person.
 *
 * @param client A Tapis v3 client; its own credential is not used.
 * @param pair The person's tokens.
 * @param clientId The OAuth client's id.
 * @param options `signal` gives up.
 * @returns The OAuth client; `undefined` where there is none with this id, or it is somebody else's.
 * @throws {ApiError} When the service refuses the tokens.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password, clientName } = sandbox.tokens.tapis;
 * const tapis = v3.tapisClient({ baseUrl: sandbox.url });
 * const first = await tapis.createToken(username, password);
 * const oauthClient = await v3.ownOAuthClient(tapis, first, clientName);
 * assertEquals(oauthClient?.clientId, clientName);
 * // A token for an OAuth client comes with a refresh token.
 * const pair = await tapis.createToken(username, password, oauthClient ? { oauthClient } : {});
 * assertEquals(pair.refreshToken !== undefined, true);
 * ```
 *
 * @category OAuth clients
 */
export async function ownOAuthClient(
  client: Client,
  pair: TokenPair,
  clientId: string,
  options: SignalOptions = {},
): Promise<OAuthClient | undefined> {
  checkArguments({ client, pair, clientId }, { client: "client", pair: "names", clientId: "text" });
  checkOptions(options, signalKinds);
  const { accessToken } = requiredObject("pair", pair);
  requiredSecret("pair.accessToken", accessToken);
  const session = sessionWith(client.baseUrl, accessToken, undefined, undefined);
  const authorizer = sessionAuthorizer(session, { client, login: undefined, store: undefined });
  try {
    const { clientKey } = await getClient({ ...client, authorizer }, clientId, options);
    return clientKey.reveal() === "" ? undefined : { clientId, clientKey };
  } catch (error) {
    // The service says 400 to both.
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
