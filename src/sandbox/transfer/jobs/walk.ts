import { join } from "../../../path/join.ts";
import { ensureChild, isWithin, PathError, spell } from "../../disk/paths.ts";
import type { Collection } from "../../collections.ts";
import type { NameFilter } from "../files/filter_rules.ts";

/** A pair of folders, source and destination. */
export interface FolderPair {
  /** The source's real path. */
  readonly source: string;
  /** The destination's real path. */
  readonly destination: string;
  /** The source's names within its collection. */
  readonly sourceNames: readonly string[];
  /** The destination's names within its collection. */
  readonly destinationNames: readonly string[];
}

/** One entry of a source folder. */
export interface Entry {
  readonly type: "file" | "dir";
  readonly name: string;
}

/**
 * The files and folders in a source folder. Symbolic links are left out, and so is what is neither a
 * file nor a folder: a pipe would never end.
 *
 * @throws {PathError} where the folder was swapped for a link that leads out of the collection.
 */
export async function* entriesOf(
  source: Collection,
  pair: FolderPair,
  filter: NameFilter,
): AsyncGenerator<Entry> {
  if (!isWithin(source.root, await Deno.realPath(pair.source))) {
    throw new PathError("outside", `"${spell(pair.sourceNames)}" leads out of the collection`);
  }
  for await (const entry of Deno.readDir(pair.source)) {
    const type = entry.isFile ? "file" : entry.isDirectory ? "dir" : undefined;
    if (type !== undefined && filter(entry.name, type)) yield { type, name: entry.name };
  }
}

/** The pair one level down, its destination made where it is missing. */
export async function childPair(
  destination: Collection,
  pair: FolderPair,
  name: string,
): Promise<FolderPair> {
  const destinationNames = [...pair.destinationNames, name];
  return {
    source: join(pair.source, name),
    destination: await ensureChild(destination, pair.destination, name, destinationNames),
    sourceNames: [...pair.sourceNames, name],
    destinationNames,
  };
}
