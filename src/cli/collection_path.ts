/** A place on a Globus collection, as it is written on the command line. */

import { MisuseError } from "./misuse.ts";

/** A place on a collection. */
export interface CollectionPath {
  /** The collection's id. */
  readonly collection: string;
  /** The path on it, where one is given. */
  readonly path: string | undefined;
}

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const place = new RegExp(`^(${uuid})(?::(.*))?$`, "is");

/**
 * Reads `COLLECTION` or `COLLECTION:PATH`. A collection is named by its id alone: a search by name
 * could hit somebody else's.
 *
 * @param text The text.
 * @throws {MisuseError} When it does not begin with a UUID.
 */
export function collectionPath(text: string): CollectionPath {
  const [, collection, path] = place.exec(text) ?? [];
  if (collection === undefined) {
    throw new MisuseError(
      `${
        JSON.stringify(text)
      } does not begin with a collection's id: give its UUID, which its page ` +
        "below https://app.globus.org/collections shows (`keyferry sandbox` prints its own)",
    );
  }
  return { collection, path: path === "" ? undefined : path };
}

/**
 * Reads a task's id.
 *
 * @param text The text.
 * @throws {MisuseError} When it is no UUID.
 */
export function taskId(text: string): string {
  if (new RegExp(`^${uuid}$`, "i").test(text)) return text;
  throw new MisuseError(
    `${
      JSON.stringify(text)
    } is no task's id: give the UUID that \`keyferry globus transfer\` printed`,
  );
}
