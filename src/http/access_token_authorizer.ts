import { revealed, Secret } from "../credentials/secret/secret.ts";
import { tokenText } from "../credentials/secret/token_text.ts";
import { checkArguments } from "../options.ts";
import type { Authorizer } from "./authorizer.ts";

/**
 * An authorizer for a token that cannot be renewed here: `Authorization: Bearer <token>` (RFC 6750
 * section 2.1).
 *
 * @param accessToken The token.
 * @throws {TypeError} When the text has no token, or holds a placeholder or what no token has.
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
  checkArguments({ accessToken }, { accessToken: "secret" });
  const text = tokenText(revealed(accessToken));
  if ("problem" in text) {
    throw new TypeError(`The access token holds ${text.problem}: give the token alone`);
  }
  const secret = new Secret(`Bearer ${text.token}`);
  return {
    apply(headers: Headers): void {
      headers.set("authorization", secret.reveal());
    },
    rejected: () => false,
  };
}
