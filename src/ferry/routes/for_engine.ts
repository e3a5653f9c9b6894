/** What an engine is to copy, and what it does not make. */

import type { Deadline } from "../../globus/transfer/tasks/deadline.ts";
import type { Items } from "../items/ends.ts";
import type { OpenPlace } from "../open_place.ts";
import { type SortOptions, sortOut } from "../items/sort_out.ts";
import type { Tally } from "../tally.ts";
import type { Item } from "../items/walk.ts";

/** How an engine copies. */
export interface EngineOptions {
  /** Whether files that differ are replaced. */
  readonly overwrite: boolean;
  /** Whether nothing is to be changed. */
  readonly dryRun: boolean;
  /** Whether what is there already is to be known for the same. */
  readonly verify: boolean;
  /** Whether the end is waited for. */
  readonly wait: boolean;
  /** The task's name. */
  readonly label: string | undefined;
  /** When the task is to give up. */
  readonly deadline: Deadline | undefined;
  /** Gives up; what was submitted goes on. */
  readonly signal: AbortSignal;
}

/**
 * The files that an engine is to copy. The folders into which it puts nothing are made here: no engine does.
 *
 * @param items What was found.
 * @param to Where to.
 * @param options How.
 * @param same What is done about a file that is there already.
 * @param tally Counts.
 * @returns The files; none where nothing is to be changed.
 */
export async function forEngine(
  items: Items,
  to: OpenPlace,
  { overwrite, dryRun, signal }: Pick<EngineOptions, "overwrite" | "dryRun" | "signal">,
  same: SortOptions["same"],
  tally: Tally,
): Promise<readonly Item[]> {
  const todo: Item[] = [];
  const missing = new Map<string, string>();
  const filled = new Set<string>();
  const onFolder = ({ path, to, there }: Item): void => {
    if (there === undefined) missing.set(path, to);
  };
  const sorting = { isDownload: false, overwrite, same: dryRun ? "skip" : same, onFolder } as const;
  for await (const { item } of sortOut(items(), sorting, tally)) {
    if (dryRun) tally.ended(item, { end: "copied", bytes: item.entry.size ?? 0 });
    else todo.push(item);
    for (let at = above(item.path); !filled.has(at); at = above(at)) filled.add(at);
  }
  if (dryRun) return [];
  const make = async (path: string): Promise<void> => {
    const place = missing.get(path);
    if (place === undefined) return;
    missing.delete(path);
    if (path !== "") await make(above(path));
    await to.port.makeFolder(place, signal);
  };
  for (const path of [...missing.keys()]) if (!filled.has(path)) await make(path);
  return todo;
}

function above(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}
