/** Keeping tokens for the next run. */

import { type Surroundings, surroundingsKinds } from "../../credentials/surroundings.ts";
import type { Client } from "../../http/client.ts";
import { keepSession } from "./_keep_session.ts";
import { asSecret, withPair } from "./renewal.ts";
import { type Tokens, tokensOf } from "./session_tokens.ts";
import type { OAuthClient, TokenDocument } from "./token_grants.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../options.ts";

/** What is kept beside the tokens, and where. */
export interface StoreTokensOptions extends Surroundings {
  /** The tenant's id. */
  readonly tenantId?: string;
  /** The person. */
  readonly username?: string;
  /** The OAuth client's name. */
  readonly clientName?: string;
}

const storeTokensKinds: OptionKinds<StoreTokensOptions> = {
  ...surroundingsKinds,
  tenantId: "text",
  username: "text",
  clientName: "text",
};

/**
 * Keeps tokens in the cache that the Bash CLI and AgavePy share, so that `v2.restore()` finds them in the
 * next run and renews them there. A session that is the current one stays it.
 *
 * @param client A client for the tenant that gave the tokens.
 * @param oauthClient The OAuth client that they were given to.
 * @param pair The tokens, as `createToken()` gave them.
 * @param options `tenantId`, `username`, `clientName`; where variables and home folder come from.
 * @returns The tokens.
 * @throws {ApiError} When the answer holds no usable token.
 * @throws {FileError} When the cache cannot be written.
 * @throws {PermissionNeededError} When Deno may not write there.
 * @throws {CredentialError} When they are a sandbox's, and the folder is not.
 *
 * @example Log in once, go on in the next run
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const surroundings = await sandboxSurroundings(sandbox.home);
 * const { tapis } = sandbox.tokens;
 * const client = v2.tapisClient({ baseUrl: sandbox.url });
 * const pair = await client.createToken(tapis, tapis.username, tapis.password);
 * await v2.storeTokens(client, tapis, pair, { username: tapis.username, ...surroundings });
 *
 * const { source, session } = await v2.restore(surroundings);
 * assertEquals([source, session.username], ["~/.agave/current", tapis.username]);
 * ```
 */
export async function storeTokens(
  client: Client,
  oauthClient: OAuthClient,
  pair: TokenDocument,
  options: StoreTokensOptions = {},
): Promise<Tokens> {
  checkArguments({ client, oauthClient, pair }, {
    client: "client",
    oauthClient: "names",
    pair: "names",
  });
  checkOptions(options, storeTokensKinds);
  const keys = { "oauthClient.apiKey": oauthClient.apiKey, "pair.access_token": pair.access_token };
  checkArguments(keys, { "oauthClient.apiKey": "text", "pair.access_token": "text" });
  const { tenantId, username, clientName, ...surroundings } = options;
  const bare = {
    baseUrl: client.baseUrl,
    tenantId,
    username,
    clientName,
    apiKey: oauthClient.apiKey,
    apiSecret: asSecret(oauthClient.apiSecret),
    accessToken: undefined,
    refreshToken: undefined,
    createdAt: undefined,
    expiresAt: undefined,
  };
  const session = withPair(bare, pair, client);
  await keepSession(session, surroundings);
  return tokensOf(session);
}
