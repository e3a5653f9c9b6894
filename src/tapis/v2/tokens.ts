/**
 * The tokens of a restored Tapis v2 client.
 *
 * @module
 */

import type { Secret } from "../../credentials/secret/secret.ts";
import type { Client } from "../../http/client.ts";
import { sessionAuthorizerOf } from "./session/session_authorizer.ts";
import { type Tokens, tokensOf } from "./session/session_tokens.ts";

/**
 * The tokens that a restored client has at the moment (AgavePy's `tokens()`). Touches no network.
 *
 * @param client A client from `restore()`.
 * @throws {CredentialError} When it has no token, or not yet.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * const tapis = await v2.restore({
 *   env: { TAPIS_BASE_URL: "https://api.tacc.utexas.edu", TAPIS_TOKEN: "made-up" },
 * });
 * assertEquals(tapis.tokens().reveal().access_token, "made-up");
 * assertEquals(tapis.tokens().refreshToken, undefined);
 * ```
 *
 * @category Tokens
 */
export function tokens(client: Client): Tokens {
  return tokensOf(sessionAuthorizerOf(client).current());
}

/**
 * Gets a new access token now (AgavePy's `refresh()`): gets the next pair, or takes over the one that
 * another process has obtained meanwhile. A client with an access token alone keeps it.
 *
 * @param client A client from `restore()`.
 * @returns The access token.
 * @throws {CredentialError} When it cannot be renewed; the message says why.
 * @throws {ApiError} When the service refuses.
 * @throws {FileError} When the new pair could not be kept; no token was used then.
 * @throws {PermissionNeededError} When Deno may not write where it is kept; no token was used then.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertNotEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const tapis = await v2.restore(await sandboxSurroundings(sandbox.home));
 * const before = tapis.tokens().reveal();
 * const accessToken = await tapis.refresh();
 * assertNotEquals(accessToken.reveal(), before.access_token);
 * assertNotEquals(tapis.tokens().reveal().refresh_token, before.refresh_token);
 * ```
 *
 * @category Tokens
 */
export async function refresh(client: Client): Promise<Secret> {
  return tokensOf(await sessionAuthorizerOf(client).refresh()).accessToken;
}
