import { ArgumentTypeError } from "../argument_error.ts";
import { revealed, Secret } from "../credentials/secret/secret.ts";
import type { Authorizer } from "../http/authorizer.ts";
import { checkArguments } from "../options.ts";

/**
 * An authorizer for a name and a password, or a client's id and secret: `Authorization: Basic` over
 * their UTF-8 text, as it is (RFC 7617). OAuth's percent-encoding of both is left out, as Globus and
 * Tapis do.
 *
 * @param username The name or id.
 * @param password The password or secret.
 * @throws {TypeError} When the name holds a colon, which would end it early.
 *
 * @example
 * ```ts
 * import { basicAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { assertEquals } from "@std/assert";
 *
 * const headers = new Headers();
 * await basicAuthorizer("cid", "sec").apply(headers);
 * assertEquals(headers.get("authorization"), "Basic Y2lkOnNlYw==");
 * ```
 *
 * @category Authorizers
 */
export function basicAuthorizer(username: string, password: string | Secret): Authorizer {
  checkArguments({ username, password }, { username: "any text", password: "secret" });
  if (username.includes(":")) {
    throw new ArgumentTypeError("A name with a colon cannot be sent: check the id");
  }
  const pair = new TextEncoder().encode(`${username}:${revealed(password)}`);
  const secret = new Secret(`Basic ${pair.toBase64()}`);
  return {
    apply(headers: Headers): void {
      headers.set("authorization", secret.reveal());
    },
    rejected: () => false,
  };
}
