/** keyferry's own file in the cache: what no other tool of Tapis has a place for. */

import { FileError } from "../credentials/errors/errors.ts";
import type { Location, Surroundings } from "../credentials/surroundings.ts";
import { cacheFile } from "./cache_folder.ts";

/**
 * Where the file is.
 *
 * @param surroundings Where variables and home folder come from.
 */
export function ownFile(surroundings: Surroundings): Location {
  return cacheFile("keyferry.json", surroundings);
}

/**
 * Does something with the file's text.
 *
 * @param path The file, for the error.
 * @param work What is done.
 * @throws {FileError} When the text is not JSON.
 */
export function inOwnFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const step = { kind: "delete file", path } as const;
    throw new FileError(`Cannot use ${path}`, { why: "it is not JSON", cause, step });
  }
}
