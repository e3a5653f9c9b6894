import { join } from "../../../path/join.ts";
import type { Collection } from "../../collections.ts";
import { isWithin, PathError, spell } from "../../disk/paths.ts";

/** What is told of each thing that goes, before it goes: what it is, and its real path. */
export type BeforeRemoval = (type: "file" | "dir", path: string) => Promise<void> | void;

/**
 * Removes a file, a link, or a folder with everything in it. Links are removed, never followed; each
 * folder is looked at again before its names are read, so that one swapped for a link is found out.
 *
 * @throws {PathError} where a folder turned out to lead out of the collection.
 */
export async function removeTree(
  collection: Collection,
  entry: { readonly path: string; readonly names: readonly string[] },
  before: BeforeRemoval,
): Promise<void> {
  const { path, names } = entry;
  const info = await Deno.lstat(path);
  if (!info.isDirectory) {
    await before("file", path);
    await Deno.remove(path);
    return;
  }
  const real = await Deno.realPath(path);
  if (!isWithin(collection.root, real) || real === collection.root) {
    throw new PathError("outside", `"${spell(names)}" leads out of the collection`);
  }
  for await (const { name } of Deno.readDir(real)) {
    const inner = { path: join(real, name), names: [...names, name] };
    try {
      await removeTree(collection, inner, before);
    } catch (error) {
      // Somebody else removed it meanwhile, which is as good.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  await before("dir", real);
  await Deno.remove(real);
}
