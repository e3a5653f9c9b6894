import { revealed, Secret } from "../credentials/secret.ts";
import type { Authorizer } from "../http/authorizer.ts";

/**
 * An authorizer for a token that cannot be renewed here: `Authorization: Bearer <token>` (RFC 6750
 * section 2.1).
 *
 * @param accessToken The token.
 * @throws {TypeError} When the token is empty or could not stand in a header.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { assertEquals } from "@std/assert";
 *
 * const headers = new Headers();
 * await accessTokenAuthorizer("made-up").apply(headers);
 * assertEquals(headers.get("authorization"), "Bearer made-up");
 * ```
 */
export function accessTokenAuthorizer(accessToken: string | Secret): Authorizer {
  const token = revealed(accessToken);
  // A header would drop a line break at the end silently, and send another token than the one given.
  if (token === "" || !/^[\x20-\x7e]+$/.test(token) || token !== token.trim()) {
    throw new TypeError(
      "The access token is empty or holds a space at its edge or a character no header can hold: " +
        "give the token alone",
    );
  }
  const secret = new Secret(`Bearer ${token}`);
  return {
    apply(headers: Headers): void {
      headers.set("authorization", secret.reveal());
    },
    rejected: () => false,
  };
}
