/** Telling a refusal from a failure. */

import { ApiError } from "./errors.ts";

/**
 * Whether a service has judged a request and refused it; a lost answer leaves that open.
 *
 * @param error What was caught.
 */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && !isBusy(error);
}

/**
 * Whether a service was too busy for a request, and has done nothing of it.
 *
 * @param error What was caught.
 */
export function isBusy(error: unknown): error is ApiError {
  return error instanceof ApiError && busyStatuses.includes(error.status);
}

/** Too many requests, and a service that cannot take any. */
export const busyStatuses: readonly number[] = [429, 503];
