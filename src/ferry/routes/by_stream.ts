/** Copying file by file, through this machine's memory. */

import { carried } from "../copy_file.ts";
import { endsAll } from "../failure.ts";
import type { Items } from "../items/ends.ts";
import type { OpenPlace } from "../open_place.ts";
import { pooled } from "./pool.ts";
import { sortOut, type Todo } from "../items/sort_out.ts";
import type { Tally } from "../tally.ts";
import { verify } from "../verify.ts";

/** How files are copied. */
export interface StreamOptions {
  /** How many at once. */
  readonly streams: number;
  /** Whether files that differ are replaced. */
  readonly overwrite: boolean;
  /** Whether both sides are read again. */
  readonly verify: boolean;
  /** Whether nothing is to be changed. */
  readonly dryRun: boolean;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/**
 * Copies files, some at a time. A file that cannot be copied does not stop the others.
 *
 * @param from Where from.
 * @param to Where to.
 * @param items What.
 * @param options See {@linkcode StreamOptions}.
 * @param tally Counts.
 * @throws What ends the whole copy: a folder that cannot be listed, a refused credential, a full disk.
 */
export async function copyByStream(
  from: OpenPlace,
  to: OpenPlace,
  items: Items,
  options: StreamOptions,
  tally: Tally,
): Promise<void> {
  const { streams, overwrite, dryRun } = options;
  const stopping = new AbortController();
  const signal = AbortSignal.any([options.signal, stopping.signal]);
  const found = items(
    dryRun ? undefined : (folder) => to.port.makeFolder(folder.to, signal),
  );
  const isDownload = to.place.kind === "local";
  const same = options.verify ? "verify" : "skip";
  const todo = sortOut(found, { isDownload, overwrite, same }, tally);
  const copy = async ({ item, isThere }: Todo): Promise<number> => {
    const file = { ...from, path: item.from };
    const copy = { ...to, path: item.to };
    if (isThere) return await verify(file, copy, { signal }).then(() => 0);
    return await carried(file, copy, item.entry, {
      overwrite: overwrite && item.there !== undefined,
      verify: options.verify,
      onProgress: ({ bytes }) => tally.moved(item, bytes),
      onKept: (part) => tally.kept(part),
      signal,
    });
  };
  await pooled(todo, streams, async (one) => {
    const { item, isThere } = one;
    try {
      const bytes = dryRun ? item.entry.size ?? 0 : await copy(one);
      tally.ended(item, isThere ? { end: "skipped" } : { end: "copied", bytes });
    } catch (error) {
      if (signal.aborted || endsAll(error) || !(error instanceof Error)) throw error;
      tally.ended(item, { end: "failed", error });
    }
  }, () => stopping.abort());
}
