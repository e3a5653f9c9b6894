/** One writer at a time, between processes too. */

import { basename } from "@std/path/basename";
import { dirname } from "@std/path/dirname";
import { join } from "@std/path/join";
import { FileError } from "./errors.ts";
import { type HeldLock, isHeld, makeLock, type Watch } from "./made_lock.ts";
import { cannotWrite, demandWriting, sweepTemporaries, writableTarget } from "./files.ts";

/**
 * Runs `work` while no other process holds the same file's lock. The lock is a sibling `.lock` file
 * that is never renamed or removed; the operating system releases it when a process dies. Where the file
 * system has no locks (NFS, Lustre), a file `.lock.held` is made and removed instead; one whose process
 * died is removed after 30 s.
 *
 * @param path The file that `work` is about to read and write.
 * @param work What to do meanwhile; read the file again in here.
 * @returns What `work` returned.
 * @throws {FileError} When the lock file cannot be made.
 * @throws {PermissionNeededError} When Deno may not read and write the folder.
 *
 * @example Change a file that others change too
 * ```ts
 * import { readText, withFileLock, writeSecretFiles } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const path = `${folder}/count.json`;
 * const count = () =>
 *   withFileLock(path, async () => {
 *     const text = await readText(path) ?? "0";
 *     await writeSecretFiles([{ path, text: `${Number(text) + 1}` }]);
 *   });
 * await Promise.all([count(), count(), count()]);
 * assertEquals(await readText(path), "3");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  return withFileLocks([path], work);
}

/**
 * Runs `work` while no other process holds the lock of any of several files; see
 * {@linkcode withFileLock}. Locks are taken in one order everywhere, so that two processes cannot wait
 * for each other, and once where two paths lead to one file.
 *
 * @param paths The files that `work` is about to read and write.
 * @param work What to do meanwhile; read the files again in here.
 * @returns What `work` returned.
 * @throws {FileError} When a lock file cannot be made, or another process holds it for two minutes.
 * @throws {PermissionNeededError} When Deno may not read and write a folder.
 *
 * @example Change two files together
 * ```ts
 * import { readText, withFileLocks, writeSecretFiles } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const paths = [`${folder}/a.json`, `${folder}/b.json`];
 * await withFileLocks(paths, () => writeSecretFiles(paths.map((path) => ({ path, text: "{}" }))));
 * assertEquals(await Promise.all(paths.map(readText)), ["{}", "{}"]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function withFileLocks<T>(
  paths: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  demandWriting(paths);
  const locks = new Map<string, Locked>();
  for (const path of paths) {
    const target = await realTarget(path);
    locks.set(`${target}.lock`, { path, target });
  }
  const held: HeldLock[] = [];
  try {
    for (const [lock, { path, target }] of [...locks].sort(([a], [b]) => a < b ? -1 : 1)) {
      held.push(await taken(lock, path));
      await sweepTemporaries(target);
    }
    return await work();
  } finally {
    for (const lock of held) await lock.release();
  }
}

/** Renewing a token over a slow network may hold a lock for that long. */
const longestWaitMs = 120_000;

async function taken(lock: string, path: string): Promise<HeldLock> {
  const end = Date.now() + longestWaitMs;
  const file = await openLock(lock, path);
  let closed = false;
  const close = (): Promise<void> => {
    if (!closed) file.close();
    closed = true;
    return Promise.resolve();
  };
  try {
    while (!await locked(file)) await pause(end, path);
    return { release: close };
  } catch (error) {
    await close();
    if (!(error instanceof NoLocks)) throw error;
  }
  return await madeLock(`${lock}.held`, path, end);
}

/** The file system has no locks; which of the system's errors says so differs, and so do Deno's words. */
class NoLocks extends Error {}

async function locked(file: Deno.FsFile): Promise<boolean> {
  try {
    return await file.tryLock(true);
  } catch (cause) {
    throw new NoLocks("No locks", { cause });
  }
}

async function madeLock(lock: string, path: string, end: number): Promise<HeldLock> {
  let seen: Watch | undefined;
  while (true) {
    const made = await makeLock(lock, seen).catch((cause) => {
      throw cannotWrite(path, cause);
    });
    if (isHeld(made)) return made;
    seen = made;
    await pause(end, path);
  }
}

async function pause(end: number, path: string): Promise<void> {
  if (Date.now() > end) {
    throw new FileError(
      `Cannot change ${path}: another process has held its lock for ${longestWaitMs / 1000} s; ` +
        "end that process, or wait for it",
      { step: { kind: "try again" } },
    );
  }
  // Not all at the same moment, where many wait.
  await new Promise((resolve) => setTimeout(resolve, 10 + 40 * Math.random()));
}

/** Opening a pipe would wait for a reader, and opening a link would make what it leads to. */
async function openLock(lock: string, path: string): Promise<Deno.FsFile> {
  for (let left = 100;; left--) {
    try {
      const info = await Deno.lstat(lock).catch((error) => {
        if (error instanceof Deno.errors.NotFound) return undefined;
        throw error;
      });
      if (info === undefined) {
        return await Deno.open(lock, { write: true, createNew: true, mode: 0o600 });
      }
      if (!info.isFile) {
        throw new FileError(`Cannot lock ${path}: ${lock} is not a regular file`, {
          step: { kind: "delete file", path: lock },
        });
      }
      return await Deno.open(lock, { write: true });
    } catch (cause) {
      // Another process has made it, or somebody has removed it, since it was looked at.
      const changed = cause instanceof Deno.errors.AlreadyExists ||
        cause instanceof Deno.errors.NotFound;
      if (changed && left > 0) continue;
      throw cause instanceof FileError ? cause : cannotWrite(path, cause);
    }
  }
}

interface Locked {
  /** The file as it was named. */
  readonly path: string;
  /** Where it really lies. */
  readonly target: string;
}

/** A file by the real path of its folder, by which two paths to one file are told to be one. */
async function realTarget(path: string): Promise<string> {
  const target = await writableTarget(path);
  try {
    await Deno.mkdir(dirname(target), { recursive: true, mode: 0o700 });
    return join(await Deno.realPath(dirname(target)), basename(target));
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}
