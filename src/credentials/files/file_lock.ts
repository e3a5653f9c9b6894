/** One writer at a time, between processes too. */

import { ArgumentRangeError } from "../../argument_error.ts";
import { basename } from "../../path/basename.ts";
import { dirname } from "../../path/dirname.ts";
import { join } from "../../path/join.ts";
import { FileError } from "../errors/errors.ts";
import { deadAfterMs, type HeldLock, isHeld, makeLock, type Watch } from "./made_lock.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../options.ts";
import { asksWithoutWaiting, tryLock } from "./try_lock.ts";
import { cannotWrite, demandWriting, sweepTemporaries, writableTarget } from "./files.ts";

/**
 * How a lock is waited for.
 *
 * @category Files
 */
export interface FileLockOptions {
  /**
   * How long to wait while another process holds the lock, in seconds; `false` for not at all. Where the
   * file system has no locks, and with a Deno before 2.7.1, the holder is watched until it shows a sign of
   * life, every 5 s, or for up to 30 s more where it shows none.
   *
   * @default {120}
   */
  readonly wait?: false | number | undefined;
}

const lockKinds: OptionKinds<FileLockOptions> = { wait: "any" };

/**
 * Runs `work` while no other process holds the same file's lock. The lock is a sibling `.lock` file
 * that is never renamed or removed; the operating system releases it when a process dies. Where the file
 * system has no locks (NFS, Lustre), a file `.lock.held` is made and removed instead, and with a Deno
 * before 2.7.1 as well; one whose process died is removed after 30 s.
 *
 * @param path The file that `work` is about to read and write.
 * @param work What to do meanwhile; read the file again in here.
 * @param options `wait`: how long to wait for another process.
 * @returns What `work` returned.
 * @throws {FileError} When the lock file cannot be made; with `locked`, when another process holds the
 * lock for longer than is waited.
 * @throws {RangeError} When `wait` is not a number of at least 0.
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
 *
 * @example A nightly run that leaves when the one of the night before is still at work
 * ```ts
 * import { isFileError, withFileLock } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const nightly = (work: () => Promise<string>) =>
 *   withFileLock(`${folder}/nightly`, work, { wait: false }).catch((error) => {
 *     if (isFileError(error) && error.locked) return "still at work";
 *     throw error;
 *   });
 * const second = await nightly(() => nightly(() => Promise.resolve("done")));
 * assertEquals(second, "still at work");
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @category Files
 */
export function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  options: FileLockOptions = {},
): Promise<T> {
  checkArguments({ path, work }, { path: "text", work: "function" });
  return withFileLocks([path], work, options);
}

/**
 * Runs `work` while no other process holds the lock of any of several files; see
 * {@linkcode withFileLock}. Locks are taken in one order everywhere, so that two processes cannot wait
 * for each other, and once where two paths lead to one file.
 *
 * @param paths The files that `work` is about to read and write.
 * @param work What to do meanwhile; read the files again in here.
 * @param options `wait`: how long to wait for another process, for all of them together.
 * @returns What `work` returned.
 * @throws {FileError} When a lock file cannot be made; with `locked`, when another process holds one for
 * longer than is waited.
 * @throws {RangeError} When `wait` is not a number of at least 0.
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
 *
 * @category Files
 */
export async function withFileLocks<T>(
  paths: readonly string[],
  work: () => Promise<T>,
  options: FileLockOptions = {},
): Promise<T> {
  checkArguments({ paths, work }, { paths: "list", work: "function" });
  checkOptions(options, lockKinds);
  const patience = patienceOf(options);
  demandWriting(paths);
  const locks = new Map<string, Locked>();
  for (const path of paths) {
    const target = await realTarget(path);
    locks.set(`${target}.lock`, { path, target });
  }
  const held: HeldLock[] = [];
  try {
    for (const [lock, { path, target }] of [...locks].sort(([a], [b]) => a < b ? -1 : 1)) {
      held.push(await takeLock(lock, path, patience));
      await sweepTemporaries(target);
    }
    return await work();
  } finally {
    for (const lock of held) await lock.release();
  }
}

