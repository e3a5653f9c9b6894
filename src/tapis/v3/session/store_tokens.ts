/** Keeping tokens for the next run. */

import { notFoundError } from "../../../credentials/errors/not_found_error.ts";
import { withFileLock } from "../../../credentials/files/file_lock.ts";
import { demandOwnHome } from "../../../credentials/sandbox_home.ts";
import { type Surroundings, surroundingsKinds } from "../../../credentials/surroundings.ts";
import type { Client } from "../../../http/client.ts";
import { ownFile } from "../../own_file.ts";
import { sessionStore, sessionWith, wanted } from "./session_record.ts";
import type { OAuthClient } from "./_grant.ts";
import type { TokenPair } from "./token_pair.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * What is kept beside the tokens, and where.
 *
 * @category Sessions
 */
export interface StoreTokensOptions extends Surroundings {
  /** The OAuth client that the tokens were given to; without it they cannot be renewed. */
  readonly oauthClient?: OAuthClient | undefined;
}

const storeTokensKinds: OptionKinds<StoreTokensOptions> = {
  ...surroundingsKinds,
  oauthClient: "object",
};

/**
 * Keeps tokens in keyferry's own file beside the cache of Tapis v2, so that `v3.restore()` finds them in
 * the next run and renews them there. The file is readable by its owner alone.
 *
 * @param client A client for the tenant that gave the tokens.
 * @param pair The tokens.
 * @param options `oauthClient`; where variables and home folder come from.
 * @returns The file's name for a person, such as `~/.agave/keyferry.json`.
 * @throws {CredentialError} When they are a sandbox's, and the home is not, or the other way round.
 * @throws {FileError} When the file cannot be written.
 * @throws {PermissionNeededError} When Deno may not write there.
 *
 * @example Log in once, go on in the next run
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const surroundings = await sandboxSurroundings(sandbox.home);
 * const { username, password, clientName, apiSecret } = sandbox.tokens.tapis;
 * const oauthClient = { clientId: clientName, clientKey: apiSecret };
 * const client = v3.tapisClient({ baseUrl: sandbox.url });
 * const pair = await client.createToken(username, password, { oauthClient });
 * await v3.storeTokens(client, pair, { oauthClient, ...surroundings });
 *
 * const tapis = await v3.restore(surroundings);
 * assertEquals([tapis.source, tapis.session.username], ["~/.agave/keyferry.json", username]);
 * ```
 *
 * @category Sessions
 */
export async function storeTokens(
  client: Client,
  pair: TokenPair,
  options: StoreTokensOptions = {},
): Promise<string> {
  checkArguments({ client, pair }, { client: "client", pair: "names" });
  checkOptions(options, storeTokensKinds);
  const location = ownFile(options);
  const path = location.find();
  if (typeof path !== "string") {
    throw notFoundError(path, `Cannot keep the Tapis tokens in ${location.label}`);
  }
  const { accessToken, refreshToken } = pair;
  checkArguments({ "pair.accessToken": accessToken }, { "pair.accessToken": "secret" });
  const secrets = [accessToken, refreshToken].flatMap((secret) => secret?.reveal() ?? []);
  // A JWT has the same form whoever issued it.
  const issued = { wanted, secrets, issuer: client.baseUrl, formless: true };
  await demandOwnHome({ ...issued, paths: [path] }, options);
  const record = sessionWith(client.baseUrl, accessToken, refreshToken, options.oauthClient);
  await withFileLock(path, () => sessionStore(record, path).write(record));
  return location.label;
}
