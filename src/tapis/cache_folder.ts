/** The folder that the Bash CLI, AgavePy and keyferry keep Tapis sessions in. */

import { join } from "../path/join.ts";
import { normalize } from "../path/normalize.ts";
import type { NotFound } from "../credentials/sources/source.ts";
import {
  at,
  inHome,
  type Location,
  readVariable,
  type Surroundings,
  variablePermissions,
} from "../credentials/surroundings.ts";

/** The variables that name the folder, the preferred one first. */
const folderVariables = ["TAPIS_CACHE_DIR", "AGAVE_CACHE_DIR"];

/**
 * What to tell a person whose cache other tools do not look for: the Bash CLI and AgavePy 0.9 do not
 * read `TAPIS_CACHE_DIR`.
 *
 * @param surroundings Where variables and home folder come from.
 * @returns A sentence, or `undefined` where all look in one folder.
 */
export function folderWarning(surroundings: Surroundings): string | undefined {
  const [own, others] = folderVariables.map((variable) => {
    const read = readVariable(variable, surroundings);
    return "value" in read && read.value ? read.value : undefined;
  });
  if (own === undefined) return undefined;
  const elsewhere = others ?? inHome([".agave"], surroundings).find();
  if (typeof elsewhere !== "string" || samePath(elsewhere, own)) return undefined;
  const place = others === undefined ? "~/.agave" : "$AGAVE_CACHE_DIR";
  return `the Bash CLI and AgavePy 0.9 do not read TAPIS_CACHE_DIR, and look in ${place}: set ` +
    "AGAVE_CACHE_DIR to the same folder for them";
}

function samePath(a: string, b: string): boolean {
  // A slash at the end, which most write, would count as a difference.
  return normalize(join(a, "current")) === normalize(join(b, "current"));
}

/**
 * A file of the cache: in `$TAPIS_CACHE_DIR`, else in `$AGAVE_CACHE_DIR`, else in `~/.agave`.
 *
 * @param name The file's name.
 * @param surroundings Where variables and home folder come from.
 */
export function cacheFile(name: string, surroundings: Surroundings): Location {
  for (const [index, variable] of folderVariables.entries()) {
    const read = readVariable(variable, surroundings);
    if ("state" in read) return unknownFolder(name, surroundings, read);
    if (read.value) {
      const location = at(join(read.value, name), `$${variable}/${name}`);
      const asked = folderVariables.slice(0, index + 1);
      return { ...location, permissions: variablePermissions(asked, surroundings) };
    }
  }
  const location = inHome([".agave", name], surroundings);
  const permissions = variablePermissions(folderVariables, surroundings);
  return { ...location, permissions: [...permissions, ...location.permissions] };
}

/** A variable that might name the folder may not be read, so no folder can be looked in. */
function unknownFolder(name: string, surroundings: Surroundings, why: NotFound): Location {
  return {
    label: `~/.agave/${name}`,
    permissions: [
      ...variablePermissions(folderVariables, surroundings),
      ...inHome([], surroundings).permissions,
    ],
    pathForPermission: inHome([".agave", name], surroundings).pathForPermission,
    find: () => why,
  };
}
