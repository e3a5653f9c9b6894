import { ArgumentTypeError } from "../argument_error.ts";
import { basename } from "../path/basename.ts";
import { join } from "../path/join.ts";
import { collectionId } from "./ids.ts";
import { claimFolder } from "./kept/own_folder.ts";
import { seedArchive, seedLab } from "./disk/samples.ts";

/** A folder of this machine, offered as a Globus collection. */
export interface SandboxCollection {
  /** Its UUID, which follows from its name. */
  readonly id: string;
  /** Its display name. */
  readonly name: string;
  /** The folder's real path on this machine. */
  readonly path: string;
  /** Whether anything in it may be written, renamed or deleted. */
  readonly writable: boolean;
}

/** A collection that the caller names. */
export interface CollectionOption {
  /** Its display name; its id follows from it. */
  name: string;
  /** The folder on this machine; it must exist. */
  path: string;
  /** Whether anything in it may be written, renamed or deleted. @default {false} */
  writable?: boolean | undefined;
}

/** A collection as the sandbox keeps it. */
export interface Collection {
  readonly id: string;
  readonly name: string;
  /** The folder's real path. */
  readonly root: string;
  readonly writable: boolean;
  /**
   * Whether the caller may do something at a path, whose names are given; without it everything is
   * allowed that the collection allows.
   */
  readonly permits?: ((names: readonly string[], wish: "read" | "write") => boolean) | undefined;
}

/** Which collections to serve. */
export interface CollectionsPlan {
  /** A folder of the user's. */
  root: string | undefined;
  /** Exact collections instead. */
  collections: readonly CollectionOption[] | undefined;
  /** Whether `root` may be written. */
  writable: boolean;
  /** The sandbox's own folder. */
  own: string;
}

async function open(name: string, path: string, writable: boolean): Promise<Collection> {
  let root: string;
  try {
    root = await Deno.realPath(path);
    if (!(await Deno.stat(root)).isDirectory) throw new ArgumentTypeError("It is not a folder");
  } catch (cause) {
    throw new ArgumentTypeError(
      `Cannot serve "${path}" as collection "${name}": name an existing folder that may be read`,
      { cause },
    );
  }
  return { id: await collectionId(name), name, root, writable };
}

async function seeded(
  own: string,
  name: string,
  seed: (folder: string) => Promise<void>,
): Promise<Collection> {
  const folder = join(own, name);
  const isThere = await Deno.lstat(folder).then(() => true, () => false);
  if (!isThere) {
    // Under another name until it is complete: beside a state file it is used again.
    const fresh = await Deno.makeTempDir({ dir: own, prefix: ".new-" });
    await seed(fresh);
    await Deno.rename(fresh, folder);
  }
  await claimFolder(folder, (await Deno.lstat(own)).uid);
  return await open(name, folder, true);
}

/**
 * Opens the collections: the named ones; or the user's folder and a scratch one; or two sample ones.
 *
 * @throws {TypeError} where a folder is missing or two collections have one name.
 */
export async function openCollections(plan: CollectionsPlan): Promise<Collection[]> {
  const { root, collections, writable, own } = plan;
  if (collections !== undefined) {
    if (root !== undefined) {
      throw new ArgumentTypeError(
        "Cannot use 'root' and 'collections' together: name the folder in one",
      );
    }
    const names = collections.map((item) => item.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
      throw new ArgumentTypeError(
        `Cannot serve two collections named "${twice}": names must differ`,
      );
    }
    const opened: Collection[] = [];
    for (const item of collections) {
      opened.push(await open(item.name, item.path, item.writable ?? false));
    }
    return opened;
  }
  if (root !== undefined) {
    const real = await Deno.realPath(root).catch(() => root);
    const name = basename(real) || "root";
    const scratch = name === "scratch" ? "sandbox-scratch" : "scratch";
    return [
      await open(name, root, writable),
      await seeded(own, scratch, () => Promise.resolve()),
    ];
  }
  return [await seeded(own, "lab", seedLab), await seeded(own, "archive", seedArchive)];
}

/** A collection as the caller of startSandbox sees it. */
export function publicCollection(collection: Collection): SandboxCollection {
  const { id, name, root, writable } = collection;
  return { id, name, path: root, writable };
}
