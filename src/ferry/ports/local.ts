/** The port of this machine. */

import { dirname } from "../../path/dirname.ts";
import { join } from "../../path/join.ts";
import { demandPermissions } from "../../credentials/demand_permissions.ts";
import { FileError } from "../../credentials/errors/errors.ts";
import { cannotRead, cannotWrite, demandReading } from "../../credentials/files/files.ts";
import { isGranted } from "../../credentials/permissions.ts";
import { openFile } from "../../http/files/open_file.ts";
import { saveFile } from "../../http/files/save_file.ts";
import { cannotCopy } from "../failure.ts";
import { isFolderPath } from "../place.ts";
import type { Entry, FileSource, Port, WriteOptions } from "./port.ts";

/** Files and folders of this machine. */
export function localPort(): Port {
  return { stat, list, read, write, makeFolder, above, join, folds };
}

/** A link that is named itself is followed; those in folders are not. */
async function stat(path: string): Promise<Entry | undefined> {
  demandReading(path);
  try {
    return entryOf(path, await Deno.stat(path));
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cannotRead(path, cause);
    // A link that leads nowhere is there all the same, and no file takes its place.
    const link = await Deno.lstat(path).catch(() => undefined);
    return link?.isSymlink ? entryOf(path, link) : undefined;
  }
}

async function* list(path: string, signal?: AbortSignal): AsyncGenerator<Entry, void> {
  demandReading(path);
  try {
    for await (const { name } of Deno.readDir(path)) {
      signal?.throwIfAborted();
      // Gone by now, or a name that is not text: reading it will say so.
      const info = await Deno.lstat(join(path, name)).catch(() => undefined);
      yield info === undefined
        ? { name, type: "file", size: undefined, modified: undefined }
        : entryOf(name, info);
    }
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw cannotRead(path, cause);
  }
}

function entryOf(name: string, info: Deno.FileInfo): Entry {
  const type = info.isSymlink
    ? "link"
    : info.isDirectory
    ? "folder"
    : info.isFile
    ? "file"
    : "other";
  return { name, type, size: info.size, modified: info.mtime?.getTime() };
}

function read(path: string): FileSource {
  return { content: (signal) => openFile(path, { signal }) };
}

async function write(path: string, source: FileSource, options: WriteOptions): Promise<number> {
  const { coming } = source;
  if (coming === undefined) throw new TypeError("From this machine to itself nothing is copied");
  const { faultOf, ...how } = options;
  const saved = await saveFile(path, {
    ...coming,
    faultOf: async (bytes, part, came) => {
      return await coming.faultOf?.(bytes, part, came) ?? await faultOf?.(part);
    },
  }, how);
  return saved.bytes;
}

async function makeFolder(path: string): Promise<void> {
  demandPermissions(`Cannot write ${path}`, [{ name: "write", path }]);
  try {
    await Deno.mkdir(path);
  } catch (cause) {
    const known = await Deno.lstat(path).catch(() => undefined);
    if (known?.isDirectory) return;
    if (cause instanceof Deno.errors.NotFound) {
      throw new FileError(`Cannot make the folder ${path}: there is no folder above it`, { cause });
    }
    throw cannotWrite(path, cause);
  }
}

function above(path: string): string | undefined {
  const folder = dirname(path);
  return isGranted({ name: "read", path: folder }) ? folder : undefined;
}

/** Always the same, so that the next run removes what one that was killed has left. */
const probeName = ".keyferry-case.part";

/** Found out by a file: the system's name says nothing of a disk that is plugged in. */
async function folds(folder: string, mayTry: boolean): Promise<boolean> {
  if (!mayTry) return Deno.build.os === "windows" || Deno.build.os === "darwin";
  const probe = join(folder, probeName);
  const twin = join(folder, probeName.toUpperCase());
  const isThere = (path: string) => Deno.lstat(path).then(() => true, () => false);
  // Another copy may remove the file just when it is looked for.
  for (let left = 10; left > 0; left--) {
    try {
      const file = await Deno.open(probe, { write: true, createNew: true, mode: 0o600 });
      file.close();
    } catch (error) {
      // What cannot be written will say so itself.
      if (!(error instanceof Deno.errors.AlreadyExists)) return false;
    }
    const [isOne, isKnown] = [await isThere(twin), await isThere(probe)];
    await Deno.remove(probe).catch(() => {});
    if (isOne || isKnown) return isOne;
  }
  return false;
}

/**
 * Makes what refuses to write into a folder that is a link by now, and leads elsewhere: when it was listed it
 * was none. Nothing is remembered of a folder, since it can become a link at any time; its real path tells in
 * one call of the system that neither it nor a folder above it is one.
 *
 * @param root The folder of the whole copy, which may be a link.
 * @returns Takes what is to be written, below the root, names joined by slashes.
 */
export function linkGuard(root: string): (path: string) => Promise<void> {
  const realPath = (path: string): Promise<string | undefined> => {
    return Deno.realPath(path).catch(() => undefined);
  };
  let realRoot: string | undefined;
  return async (path) => {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (folder === "") return;
    realRoot ??= await realPath(root);
    const wanted = realRoot && join(realRoot, folder);
    if (wanted && wanted === await realPath(join(root, folder))) return;
    // Not there yet, or spelled otherwise on the disk: each is looked at by itself.
    let at = root;
    for (const name of folder.split("/")) {
      at = join(at, name);
      const info = await Deno.lstat(at).catch(() => undefined);
      if (info?.isSymlink) throw cannotCopy(path, `the folder ${at} has become a link`);
    }
  };
}

/**
 * The path of a file that comes to this machine: the one that is named; where that is a folder, the file's
 * own name in it.
 *
 * @param name The file's own name.
 * @param target What is named.
 */
export function localTarget(name: string, target: string): string {
  return isFolderPath(target) || isFolder(target) ? join(target, name) : target;
}

function isFolder(path: string): boolean {
  if (!isGranted({ name: "read", path })) return false;
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
