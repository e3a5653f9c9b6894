/** Keeping tokens for the next run. */

import { type Surroundings, surroundingsKinds } from "../../../credentials/surroundings.ts";
import type { Client } from "../../../http/client.ts";
import { keepSession } from "../session/_keep_session.ts";
import { asSecret, withPair } from "../session/renewal.ts";
import { type Tokens, tokensOf } from "../session/session_tokens.ts";
import type { OAuthClient, TokenDocument } from "../session/token_grants.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * What is kept beside the tokens, and where.
 *
 * @category Sessions
 */
export interface StoreTokensOptions extends Surroundings {
  /** The OAuth client that the tokens were given to; without it they cannot be renewed. */
  readonly oauthClient?: OAuthClient | undefined;
  /** The tenant's id. */
  readonly tenantId?: string | undefined;
  /** The person. */
  readonly username?: string | undefined;
  /** The OAuth client's name. */
  readonly clientName?: string | undefined;
}

const storeTokensKinds: OptionKinds<StoreTokensOptions> = {
  ...surroundingsKinds,
  oauthClient: "object",
  tenantId: "text",
  username: "text",
  clientName: "text",
};

/**
 * Keeps tokens, with the OAuth client before them.
 *
 * @param client A client for the tenant that gave the tokens.
 * @param oauthClient The OAuth client that they were given to.
 * @param pair The tokens.
 * @param options `tenantId`, `username`, `clientName`; where variables and home folder come from.
 * @deprecated Give the tokens first, and `oauthClient` among the options, as with Tapis v3.
 * @category Sessions
 */
export function storeTokens(
  client: Client,
  oauthClient: OAuthClient,
  pair: TokenDocument,
  options?: StoreTokensOptions,
): Promise<Tokens>;
/**
 * Keeps tokens in the cache that the Bash CLI and AgavePy share, so that `v2.restore()` finds them in the
 * next run and renews them there. The current session stays the current one.
 *
 * @param client A client for the tenant that gave the tokens.
 * @param pair The tokens, as `createToken()` gave them.
 * @param options `oauthClient`, `tenantId`, `username`, `clientName`; where variables and home folder come
 * from.
 * @returns The tokens.
 * @throws {ApiError} When the answer has no usable token.
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
 * const { username, password, apiKey, apiSecret } = sandbox.tokens.tapis;
 * const oauthClient = { apiKey, apiSecret };
 * const client = v2.tapisClient({ baseUrl: sandbox.url });
 * const pair = await client.createToken(username, password, { oauthClient });
 * await client.storeTokens(pair, { oauthClient, username, ...surroundings });
 *
 * const { source, session } = await v2.restore(surroundings);
 * assertEquals([source, session.username], ["~/.agave/current", username]);
 * ```
 *
 * @category Sessions
 */
export function storeTokens(
  client: Client,
  pair: TokenDocument,
  options?: StoreTokensOptions,
): Promise<Tokens>;
export async function storeTokens(
  client: Client,
  pair: TokenDocument | OAuthClient,
  options?: StoreTokensOptions | TokenDocument,
  third?: StoreTokensOptions,
): Promise<Tokens> {
  return await storePair(client, inOrder(pair, options, third));
}

async function storePair(client: Client, { pair, options }: Ordered): Promise<Tokens> {
  checkArguments({ client, pair }, { client: "client", pair: "names" });
  checkOptions(options, storeTokensKinds);
  checkArguments({ "pair.access_token": pair.access_token }, { "pair.access_token": "text" });
  const { oauthClient, tenantId, username, clientName, ...surroundings } = options;
  if (oauthClient !== undefined) {
    checkArguments({ oauthClient }, { oauthClient: "names" });
    const key = { "oauthClient.apiKey": oauthClient.apiKey };
    checkArguments(key, { "oauthClient.apiKey": "text" });
  }
  const bare = {
    baseUrl: client.baseUrl,
    tenantId,
    username,
    clientName,
    apiKey: oauthClient?.apiKey,
    apiSecret: oauthClient && asSecret(oauthClient.apiSecret),
    accessToken: undefined,
    refreshToken: undefined,
    createdAt: undefined,
    expiresAt: undefined,
  };
  const session = withPair(bare, pair, client);
  await keepSession(session, surroundings);
  return tokensOf(session);
}

interface Ordered {
  readonly pair: TokenDocument;
  readonly options: StoreTokensOptions;
}

/** The OAuth client stood before the tokens; it has a key, and they have none. */
function inOrder(
  first: TokenDocument | OAuthClient,
  second: StoreTokensOptions | TokenDocument = {},
  third: StoreTokensOptions = {},
): Ordered {
  if (typeof first !== "object" || first === null || !("apiKey" in first)) {
    return { pair: first as TokenDocument, options: second as StoreTokensOptions };
  }
  checkOptions(third, storeTokensKinds);
  return {
    pair: second as TokenDocument,
    options: { ...third, oauthClient: first as OAuthClient },
  };
}
