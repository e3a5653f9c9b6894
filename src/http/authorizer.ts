/** What puts a credential on a request. */

import type { CredentialOrigin } from "../credentials/origin.ts";

/**
 * Puts a credential on a request, and is told of a refusal. Any object of this shape will do, so a
 * program may bring its own.
 *
 * @category Authorizers
 */
export interface Authorizer {
  /** Where the credential came from, where that is known; a refusal then names it. */
  readonly origin?: CredentialOrigin | undefined;
  /**
   * Puts the credential on a request's headers, renewing it first where it is due.
   *
   * @param headers The headers to change.
   */
  apply(headers: Headers): void | Promise<void>;
  /**
   * Is told that the service refused the credential (answered 401, or what it has for that).
   *
   * @param response The refusal.
   * @param sent The headers of the request that was refused.
   * @returns Whether to send the request once more.
   */
  rejected(response: Response, sent: Headers): boolean | Promise<boolean>;
}

/**
 * An authorizer for calls that need no credential.
 *
 * @example
 * ```ts
 * import { nullAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { assertFalse } from "@std/assert";
 *
 * const headers = new Headers({ authorization: "Bearer left-over" });
 * nullAuthorizer().apply(headers);
 * assertFalse(headers.has("authorization"));
 * ```
 *
 * @category Authorizers
 */
export function nullAuthorizer(): Authorizer {
  return none;
}

const none: Authorizer = {
  apply(headers: Headers): void {
    headers.delete("authorization");
  },
  rejected: () => false,
};

/**
 * Tells an authorizer where its credential came from, so that a refusal names it.
 *
 * @param authorizer The authorizer, which nobody else has yet.
 * @param origin Where its credential came from.
 */
export function withOrigin<A extends Authorizer>(
  authorizer: A,
  origin: CredentialOrigin | undefined,
): A {
  // The same object: some authorizers are known by what they are.
  return origin === undefined || isNullAuthorizer(authorizer)
    ? authorizer
    : Object.assign(authorizer, { origin });
}

/** Whether an authorizer is the one that puts nothing on a request. */
export function isNullAuthorizer(authorizer: Authorizer): boolean {
  return authorizer === none;
}
