/** Refusing what Deno may not do, before it is begun. */

import { PermissionNeededError } from "./errors/errors.ts";
import { missingPermissions, type Permission, permissionFlags } from "./permissions.ts";

/**
 * Refuses what cannot be done.
 *
 * @param what What cannot be done, in words.
 * @param needed What Deno has to allow for it.
 * @throws {PermissionNeededError} When it does not allow all of it, naming what is missing.
 */
export function demandPermissions(what: string, needed: readonly Permission[]): void {
  const missing = missingPermissions(needed);
  if (missing.length > 0) throw new PermissionNeededError(what, permissionFlags(missing));
}
