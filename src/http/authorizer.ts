/** What puts a credential on a request. */

/**
 * Puts a credential on a request, and is told of a refusal. Any object of this shape will do, so a
 * program may bring its own.
 */
export interface Authorizer {
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

/** Whether an authorizer is the one that puts nothing on a request. */
export function isNullAuthorizer(authorizer: Authorizer): boolean {
  return authorizer === none;
}
