/** Keeping a session that a program has got itself. */

import { withFileLocks } from "../../../credentials/files/file_lock.ts";
import type { Surroundings } from "../../../credentials/surroundings.ts";
import { storeFor } from "./keeping.ts";
import type { SessionRecord } from "../cache/session_record.ts";

/**
 * Writes a session into the cache that the Bash CLI and AgavePy share.
 *
 * @param session The session, with tokens or without.
 * @param surroundings Where variables and home folder come from.
 * @throws {FileError} When the cache cannot be written.
 * @throws {PermissionNeededError} When Deno may not write there.
 * @throws {CredentialError} When it is a sandbox's, and the folder is not.
 */
export async function keepSession(
  session: SessionRecord,
  surroundings: Surroundings,
): Promise<void> {
  const store = await storeFor(
    { session, from: "caller", mode: "Standard", login: undefined, keptIn: "cache" },
    surroundings,
  );
  await withFileLocks([store.path, ...store.beside ?? []], () => store.write(session));
}
