/** What a failure is to the rest of a copy. */

import {
  isApiError,
  isCredentialError,
  isFileError,
  isNetworkError,
  isPermissionNeededError,
} from "../credentials/error_guards.ts";

/** Codes of a disk that has no room left for anything. */
const full = ["ENOSPC", "EDQUOT", "EROFS"];

/**
 * Whether a failure would be every other file's, too: a refused credential, a missing permission, a full
 * disk, or that the copy was given up.
 *
 * @param error What was caught.
 */
export function endsAll(error: unknown): boolean {
  if (error instanceof Deno.errors.NotCapable) return true;
  if (isPermissionNeededError(error) || isCredentialError(error)) return true;
  if (isApiError(error)) return error.loginNeeded || error.status === 507 || isConsent(error);
  if (isNetworkError(error)) return error.reason === "aborted";
  return isFileError(error) && full.includes(Reflect.get(Object(error.cause), "code"));
}

function isConsent({ kind }: { readonly kind: string }): boolean {
  return kind === "authorization_required";
}
