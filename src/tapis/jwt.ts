/** What a Tapis v3 token says about itself. */

import { ArgumentTypeError } from "../argument_error.ts";
import { revealed, type Secret } from "../credentials/secret/secret.ts";
import { checkArguments } from "../options.ts";

/**
 * The claims of a Tapis v3 token that keyferry knows; the others are there as well.
 *
 * @category Tokens
 */
export interface TokenClaims {
  /** The token's id. */
  readonly jti?: string | undefined;
  /** Who issued it, such as `https://tacc.tapis.io/v3/tokens`. */
  readonly iss?: string | undefined;
  /** The person, as `name@tenant`. */
  readonly sub?: string | undefined;
  /** When it ends, in seconds since 1970. */
  readonly exp?: number | undefined;
  /** The tenant. */
  readonly "tapis/tenant_id"?: string | undefined;
  /** `access` or `refresh`. */
  readonly "tapis/token_type"?: string | undefined;
  /** The person's name. */
  readonly "tapis/username"?: string | undefined;
  /** The OAuth client; `null` without one. */
  readonly "tapis/client_id"?: string | null | undefined;
  /** What the service adds. */
  readonly [claim: string]: unknown;
}

/**
 * Whether a text looks like a token of Tapis v3: a JWT in three parts (RFC 7519). Tapis v2's are 32 hex
 * digits.
 *
 * @param token The token.
 */
export function isJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token) && claimsIn(token) !== undefined;
}

/**
 * The claims of a token, as it has them: the signature is the service's to check.
 *
 * @param token The token.
 * @throws {TypeError} When it is not a JWT: a token of Tapis v2 is not one.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const tapis = v3.tapisClient({ baseUrl: sandbox.url });
 * const { accessToken } = await tapis.createToken(username, password);
 * assertEquals(v3.claimsOf(accessToken)["tapis/username"], username);
 * ```
 *
 * @category Tokens
 */
export function claimsOf(token: string | Secret): TokenClaims {
  checkArguments({ token }, { token: "secret" });
  const claims = claimsIn(revealed(token));
  if (claims !== undefined) return claims;
  throw new ArgumentTypeError(
    "The token is not a JWT, so not one of Tapis v3: use tapis.restore() for v2",
  );
}

function claimsIn(token: string): TokenClaims | undefined {
  try {
    const bytes = Uint8Array.fromBase64(token.split(".")[1] ?? "", { alphabet: "base64url" });
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null ? claims as TokenClaims : undefined;
  } catch {
    return undefined;
  }
}

/** When a token expires, in milliseconds since 1970, where it says so. */
export function endOf(token: string): number | undefined {
  const exp = claimsIn(token)?.exp;
  // Some issuers write 0 or -1 for no end.
  return typeof exp === "number" && Number.isFinite(exp) && exp > 0 ? exp * 1000 : undefined;
}
