/** Copying file by file, through this machine's memory. */

import type { Copy } from "../copy.ts";
import { carried } from "../copy_file.ts";
import { cannotCopy, endsAll, isAway } from "../failure.ts";
import { compare } from "../items/compare.ts";
import type { Items } from "../items/ends.ts";
import { sortOut, type Todo } from "../items/sort_out.ts";
import type { OpenPlace } from "../open_place.ts";
import { placeText } from "../place.ts";
import { linkGuard } from "../ports/local.ts";
import type { FerryItem } from "../tally.ts";
import { verify } from "../verify.ts";
import { pooled } from "./pool.ts";

/** So many files in a row to which no answer came are a service that is gone: the rest is for another run. */
const mostAway = 10;

/**
 * Copies files, some at a time. A file that cannot be copied does not stop the others.
 *
 * @param copy The copy.
 * @param items What is copied.
 * @throws What ends the whole copy: a folder that cannot be listed, a refused credential, a full disk, a
 * service that is gone.
 */
export async function copyByStream(copy: Copy, items: Items): Promise<void> {
  const { from, to, options, tally } = copy;
  const { streams = 4, overwrite = false, dryRun } = options;
  const stopping = new AbortController();
  const signal = AbortSignal.any([copy.signal, stopping.signal]);
  const isHere = to.place.kind === "local";
  const demandNoLinks = isHere ? linkGuard(to.path) : undefined;
  const enter = async (folder: string, path: string): Promise<void> => {
    await demandNoLinks?.(path);
    await to.port.makeFolder(folder, signal);
  };
  if (dryRun) await demandFolderAbove(to, signal);
  const found = items(dryRun ? undefined : enter);
  const moved = async ({ item, isThere }: Todo): Promise<number> => {
    const [source, target] = [{ ...from, path: item.from }, { ...to, path: item.to }];
    if (isThere) return await verify(source, target, { signal }).then(() => 0);
    await demandNoLinks?.(item.path);
    return await carried(source, target, item.entry, {
      overwrite: overwrite && item.there !== undefined,
      verify: options.verify,
      onProgress: ({ bytes }) => tally.moved(item, bytes),
      onKept: tally.kept,
      signal,
    });
  };
  const endOf = async (one: Todo): Promise<Omit<FerryItem, "path">> => {
    const { item, isThere } = one;
    try {
      const bytes = dryRun ? item.entry.size ?? 0 : await moved(one);
      return isThere ? { end: "skipped" } : { end: "copied", bytes };
    } catch (error) {
      if (signal.aborted || endsAll(error) || !(error instanceof Error)) throw error;
      const isNow = isHere && await hasArrived(one, to, signal);
      if (isNow && options.verify) return await endOf({ item, isThere: true });
      return isNow ? { end: "skipped" } : { end: "failed", error };
    }
  };
  // Apart from the copying: what the caller throws when it is told of a file is not that file's failure.
  let awayInARow = 0;
  const work = async (one: Todo): Promise<void> => {
    const ended = await endOf(one);
    tally.ended(one.item, ended);
    if (ended.end === "copied") awayInARow = 0;
    else if (isAway(ended.error) && ++awayInARow === mostAway) throw ended.error;
  };
  const todo = sortOut(found, copy, options.verify ? "verify" : "skip");
  await pooled(todo, streams, work, () => stopping.abort());
}

/** What the copy itself would meet at its first folder or file. */
async function demandFolderAbove(
  { place, path, port }: OpenPlace,
  signal: AbortSignal,
): Promise<void> {
  const folder = port.above?.(path);
  if (folder === undefined || await port.stat(path, signal) !== undefined) return;
  const above = await port.stat(folder, signal);
  if (above?.type === "folder") return;
  const why = above === undefined ? `there is no folder ${folder}` : `${folder} is not a folder`;
  throw cannotCopy(`to ${placeText(place)}`, why);
}

/** Whether another copy that goes on at the same time has put the file there. */
async function hasArrived(
  { item, isThere }: Todo,
  { port }: OpenPlace,
  signal: AbortSignal,
): Promise<boolean> {
  if (isThere || item.there !== undefined) return false;
  const now = await port.stat(item.to, signal).catch(() => undefined);
  return now?.type === "file" && compare(item.entry, now, { isDownload: true }) === "same";
}
