/** Telling a refusal from a failure. */

import { ApiError } from "./errors.ts";

/**
 * Whether a service has judged a request and refused it; a lost answer leaves that open.
 *
 * @param error What was caught.
 */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status >= 400 && error.status < 500;
}
