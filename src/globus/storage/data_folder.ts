/**
 * The folder in which the Globus tools keep what they store: `~/.globus`, and on Windows a folder of
 * the local application data.
 * Source: globus-sdk-python 4.9.0, globus-cli 3.43.0 (both choose it in the same way).
 */

import { join } from "../../path/join.ts";
import {
  at,
  inHome,
  type Location,
  readVariable,
  type Surroundings,
  variablePermissions,
} from "../../credentials/surroundings.ts";

/**
 * On which machine a path is meant.
 *
 * @category Token storage
 */
export type Os = typeof Deno.build.os;

/**
 * A path below the Globus tools' data folder.
 *
 * @param segments The path's segments.
 * @param surroundings Where variables and home folder come from.
 * @param os The operating system: macOS is treated as Linux.
 */
export function inDataFolder(
  segments: readonly string[],
  surroundings: Surroundings,
  os: Os = Deno.build.os,
): Location {
  if (os !== "windows") return inHome([".globus", ...segments], surroundings);
  const atHome = inHome(["AppData", "Local", "globus", ...segments], surroundings);
  // Another home than the person's own has its application data below it.
  if (surroundings.home !== undefined) return atHome;
  const variables: string[] = [];
  for (const variable of ["LOCALAPPDATA", "APPDATA"]) {
    variables.push(variable);
    const read = readVariable(variable, surroundings);
    if ("state" in read) {
      const permissions = variablePermissions(["LOCALAPPDATA", "APPDATA"], surroundings);
      return {
        ...atHome,
        permissions: [...permissions, ...atHome.permissions],
        find: () => read,
      };
    }
    if (read.value === undefined) continue;
    // Python asks for APPDATA only where the other is not set at all; set to nothing, it counts.
    if (read.value === "") break;
    const location = at(
      join(read.value, "globus", ...segments),
      [`%${variable}%`, "globus", ...segments].join("/"),
    );
    return { ...location, permissions: variablePermissions(variables, surroundings) };
  }
  return {
    ...atHome,
    permissions: [...variablePermissions(variables, surroundings), ...atHome.permissions],
  };
}
