/**
 * The tokens of a restored Tapis v3 client.
 *
 * @module
 */

import { CredentialError } from "../../credentials/errors/errors.ts";
import type { Secret } from "../../credentials/secret/secret.ts";
import type { Client } from "../../http/client.ts";
import { sessionAuthorizerOf } from "./session/session_authorizer.ts";
import { type TokenPair, tokenPair } from "./session/token_pair.ts";
import { wanted } from "./session/session_record.ts";

/**
 * The tokens that a restored client has at the moment. Touches no network.
 *
 * @param client A client from `restore()`.
 * @throws {CredentialError} When it has no token, or not yet.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * await tapis.getUserinfo();
 * assertEquals(tapis.tokens().claims.sub, `${username}@sandbox`);
 * ```
 *
 * @category Tokens
 */
export function tokens(client: Client): TokenPair {
  const { accessToken, refreshToken } = sessionAuthorizerOf(client).current();
  if (accessToken !== undefined) return tokenPair(accessToken, refreshToken);
  throw new CredentialError(
    "This Tapis client has no token yet: call refresh(), or any operation, first",
    { wanted, lines: [] },
  );
}

/**
 * Gets a new access token now: gets the next one, or takes over what another process has obtained
 * meanwhile.
 *
 * @param client A client from `restore()`.
 * @returns The access token.
 * @throws {CredentialError} When it cannot be renewed; the message says why.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * const accessToken = await tapis.refresh();
 * assertEquals(v3.claimsOf(accessToken)["tapis/token_type"], "access");
 * ```
 *
 * @category Tokens
 */
export async function refresh(client: Client): Promise<Secret> {
  await sessionAuthorizerOf(client).refresh();
  return tokens(client).accessToken;
}
