/** The part of a file that is being fetched: named after it, found again after a crash. */

import { basename } from "../../path/basename.ts";
import { dirname } from "../../path/dirname.ts";
import { join } from "../../path/join.ts";
import { tryLock } from "../../credentials/files/try_lock.ts";
import type { FileVersion } from "./file_version.ts";
import { readRecord, removeRecord } from "./part_record.ts";

/** A part that nobody else writes: an open file that is locked. */
export interface Part {
  /** Where it is. */
  readonly path: string;
  /** The file, open to read and write. */
  readonly file: Deno.FsFile;
}

/** A part that an earlier run left, with what it was of. */
export interface FoundPart extends Part {
  /** Of which version it is. */
  readonly version: FileVersion;
  /** How many bytes it has. */
  readonly bytes: number;
}

/** How many programs may fetch the same file at once before their parts get names of chance. */
const places = 8;

/** Where nobody can ask for locks, a part that was not written for so long has no writer any more. */
const abandonedMs = 3_600_000;

/**
 * The names that parts of a file may have, in the file's own folder: their length does not depend on the
 * file's name, and the next run knows where to look without reading the folder.
 */
async function partNames(target: string): Promise<string[]> {
  const name = new TextEncoder().encode(basename(target));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", name)).toHex().slice(0, 16);
  return Array.from({ length: places }, (_, place) => {
    return join(dirname(target), `.keyferry-${digest}${place === 0 ? "" : `-${place}`}.part`);
  });
}

/**
 * Makes a part, and locks it.
 *
 * @param target The file that it will become.
 * @param mode Who may read it.
 * @throws What the operating system says, where the folder takes no file.
 */
export async function newPart(target: string, mode: number): Promise<Part> {
  const chance = join(dirname(target), `.keyferry-${crypto.randomUUID()}.part`);
  for (const path of [...await partNames(target), chance]) {
    try {
      // Never over something that is there, nor through a link.
      const file = await Deno.open(path, { read: true, write: true, createNew: true, mode });
      // Somebody who is just sweeping may have been quicker: then the name is free again.
      if (await lockState(file) !== "taken" && await isAt(file, path)) return { path, file };
      file.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
  throw new Deno.errors.AlreadyExists("too many programs fetch the same file");
}

/**
 * Looks after the parts that earlier runs left of a file: those which nobody writes any more are
 * removed, but for one that can be gone on with.
 *
 * @param target The file that they were to become.
 * @param url Where the file comes from, if its part can be gone on with at all.
 */
export async function findPart(
  target: string,
  url: string | undefined,
): Promise<FoundPart | undefined> {
  let found: FoundPart | undefined;
  for (const part of await Promise.all((await partNames(target)).map(findAbandoned))) {
    if (part === undefined) continue;
    const kept = found === undefined && url !== undefined ? await resumable(part, url) : undefined;
    if (kept === undefined) await removePart(part);
    else found = kept;
  }
  return found;
}

/**
 * Removes what earlier runs left of a file that has arrived: a process may be killed when the file is in
 * its place and its part is still there.
 *
 * @param target The file.
 */
export async function sweepParts(target: string): Promise<void> {
  const [first = ""] = await partNames(target);
  // Nearly always there is none: one look tells.
  const isThere = await Deno.lstat(first).then(() => true, () => false);
  if (isThere) await findPart(target, undefined);
}

/** Removes a part, and what was written down about it. */
export async function removePart({ path, file }: Part): Promise<void> {
  await removeRecord(path);
  await Deno.remove(path).catch(() => {});
  close(file);
}

/**
 * Lets go of a file and its lock, whether it is open or not. To close it alone is not enough: a process
 * that is just being started elsewhere in this one has the file open, too, until its own program runs.
 */
export function close(file: Deno.FsFile): void {
  try {
    file.unlockSync();
  } catch {
    // Not every file system of a cluster has locks.
  }
  try {
    file.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/** A part that nobody writes, locked by now; nothing where there is none, or it is somebody's. */
async function findAbandoned(path: string): Promise<Part | undefined> {
  const info = await Deno.lstat(path).catch(() => undefined);
  // A link or a pipe of that name was not made here.
  if (info?.isFile !== true) return undefined;
  // Not ours to change, or gone by now.
  const file = await Deno.open(path, { read: true, write: true }).catch(() => undefined);
  if (file === undefined) return undefined;
  const lock = await lockState(file);
  const age = Date.now() - (info.mtime?.getTime() ?? 0);
  const isFree = lock === "held" || lock === "unknown" && age > abandonedMs;
  if (isFree && await isAt(file, path)) return { path, file };
  close(file);
  return undefined;
}

/** Whether a lock was got: not every file system of a cluster has them. */
async function lockState(file: Deno.FsFile): Promise<"held" | "taken" | "unknown"> {
  return await tryLock(file).then((got) => got ? "held" : "taken", () => "unknown");
}

/** Whether a path still names the file that was opened there. */
export async function isAt(file: Deno.FsFile, path: string): Promise<boolean> {
  const [open, there] = [await file.stat(), await Deno.lstat(path).catch(() => undefined)];
  return there?.isFile === true && open.ino === there.ino && open.dev === there.dev;
}

async function resumable(part: Part, url: string): Promise<FoundPart | undefined> {
  const version = await readRecord(part.path);
  const { size: bytes, nlink, uid } = await part.file.stat();
  if (version?.url !== url || bytes === 0 || bytes > (version.size ?? 0)) return undefined;
  // A second name means that it was put in its place already: that file is not ours to change.
  if ((nlink ?? 1) > 1) return undefined;
  // In a folder that many write, a part might be another person's, with what they like in it.
  if (uid !== await ownUid(part.path)) return undefined;
  return { ...part, version, bytes };
}

/** Who owns what this process makes; to ask directly takes a permission of its own. */
async function ownUid(path: string): Promise<number | null | undefined> {
  const probe = join(dirname(path), `.keyferry-${crypto.randomUUID()}.part`);
  try {
    using file = await Deno.open(probe, { write: true, createNew: true, mode: 0o600 });
    return (await file.stat()).uid;
  } catch {
    return undefined;
  } finally {
    await Deno.remove(probe).catch(() => {});
  }
}
