import { ArgumentTypeError } from "../argument_error.ts";
import { revealed, Secret } from "../credentials/secret/secret.ts";
import { tokenText } from "../credentials/secret/token_text.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../options.ts";
import type { CredentialOrigin } from "../credentials/origin.ts";
import { type Authorizer, withOrigin } from "./authorizer.ts";

/**
 * What is known of a token beside its text.
 *
 * @category Authorizers
 */
export interface AccessTokenOptions {
  /** Where it was found. */
  readonly origin?: CredentialOrigin | undefined;
}

const accessTokenKinds: OptionKinds<AccessTokenOptions> = { origin: "object" };

/**
 * An authorizer for a token that cannot be renewed here: `Authorization: Bearer <token>` (RFC 6750
 * section 2.1).
 *
 * @param accessToken The token.
 * @param options `origin`: where the token was found, as `find` gives it; a refusal then names it.
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
 *
 * @category Authorizers
 */
export function accessTokenAuthorizer(
  accessToken: string | Secret,
  options: AccessTokenOptions = {},
): Authorizer {
  checkArguments({ accessToken }, { accessToken: "secret" });
  checkOptions(options, accessTokenKinds);
  const text = tokenText(revealed(accessToken));
  if ("problem" in text) {
    throw new ArgumentTypeError(`The access token holds ${text.problem}: give the token alone`);
  }
  const secret = new Secret(`Bearer ${text.token}`);
  return withOrigin({
    apply(headers: Headers): void {
      headers.set("authorization", secret.reveal());
    },
    rejected: () => false,
  }, options.origin);
}
