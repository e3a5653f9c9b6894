/** Copying by a platform's own engine, which moves the files by itself. */

import type { Copy } from "../copy.ts";
import type { Items } from "../items/ends.ts";
import { type SameFiles, sortOut } from "../items/sort_out.ts";
import type { Item } from "../items/walk.ts";
import type { FerryItem } from "../tally.ts";

/** What copies by itself. */
export interface Engine {
  /** What is done about a file that is there already. */
  readonly same: SameFiles;
  /**
   * Tells it to copy files. It cannot be given up: a task whose id nobody knows could not be waited for.
   *
   * @param files The files.
   * @returns The task's id.
   */
  submit(files: readonly Item[]): Promise<string>;
  /**
   * Waits for a task's end.
   *
   * @param id The task's id.
   * @param files What it was told to copy.
   * @returns What became of each.
   */
  follow(id: string, files: readonly Item[]): Promise<(file: Item) => Omit<FerryItem, "path">>;
}

/** So often it is looked how far a task is, in seconds: who waits for a copy wants to know when it is done. */
export const pollingInterval = 1;

/**
 * Has an engine copy the files that are missing; with `overwrite` those that differ, too.
 *
 * @param copy The copy.
 * @param items What is copied.
 * @param engine The engine.
 * @throws {ApiError} When a folder cannot be listed, or the task is refused.
 */
export async function copyByEngine(copy: Copy, items: Items, engine: Engine): Promise<void> {
  const { options, signal, tally } = copy;
  const files = await filesFor(engine, copy, items);
  if (files.length === 0) return;
  signal.throwIfAborted();
  const id = await engine.submit(files);
  Object.assign(tally.outcome, { taskId: id, submitted: files.length });
  if (options.wait === false) return;
  const endOf = await engine.follow(id, files);
  tally.outcome.submitted = 0;
  tally.engine(0, 0);
  for (const file of files) tally.ended(file, endOf(file));
}

/** The files to copy. The folders into which the engine puts nothing are made here: no engine does. */
async function filesFor({ same }: Engine, copy: Copy, items: Items): Promise<readonly Item[]> {
  const { to, options: { dryRun }, signal, tally } = copy;
  const files: Item[] = [];
  const missing = new Map<string, string>();
  const filled = new Set<string>();
  const onFolder = ({ path, to, there }: Item): void => {
    if (there === undefined) missing.set(path, to);
  };
  for await (const { item } of sortOut(items(), copy, dryRun ? "skip" : same, onFolder)) {
    if (dryRun) tally.ended(item, { end: "copied", bytes: item.entry.size ?? 0 });
    else files.push(item);
    for (let at = above(item.path); !filled.has(at); at = above(at)) filled.add(at);
  }
  if (dryRun) return [];
  // A folder is listed before those in it.
  const hollow = missing.keys().filter((path) => !filled.has(path));
  const needed = new Set(hollow.flatMap((path) => [path, ...foldersAbove(path)]));
  for (const [path, folder] of missing) {
    if (needed.has(path)) await to.port.makeFolder(folder, signal);
  }
  return files;
}

function above(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

function foldersAbove(path: string): string[] {
  return path === "" ? [] : [above(path), ...foldersAbove(above(path))];
}
