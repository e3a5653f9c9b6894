import { join } from "../../../path/join.ts";
import type { Collection } from "../../collections.ts";
import {
  assertPermitted,
  assertRealPermitted,
  assertWritable,
  locate,
  namesOf,
  PathError,
  spell,
} from "../../disk/paths.ts";

/** A name in a folder of a collection, for what changes the name itself: a link is not followed. */
export interface FolderEntry {
  /** The folder's real path. */
  readonly folder: string;
  /** The real path of the folder, and the name. */
  readonly path: string;
  /** The names from the collection's root. */
  readonly names: readonly string[];
  /** What has the name; nothing where it is free. */
  readonly info: Deno.FileInfo | undefined;
}

/**
 * What is at a path, itself and not what it leads to; `undefined` where there is nothing. A folder above it
 * that has become a file is an error here: what is deleted because the source has it no more must not be
 * told from that.
 *
 * @param path The path.
 */
export async function infoOf(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Finds a name that is to be made, changed or removed. Links on the way are followed as long as they
 * stay in the collection, one at its end is not.
 *
 * @throws {PathError} where it leads out, the caller may not write there, the collection is read-only,
 * its folder is missing, or the path is the collection's own folder.
 */
export async function writableEntry(collection: Collection, path: string): Promise<FolderEntry> {
  assertWritable(collection);
  const names = namesOf(path);
  const name = names.at(-1);
  if (name === undefined) {
    throw new PathError("invalid", "The collection's own folder cannot be changed");
  }
  const above = names.slice(0, -1);
  // Whether the caller may see the folder above does not matter; whether they may write this does.
  const { permits: _permits, ...open } = collection;
  const parent = await locate(open, above);
  if (parent.info === undefined) {
    throw new PathError("missing", `No folder "${spell(above)}"`);
  }
  if (!parent.info.isDirectory) {
    throw new PathError("not-a-folder", `"${spell(above)}" is not a folder`);
  }
  const real = join(parent.real, name);
  assertPermitted(collection, names, "write");
  assertRealPermitted(collection, real, names, "write");
  return { folder: parent.real, path: real, names, info: await infoOf(real) };
}
