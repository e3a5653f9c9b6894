/** The source that is a token storage of the caller's. */

import { broken } from "../../credentials/sources/from_json_file.ts";
import { FileError } from "../../credentials/errors/errors.ts";
import { missingPermissions, type Permission } from "../../credentials/permissions.ts";
import type { Outcome, Source } from "../../credentials/sources/source.ts";
import { notPermitted } from "../../credentials/surroundings.ts";
import type { OAuthClient } from "../renewal.ts";
import { type GlobusTokens, isNotFound, outcomeOfStored, storedIn } from "../tokens.ts";
import { placeOf } from "../storage/token_file.ts";
import {
  checkedStorage,
  type TokenNamespaces,
  type TokenStorage,
} from "../storage/token_storage.ts";

/**
 * The source that is a token storage of the caller's.
 *
 * @param storage The storage.
 * @param client The app that can renew what is in it, where one is named.
 * @param now The clock, in milliseconds since 1970.
 * @throws {TypeError} When it is not a storage.
 */
export function fromStorage(
  storage: TokenStorage,
  client: OAuthClient | undefined,
  now: () => number,
): Source<GlobusTokens> {
  const { namespace } = checkedStorage(storage);
  const file = placeOf(storage);
  const { path } = file;
  const permissions: Permission[] = path === undefined ? [] : [{ name: "read", path }];
  return {
    name: file.name,
    permissions,
    async load(): Promise<Outcome<GlobusTokens>> {
      const missing = missingPermissions(permissions);
      if (missing.length > 0) return notPermitted(missing);
      let namespaces: TokenNamespaces;
      try {
        namespaces = await file.load();
      } catch (cause) {
        if (!(cause instanceof FileError)) throw cause;
        return broken(`cannot be used: ${cause.why}`, cause, cause.step);
      }
      const stored = storedIn(file, namespaces, namespace);
      if (isNotFound(stored)) return stored;
      return await outcomeOfStored(stored, { client, now: now() });
    },
  };
}
