import { join } from "../../../path/join.ts";
import type { Collection } from "../../collections.ts";
import { identity } from "../../identity.ts";
import { isWithin } from "../../disk/paths.ts";

/** A file, a folder or a link, as documents tell of it. */
export interface FileDocument {
  name: string;
  type: string;
  size: number;
  last_modified: string;
  [key: string]: unknown;
}

function fileTime(time: Date | null): string {
  return (time ?? new Date(0)).toISOString().slice(0, 19).replace("T", " ") + "+00:00";
}

function permissions(info: Deno.FileInfo): string {
  const mode = info.mode ?? (info.isDirectory ? 0o755 : 0o644);
  return "0" + (mode & 0o777).toString(8).padStart(3, "0");
}

/** What a link leads to; nothing where that is outside the collection or not there. */
async function linked(collection: Collection, path: string): Promise<Deno.FileInfo | undefined> {
  try {
    const real = await Deno.realPath(path);
    return isWithin(collection.root, real) ? await Deno.lstat(real) : undefined;
  } catch {
    return undefined;
  }
}

/** The document of what is in a folder by a name; nothing where it is gone. */
export async function fileDocument(
  collection: Collection,
  folder: string,
  name: string,
): Promise<FileDocument | undefined> {
  const path = join(folder, name);
  let info: Deno.FileInfo;
  try {
    info = await Deno.lstat(path);
  } catch (error) {
    // Gone between the listing and the look at it.
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const target = info.isSymlink ? await linked(collection, path) : info;
  const type = target === undefined
    ? "invalid_symlink"
    : target.isDirectory
    ? "dir"
    : target.isFile
    ? "file"
    : "other";
  return {
    DATA_TYPE: "file",
    group: identity.username,
    last_modified: fileTime((target ?? info).mtime),
    link_group: info.isSymlink ? identity.username : null,
    link_last_modified: info.isSymlink ? fileTime(info.mtime) : null,
    link_size: info.isSymlink ? info.size : null,
    link_target: info.isSymlink && target !== undefined ? await Deno.readLink(path) : null,
    link_user: info.isSymlink ? identity.username : null,
    name,
    permissions: permissions(target ?? info),
    size: (target ?? info).size,
    type,
    user: identity.username,
  };
}
