/** Where temporary folders are made. */

import type { Permission } from "../../credentials/permissions.ts";
import { readVariable, variablePermissions } from "../../credentials/surroundings.ts";
import type { Io } from "../terminal/io.ts";

/**
 * The folder in which Deno makes temporary ones: it finds it without a permission, and tells nobody.
 *
 * @param io Where variables come from.
 * @returns The folder, and what knowing it needs.
 */
export function temporaryFolder({ surroundings }: Io): { path: string; permissions: Permission[] } {
  const variables = Deno.build.os === "windows" ? ["TMP", "TEMP"] : ["TMPDIR"];
  const values = variables.map((variable) => readVariable(variable, surroundings));
  const named = values.map((read) => "value" in read ? read.value : undefined).find(Boolean);
  return {
    path: named ?? (Deno.build.os === "windows" ? "C:\\Windows" : "/tmp"),
    permissions: variablePermissions(variables, surroundings),
  };
}
