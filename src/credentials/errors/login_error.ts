/** A login that was not completed. */

import { type ErrorDetails, KeyferryError, type Sentence } from "./errors.ts";

/**
 * Why a login was not completed.
 *
 * @category Errors
 */
export type LoginReason =
  /** No app was named that the login could be for. */
  | "no app"
  /** The person, or the service, refused. */
  | "denied"
  /** The answer belongs to another login, or to none. */
  | "foreign answer"
  /** The id token is not what it should be. */
  | "id token"
  /** The person logged in as somebody else than before. */
  | "other identity"
  /** Nobody could be asked: there is no browser and no terminal. */
  | "nobody there"
  /** The person took too long. */
  | "time-out"
  /** The caller gave up. */
  | "aborted";

/**
 * A login was not completed; nothing was stored.
 *
 * @example
 * ```ts
 * import { LoginError } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new LoginError("denied", "The login was refused: access_denied");
 * assertEquals([error.kind, error.reason], ["login", "denied"]);
 * ```
 *
 * @category Errors
 */
export class LoginError extends KeyferryError {
  /** The class by name. */
  override readonly name = "LoginError";
  /** What the error is about. */
  readonly kind = "login";
  /** Why. */
  readonly reason: LoginReason;

  /**
   * Makes the error.
   *
   * @param reason Why.
   * @param sentence What happened, without any secret.
   * @param details `step`, and `cause` where there is one that shows no secret.
   */
  constructor(reason: LoginReason, sentence: Sentence, details?: ErrorDetails) {
    super(sentence, details);
    this.reason = reason;
  }
}
