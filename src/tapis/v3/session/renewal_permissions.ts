/** What keeping a session of Tapis v3 fresh needs. */

import { writePermissions } from "../../../credentials/files/files.ts";
import type { Permission } from "../../../credentials/permissions.ts";
import type { Surroundings } from "../../../credentials/surroundings.ts";
import { ownFile } from "../../own_file.ts";
import type { FoundSession } from "./session_chain.ts";
import { isRenewable } from "./session_record.ts";
import { checkArguments } from "../../../options.ts";

/**
 * What renewing a session needs beyond reading it and calling its tenant: the folder that its new tokens
 * are kept in. Nothing for a session that cannot be renewed, or is renewed in memory alone.
 *
 * @param found The session.
 * @param surroundings Where variables and home folder come from.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { permissionFlags, resolve, sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const surroundings = await sandboxSurroundings(sandbox.home);
 * const { value } = await resolve(v3.sessionChain(surroundings));
 * assertEquals(permissionFlags(v3.renewalPermissions(value, surroundings)), [
 *   `--allow-read=${sandbox.home}/.agave`,
 *   `--allow-write=${sandbox.home}/.agave`,
 * ]);
 * ```
 *
 * @category Sessions
 */
export function renewalPermissions(
  found: FoundSession,
  surroundings: Surroundings = {},
): Permission[] {
  checkArguments({ found, surroundings }, { found: "names", surroundings: "surroundings" });
  checkArguments({ "found.session": found.session }, { "found.session": "names" });
  const { session, from } = found;
  const { pathForPermission: path } = ownFile(surroundings);
  if (from !== "stored" || path === undefined || !isRenewable(session)) return [];
  return writePermissions(path);
}
