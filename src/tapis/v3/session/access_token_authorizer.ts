/** An authorizer for a token of Tapis v3. */

import type { Secret } from "../../../credentials/secret/secret.ts";
import type { Authorizer } from "../../../http/authorizer.ts";
import { accessTokenAuthorizer as bearerAuthorizer } from "../../../http/access_token_authorizer.ts";
import { underOwnName } from "./session_authorizer.ts";
import { checkArguments } from "../../../options.ts";

/**
 * An authorizer that sends a token of Tapis v3 as its services take it: bare, in `X-Tapis-Token`. It never
 * renews; {@linkcode restore} makes clients that do.
 *
 * @param token The token, a JWT.
 * @throws {TypeError} When the token is empty or could not stand in a header.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const { accessToken } = await v3.tapisClient({ baseUrl: sandbox.url })
 *   .createToken(username, password);
 * const authorizer = v3.accessTokenAuthorizer(accessToken);
 * const tapis = v3.tapisClient({ baseUrl: sandbox.url, authorizer });
 * assertEquals((await tapis.getUserinfo()).username, username);
 * ```
 *
 * @category Authorizers
 */
export function accessTokenAuthorizer(token: string | Secret): Authorizer {
  checkArguments({ token }, { token: "secret" });
  return underOwnName(bearerAuthorizer(token));
}