/** How long is waited, and until when. */
interface Patience {
  readonly seconds: number;
  readonly end: number;
}

/** Renewing a token over a slow network may hold a lock for two minutes. */
function patienceOf({ wait = 120 }: FileLockOptions): Patience {
  const seconds = wait === false ? 0 : wait;
  if (typeof seconds === "number" && seconds >= 0) {
    return { seconds, end: Date.now() + seconds * 1000 };
  }
  throw new ArgumentRangeError(
    `wait must be false, or a number of seconds of at least 0: it is ${wait}`,
  );
}

/**
 * A Deno that can only wait for the system's lock would have to stay until it comes: there the file
 * `.lock.held` is made first, which says at once whether another process like it is at work.
 */
async function takeLock(lock: string, path: string, patience: Patience): Promise<HeldLock> {
  if (asksWithoutWaiting) return await lockedOrMade(lock, path, patience);
  const made = await madeLock(`${lock}.held`, path, patience);
  try {
    const locked = await lockedFile(lock, path, patience);
    return {
      async release(): Promise<void> {
        await locked?.release();
        await made.release();
      },
    };
  } catch (error) {
    await made.release();
    throw error;
  }
}

async function lockedOrMade(lock: string, path: string, patience: Patience): Promise<HeldLock> {
  return await lockedFile(lock, path, patience) ?? await madeLock(`${lock}.held`, path, patience);
}

/** The system's lock; nothing where the file system has no locks. */
async function lockedFile(
  lock: string,
  path: string,
  patience: Patience,
): Promise<HeldLock | undefined> {
  const file = await openLock(lock, path);
  let closed = false;
  const close = (): Promise<void> => {
    if (!closed) file.close();
    closed = true;
    return Promise.resolve();
  };
  try {
    while (!await takesLock(file)) {
      if (isOver(patience)) throw stillHeld(path, patience);
      await pause();
    }
    // To close it alone is not enough: a process that is just being started elsewhere in this one has
    // the file open, too, until its own program runs.
    return { release: async () => await file.unlock().then(close) };
  } catch (error) {
    await close();
    if (!(error instanceof NoLocks)) throw error;
    return undefined;
  }
}

/** The file system has no locks; which of the system's errors says so differs, and so do Deno's words. */
class NoLocks extends Error {}

async function takesLock(file: Deno.FsFile): Promise<boolean> {
  try {
    return await tryLock(file);
  } catch (cause) {
    throw new NoLocks("No locks", { cause });
  }
}

async function madeLock(lock: string, path: string, patience: Patience): Promise<HeldLock> {
  let seen: Watch | undefined;
  // A dead holder's must not be there for good, however little is waited each time.
  const last = patience.end + 2 * deadAfterMs;
  while (true) {
    const made = await makeLock(lock, seen).catch((cause) => {
      throw cause instanceof FileError ? cause : cannotWrite(path, cause);
    });
    if (isHeld(made)) return made;
    const [before = "", now] = [seen?.text, made.text];
    const isAlive = before !== "" && now !== "" && before !== now;
    if (isOver(patience) && (isAlive || Date.now() > last)) throw stillHeld(path, patience);
    seen = made;
    await pause();
  }
}

function isOver({ end }: Patience): boolean {
  return Date.now() >= end;
}

function stillHeld(path: string, { seconds }: Patience): FileError {
  const holds = seconds === 0 ? "holds its lock" : `has held its lock for ${seconds} s`;
  return new FileError(
    `Cannot change ${path}: another process ${holds}; end that process, or wait for it`,
    { locked: true, step: { kind: "try again" } },
  );
}

async function pause(): Promise<void> {
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
      return await Deno.open(lock, { write: true }).catch((cause) => {
        if (!(cause instanceof Deno.errors.PermissionDenied)) throw cause;
        const step = { kind: "delete file", path: lock } as const;
        const why = "it is another user's, or its permissions do not allow it";
        throw new FileError(`Cannot open ${lock}, the lock of ${path}`, { why, step, cause });
      });
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
  /** Where it really is. */
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
