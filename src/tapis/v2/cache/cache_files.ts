/** The files of the credential cache that the Bash CLI and AgavePy share. */

import { inHome, type Location, type Surroundings } from "../../../credentials/surroundings.ts";
import { cacheFile } from "../../cache_folder.ts";
import { checkArguments } from "../../../options.ts";

/**
 * Where the current session is kept: `current` in `$TAPIS_CACHE_DIR`, else in `$AGAVE_CACHE_DIR`, else
 * in `~/.agave`.
 *
 * @param surroundings Where variables and home folder come from.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * const file = v2.currentFile({ env: { AGAVE_CACHE_DIR: "/data/agave" }, home: "/home/ada" });
 * assertEquals(file.find(), "/data/agave/current");
 * ```
 *
 * @category Sessions
 */
export function currentFile(surroundings: Surroundings = {}): Location {
  checkArguments({ surroundings }, { surroundings: "surroundings" });
  return cacheFile("current", surroundings);
}

/**
 * Where all sessions are kept: `config.json` in the same folder as `current`.
 *
 * @param surroundings Where variables and home folder come from.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(v2.configFile({ env: {}, home: "/home/ada" }).label, "~/.agave/config.json");
 * ```
 *
 * @category Sessions
 */
export function configFile(surroundings: Surroundings = {}): Location {
  checkArguments({ surroundings }, { surroundings: "surroundings" });
  return cacheFile("config.json", surroundings);
}

/** The list of sessions that AgavePy reads where there is no `current`. */
export function agpyFile(surroundings: Surroundings): Location {
  return inHome([".agpy"], surroundings);
}
