/** Refusing to begin what could not be finished. */

import { demandPermissions } from "../credentials/demand_permissions.ts";
import type { Needs } from "./needs.ts";

/**
 * Throws where a permission that a command needs is not granted.
 *
 * @param needs What it needs.
 * @param complaint What cannot be done without, such as "Cannot start a sandbox".
 * @throws {PermissionNeededError} Naming every flag that lacks.
 */
export function demandNeeds({ needed }: Needs, complaint: string): void {
  demandPermissions(complaint, needed);
}
