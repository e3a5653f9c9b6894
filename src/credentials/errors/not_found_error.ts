/** The error of what is needed and was not found. */

import { FileError, PermissionNeededError } from "./errors.ts";
import { permissionFlags } from "../permissions.ts";
import type { NotFound } from "../sources/source.ts";

/**
 * The error of what is needed and was not found: a permission, a file or a folder.
 *
 * @param outcome Why not.
 * @param what What cannot be done without it.
 */
export function notFoundError(
  { missing, detail, step, cause }: NotFound,
  what: string,
): PermissionNeededError | FileError {
  if (missing !== undefined) return new PermissionNeededError(what, permissionFlags(missing));
  return new FileError(`${what}: ${detail}`, { step, ...(cause === undefined ? {} : { cause }) });
}
