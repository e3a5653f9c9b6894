/** What a failure is, and what it is to the rest of a copy. */

import { FileError } from "../credentials/errors/errors.ts";
import type { Step } from "../credentials/errors/step.ts";
import type { NetworkReason } from "../credentials/errors/service_errors.ts";
import {
  isApiError,
  isCredentialError,
  isFileError,
  isNetworkError,
  isPermissionNeededError,
} from "../credentials/errors/error_guards.ts";

/**
 * The error of something that is not copied.
 *
 * @param path What.
 * @param why Why not.
 * @param step What to do next, where there is something.
 */
export function cannotCopy(path: string, why: string, step?: Step): FileError {
  return new FileError(`Cannot copy ${path}`, { why, step });
}

/** Codes of a disk that has no room left for anything. */
const full = ["ENOSPC", "EDQUOT", "EROFS"];

/** Whoever meets one of these meets it again at each file. */
const lasting: readonly NetworkReason[] = ["aborted", "certificate", "proxy"];

/** These may pass: they end a copy where one file after the other meets them. */
const away: readonly NetworkReason[] = ["connection", "refused", "unknown host", "time-out"];

/**
 * Whether a failure would be every other file's, too: a refused credential, a missing permission, a full
 * disk, a connection that cannot be trusted, or that the copy was given up.
 *
 * @param error What was caught.
 */
export function endsAll(error: unknown): boolean {
  if (error instanceof Deno.errors.NotCapable) return true;
  if (isPermissionNeededError(error) || isCredentialError(error)) return true;
  if (isApiError(error)) return error.loginNeeded || error.status === 507 || isConsent(error);
  if (isNetworkError(error)) return lasting.includes(error.reason);
  return isFileError(error) && full.includes(Reflect.get(Object(error.cause), "code"));
}

/**
 * Whether no answer came, tried again and again: of one file that says little, of many in a row that nobody
 * is there.
 *
 * @param error What a file failed with.
 */
export function isAway(error: unknown): boolean {
  return isNetworkError(error) && away.includes(error.reason);
}

function isConsent({ kind }: { readonly kind: string }): boolean {
  return kind === "authorization_required";
}
