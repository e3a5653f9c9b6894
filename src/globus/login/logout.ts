/** Logging out. */

import { checkDestination } from "../../credentials/destination.ts";
import type { Secret } from "../../credentials/secret/secret.ts";
import { behaviourKinds, type ClientOptions, clientPart } from "../../http/client.ts";
import { ApiError, NetworkError } from "../../http/reply/errors.ts";
import type { AppClient } from "../auth/app_client.ts";
import { confidentialAppAuthClient } from "../auth/confidential_app_auth_client.ts";
import { nativeAppAuthClient } from "../auth/native_app_auth_client.ts";
import { oauth2RevokeToken } from "../auth/tokens/token_checks.ts";
import { serviceUrl } from "../config.ts";
import { type AppChoice, appChoiceKinds, appOf } from "./login_app.ts";
import { tokensOf } from "./login_tokens.ts";
import { whileLocked } from "../storage/token_file.ts";
import type { TokenRecord } from "../storage/token_data.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";

/**
 * Which app is logged out.
 *
 * @category Login
 */
export interface LogoutOptions extends AppChoice, Omit<ClientOptions, "authorizer"> {}

const logoutKinds: OptionKinds<LogoutOptions> = { ...appChoiceKinds, ...behaviourKinds };

/**
 * What a logout did.
 *
 * @category Login
 */
export interface LoggedOut {
  /** The file that kept the tokens, or what a storage of your own is called. */
  readonly path: string;
  /** The services whose tokens were removed from it. */
  readonly removed: readonly string[];
  /** Those whose tokens were not revoked, since the service refused or did not answer: they may still work. */
  readonly notRevoked: readonly string[];
}

/**
 * Logs an app out: its tokens are revoked at the service and removed from its file. Those of other apps,
 * and of programs of other names, stay. A token that is no longer valid is not a problem.
 *
 * @param options Which app.
 * @throws {LoginError} When no app is named.
 * @throws {FileError} When the file of its tokens cannot be used.
 * @throws {CredentialError} When a token may not go where the options or a variable lead it; nothing
 * was removed then.
 *
 * @example
 * ```ts
 * import { logout } from "@keyferry/keyferry/globus";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const { removed } = await logout({
 *   ...await sandboxSurroundings(sandbox.home),
 *   clientId: sandbox.tokens.globusApps.planted,
 *   app: "keyferry-sandbox",
 * });
 * const collections = sandbox.collections.map(({ id }) => id);
 * const services = ["auth.globus.org", "transfer.api.globus.org", ...collections];
 * assertEquals(removed.toSorted(), services.toSorted());
 * ```
 *
 * @category Login
 */
export async function logout(options: LogoutOptions = {}): Promise<LoggedOut> {
  checkOptions(options, logoutKinds);
  const app = appOf(options);
  const behaviour = clientPart(options);
  const destination = serviceUrl("auth", options);
  const client = app.clientSecret === undefined
    ? nativeAppAuthClient(app.clientId, { ...behaviour, baseUrl: destination.url })
    : confidentialAppAuthClient(app.clientId, app.clientSecret, {
      ...behaviour,
      baseUrl: destination.url,
    });
  const { name: path } = app.file;
  const found = await tokensOf(app);
  const report = { wanted: "Globus token", lines: [] };
  if (app.clientSecret !== undefined && found.size > 0) {
    const cargo = { secret: app.clientSecret, source: app.name, from: app.from };
    await checkDestination(cargo, destination, report);
  }
  for (const secret of [...found.values()].flatMap(secretsOf)) {
    await checkDestination({ secret, source: path, from: "stored" }, destination, report);
  }
  if (found.size === 0) return { path, removed: [], notRevoked: [] };
  return await whileLocked(app.file, async () => {
    const removed: string[] = [];
    const notRevoked: string[] = [];
    // Read again: another process may have renewed them meanwhile.
    for (const [server, record] of await tokensOf(app)) {
      if (!await revoke(client, record)) notRevoked.push(server);
      if (await app.file.remove(app.namespace, server)) removed.push(server);
    }
    return { path, removed, notRevoked };
  });
}

function secretsOf({ refreshToken, accessToken }: TokenRecord): Secret[] {
  return refreshToken === undefined ? [accessToken] : [refreshToken, accessToken];
}

/** Whether the tokens are known to be dead now; the service accepts one that is dead already (RFC 7009, 2.2). */
async function revoke(client: AppClient, record: TokenRecord): Promise<boolean> {
  let dead = true;
  for (const secret of secretsOf(record)) {
    try {
      await oauth2RevokeToken(client, secret);
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof NetworkError)) throw error;
      dead = false;
    }
  }
  return dead;
}
