/** Telling errors apart by what they say of themselves, so that it holds across copies of the module. */

import {
  type CredentialError,
  errorBrand,
  type ErrorKind,
  type FileError,
  type PermissionNeededError,
} from "./errors.ts";
import type { LoginError } from "./login_error.ts";
import type { PlaceError } from "./place_error.ts";
import type { ApiError, AuthorizationRequiredError, NetworkError } from "./service_errors.ts";

/**
 * Any of keyferry's errors; `error.kind` narrows it to the class.
 *
 * @category Errors
 */
export type AnyKeyferryError =
  | CredentialError
  | PermissionNeededError
  | FileError
  | NetworkError
  | (ApiError & { readonly kind: "api" })
  | AuthorizationRequiredError
  | LoginError
  | PlaceError;

/**
 * Whether a thrown value is one of keyferry's errors, also where two copies of the module are loaded,
 * where `instanceof` knows only those of its own.
 *
 * @param error What was caught.
 *
 * @example What an error is about narrows it to its class
 * ```ts
 * import { isKeyferryError } from "@keyferry/keyferry";
 * import { ApiError } from "@keyferry/keyferry";
 * import { assertEquals } from "@std/assert";
 *
 * function exitCode(error: unknown): number {
 *   if (!isKeyferryError(error)) throw error;
 *   switch (error.kind) {
 *     case "permission":
 *       return error.flags.length > 0 ? 4 : 1;
 *     case "network":
 *       return error.reason === "time-out" ? 5 : 1;
 *     case "api":
 *       return error.status === 404 ? 6 : 1;
 *     default:
 *       return 1;
 *   }
 * }
 * const facts = { service: "Lab", method: "GET", url: "https://lab.example.org/run/7", text: "" };
 * assertEquals(exitCode(new ApiError({ ...facts, status: 404 })), 6);
 * ```
 *
 * @category Errors
 */
export function isKeyferryError(error: unknown): error is AnyKeyferryError {
  return error instanceof Error && Reflect.get(error, errorBrand) === true;
}

/**
 * Whether no usable credential was found; its `report` lists every place that was checked.
 *
 * @param error What was caught.
 *
 * @example
 * ```ts
 * import { isCredentialError } from "@keyferry/keyferry";
 * import { restore } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const states = await restore("minnie65_public", { env: {}, home: "/home/nobody" }).then(
 *   () => [],
 *   (error) => isCredentialError(error) ? error.report.lines.map(({ state }) => state) : [],
 * );
 * assertEquals(states[0], "unset");
 * ```
 *
 * @category Errors
 */
export function isCredentialError(error: unknown): error is CredentialError {
  return isOf(error, "credential");
}

/**
 * Whether a Deno permission is missing; its `flags` are what to add.
 *
 * @param error What was caught.
 *
 * @example
 * ```ts
 * import { isPermissionNeededError, PermissionNeededError } from "@keyferry/keyferry";
 * import { assert } from "@std/assert";
 *
 * assert(isPermissionNeededError(new PermissionNeededError("Cannot read it", ["--allow-read=a"])));
 * ```
 *
 * @category Errors
 */
export function isPermissionNeededError(error: unknown): error is PermissionNeededError {
  return isOf(error, "permission");
}

/**
 * Whether a file could not be read or written.
 *
 * @param error What was caught.
 *
 * @example
 * ```ts
 * import { FileError, isFileError } from "@keyferry/keyferry";
 * import { assert } from "@std/assert";
 *
 * assert(isFileError(new FileError("Cannot write a.json")));
 * ```
 *
 * @category Errors
 */
export function isFileError(error: unknown): error is FileError {
  return isOf(error, "file");
}

/**
 * Whether an error is a service's error reply, {@linkcode AuthorizationRequiredError} included.
 *
 * @param error What was caught.
 *
 * @example
 * ```ts
 * import { isApiError } from "@keyferry/keyferry";
 * import { assertFalse } from "@std/assert";
 *
 * assertFalse(isApiError(new Error("something else")));
 * ```
 *
 * @category Errors
 */
export function isApiError(error: unknown): error is ApiError {
  return isOf(error, "api", "authorization_required");
}

/**
 * Whether a service wants the person to do something in a browser first; see its `requirements`.
 *
 * @param error What was caught.
 *
 * @example
 * ```ts
 * import { AuthorizationRequiredError, isAuthorizationRequiredError } from "@keyferry/keyferry";
 * import { assert } from "@std/assert";
 *
 * const url = "https://x.example.org/ls";
 * const facts = { service: "Globus Transfer", method: "GET", url, status: 403, text: "" };
 * assert(isAuthorizationRequiredError(new AuthorizationRequiredError(facts, { parameters: {} })));
 * ```
 *
 * @category Errors
 */
export function isAuthorizationRequiredError(
  error: unknown,
): error is AuthorizationRequiredError {
  return isOf(error, "authorization_required");
}

/**
 * Whether an error says that no whole answer came.
 *
 * @param error What was caught.
 *
 * @example
 * ```ts
 * import { isNetworkError, NetworkError } from "@keyferry/keyferry";
 * import { assert } from "@std/assert";
 *
 * assert(isNetworkError(new NetworkError("connection", "GET", "https://x.example.org", "refused")));
 * ```
 *
 * @category Errors
 */
export function isNetworkError(error: unknown): error is NetworkError {
  return isOf(error, "network");
}

/**
 * Whether a login was not completed; its `reason` says why.
 *
 * @param error What was caught.
 *
 * @example
 * ```ts
 * import { isLoginError } from "@keyferry/keyferry";
 * import { LoginError } from "@keyferry/keyferry/globus";
 * import { assert } from "@std/assert";
 *
 * assert(isLoginError(new LoginError("denied", "The login was refused: access_denied")));
 * ```
 *
 * @category Errors
 */
export function isLoginError(error: unknown): error is LoginError {
  return isOf(error, "login");
}

/**
 * Whether an error says that a copy makes no sense as it was asked for; nothing was changed then.
 *
 * @param error What was caught.
 *
 * @example
 * ```ts
 * import { isPlaceError, parsePlace } from "@keyferry/keyferry/ferry";
 * import { assert } from "@std/assert";
 *
 * try {
 *   parsePlace("my lab:/runs");
 * } catch (error) {
 *   assert(isPlaceError(error));
 * }
 * ```
 *
 * @category Errors
 */
export function isPlaceError(error: unknown): error is PlaceError {
  return isOf(error, "place");
}

function isOf(error: unknown, ...kinds: readonly ErrorKind[]): boolean {
  return isKeyferryError(error) && kinds.includes(error.kind);
}
