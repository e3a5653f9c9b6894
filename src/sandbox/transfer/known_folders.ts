import { FileError } from "../../credentials/errors.ts";
import type { Collection } from "../collections.ts";

/** An endpoint as far as it says which folder it serves. */
export interface ServingEndpoint {
  /** Its id. */
  readonly id: string;
  /** What it is. */
  readonly entityType: string;
  /** The collection that it served when it was kept. */
  readonly collection?: Collection | undefined;
}

/**
 * Demands that each collection of an earlier run is served again, from the same folder: its id follows
 * from its name alone, and what was not done yet would be done in another folder.
 *
 * @param endpoints The endpoints that the state file knows.
 * @param collections The folders that are served now.
 * @param file The state file; without one there is no earlier run.
 * @throws {FileError} where one is missing, or is another folder now.
 */
export function demandKnownFolders(
  endpoints: Iterable<ServingEndpoint>,
  collections: readonly Collection[],
  file: string | undefined,
): void {
  for (const { id, entityType, collection: known } of endpoints) {
    if (entityType !== "GCSv5_mapped_collection" || known === undefined) continue;
    const served = collections.find((collection) => collection.id === id);
    const start = `Cannot go on from the state file "${file}"`;
    if (served === undefined) {
      throw new FileError(
        `${start} without its collection "${known.name}": serve the same folders as ` +
          "before (with root, or --root of the command), or name another state file",
      );
    }
    if (served.root === known.root) continue;
    throw new FileError(
      `${start}: its collection "${known.name}" is the folder "${known.root}", not ` +
        `"${served.root}"; serve it from there, or name another state file`,
    );
  }
}
