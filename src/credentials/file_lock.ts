/** One writer at a time, between processes too. */

import { basename } from "@std/path/basename";
import { dirname } from "@std/path/dirname";
import { join } from "@std/path/join";
import { FileError } from "./errors.ts";
import { cannotWrite, demandWriting, sweepTemporaries, writableTarget } from "./files.ts";

/**
 * Runs `work` while no other process holds the same file's lock. The lock is a sibling `.lock` file
 * that is never renamed or removed; the operating system releases it when a process dies.
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
    const target = await locked(path);
    locks.set(`${target}.lock`, { path, target });
  }
  const held: Deno.FsFile[] = [];
  try {
    for (const [lock, { path, target }] of [...locks].sort(([a], [b]) => a < b ? -1 : 1)) {
      const file = await Deno.open(lock, { write: true, create: true, mode: 0o600 })
        .catch((cause) => {
          throw cannotWrite(path, cause);
        });
      held.push(file);
      await taken(file, path);
      await sweepTemporaries(target);
    }
    return await work();
  } finally {
    for (const file of held) file.close();
  }
}

/** Renewing a token over a slow network may hold a lock for that long. */
const longestWaitMs = 120_000;

async function taken(file: Deno.FsFile, path: string): Promise<void> {
  const end = Date.now() + longestWaitMs;
  while (!await file.tryLock(true)) {
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
}

interface Locked {
  /** The file as it was named. */
  readonly path: string;
  /** Where it really lies. */
  readonly target: string;
}

/** A file by the real path of its folder, by which two paths to one file are told to be one. */
async function locked(path: string): Promise<string> {
  const target = await writableTarget(path);
  try {
    await Deno.mkdir(dirname(target), { recursive: true, mode: 0o700 });
    return join(await Deno.realPath(dirname(target)), basename(target));
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}
