/** Looking for a credential before a person is asked for one. */

import { CredentialError } from "../../credentials/errors/errors.ts";
import { stopsSearch } from "../../credentials/sources/source.ts";

/**
 * What a search finds; nothing where every place is empty. A place that cannot be used, or may not be,
 * is told of: a login would write over it, or beside it.
 *
 * @param restore The search.
 */
export async function ifFound<T>(restore: () => Promise<T>): Promise<T | undefined> {
  try {
    return await restore();
  } catch (error) {
    const nothing = error instanceof CredentialError &&
      error.report.lines.every((line) => line.state !== "used" && !stopsSearch(line));
    if (nothing) return undefined;
    throw error;
  }
}
