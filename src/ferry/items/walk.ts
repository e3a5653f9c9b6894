/** What is below a folder, beside what is at its destination already. */

import type { FileError } from "../../credentials/errors/errors.ts";
import type { Ends } from "../copy.ts";
import { cannotCopy, endsAll } from "../failure.ts";
import type { Place } from "../place.ts";
import type { Entry } from "../ports/port.ts";
import { nameFilter } from "./filters.ts";
import { folded, nameFault } from "./names.ts";

/** Something that a walk comes to. */
export interface Item {
  /** Its path below the folder that is copied, names joined by slashes. */
  readonly path: string;
  /** What is at the source. */
  readonly entry: Entry;
  /** Where it is, on the source's port. */
  readonly from: string;
  /** Where it goes, on the destination's port. */
  readonly to: string;
  /** What is there already. */
  readonly there: Entry | undefined;
  /** Why it cannot be copied. */
  readonly fault?: Error | undefined;
}

/**
 * Makes a folder that is missing at the destination, before what is in it is told: it gets where that is on
 * the port, and the folder's path below the one that is copied.
 */
export type Enter = (folder: string, path: string) => Promise<void>;

interface Folder extends Item {
  /** Why nothing in it can be copied. */
  readonly blocked?: Error | undefined;
}

/**
 * Goes through a folder, listing each folder below it on both sides as it is come to. Every folder is told
 * before what is in it. Links are told, and not followed.
 *
 * @param ends Both ends.
 * @param there What is at the destination.
 * @param enter Makes folders; without it nothing may be changed.
 * @throws What the ports throw when a folder cannot be listed.
 */
export async function* walkBoth(
  ends: Ends,
  there: Entry | undefined,
  enter: Enter | undefined,
): AsyncGenerator<Item, void> {
  const { from, to, signal } = ends;
  const entry: Entry = { name: "", type: "folder", size: undefined, modified: undefined };
  const pending: Folder[] = [{ path: "", entry, from: from.path, to: to.path, there }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    signal.throwIfAborted();
    const { blocked } = folder;
    if (blocked === undefined) {
      const fault = await faultOfEntering(folder, enter, signal);
      yield { ...folder, fault };
      if (fault !== undefined) continue;
    }
    let isEmpty = true;
    for await (const item of itemsIn(folder, ends, enter !== undefined)) {
      isEmpty = false;
      if (item.entry.type === "folder" && item.fault === undefined) pending.push(item);
      else yield item;
    }
    if (isEmpty && blocked !== undefined) yield { ...folder, fault: blocked };
  }
}

/** Why a folder cannot be made; without it nothing in it can be copied, and the rest goes on. */
async function faultOfEntering(
  { path, to, there }: Folder,
  enter: Enter | undefined,
  signal: AbortSignal,
): Promise<Error | undefined> {
  try {
    if (there === undefined) await enter?.(to, path);
    return undefined;
  } catch (error) {
    const isOne = path !== "" && error instanceof Error && !endsAll(error);
    if (!isOne || signal.aborted) throw error;
    return error;
  }
}

/**
 * Lists all folders of a port before anything is written: a link may lead from the destination back into the
 * source, and what is copied would be copied again without an end.
 *
 * @param ends Both ends.
 */
export async function listedBefore<Given extends Ends>(ends: Given): Promise<Given> {
  const { from: { port, path }, signal } = ends;
  const folders = new Map<string, readonly Entry[]>();
  const pending = [path];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const entries = await Array.fromAsync(port.list(at, signal));
    folders.set(at, entries);
    for (const { type, name } of entries) {
      if (type === "folder" && nameFault(name) === undefined) pending.push(port.join(at, name));
    }
  }
  async function* list(path: string): AsyncGenerator<Entry, void> {
    yield* folders.get(path) ?? [];
  }
  return { ...ends, from: { ...ends.from, port: { ...port, list } } };
}

async function* itemsIn(
  folder: Folder,
  { from: { port: source }, to: { place, port: target }, options, signal }: Ends,
  mayTry: boolean,
): AsyncGenerator<Folder, void> {
  const takes = nameFilter(options.include, options.exclude);
  const there = new Map<string, Entry>();
  const seen = new Set<string>();
  let twins: ReadonlySet<string> = new Set();
  let entries: AsyncIterable<Entry> | Iterable<Entry> = source.list(folder.from, signal);
  if (folder.blocked === undefined) {
    if (folder.there !== undefined) {
      for await (const entry of target.list(folder.to, signal)) there.set(entry.name, entry);
    }
    // To know of twins, all names of the folder are needed.
    if (await target.folds?.(folder.to, mayTry)) {
      const all = entries = await Array.fromAsync(entries);
      twins = twinsIn([...there.keys(), ...all.map(({ name }) => name)]);
    }
  }
  for await (const entry of entries) {
    const { name, type } = entry;
    // Who lists page by page may be told of something twice while the folder changes.
    if (seen.has(name) || type !== "folder" && !takes(name)) continue;
    seen.add(name);
    const path = folder.path === "" ? name : `${folder.path}/${name}`;
    const why = nameFault(name, isWindows(place)) ?? (twins.has(name) ? sameThere : undefined);
    const known = there.get(name);
    if (why !== undefined) {
      const fault = cannotCopy(JSON.stringify(path), why);
      yield { path, entry, there: known, from: "", to: "", fault };
      continue;
    }
    const [from, to] = [source.join(folder.from, name), target.join(folder.to, name)];
    const item = { path, entry, from, to, there: known };
    const isWrong = known !== undefined && known.type !== type && ["file", "folder"].includes(type);
    const fault = folder.blocked ?? (isWrong ? inTheWay(path, known) : undefined);
    yield type === "folder" ? { ...item, blocked: fault } : { ...item, fault };
  }
}

const sameThere =
  "its name differs from another by case or Unicode form alone, which are the same there";

/** The error of something that never takes another's place. */
export function inTheWay(path: string, { type }: Entry): FileError {
  const what = type === "other" ? "something that is neither file nor folder" : `a ${type}`;
  return cannotCopy(path, `${what} is in its place`);
}

/** Whether names at a place must be ones that Windows takes. */
export function isWindows({ kind }: Place): boolean {
  return kind === "local" && Deno.build.os === "windows";
}

/** Names that would be one at the destination. */
function twinsIn(names: readonly string[]): Set<string> {
  const groups = Map.groupBy(new Set(names), folded);
  return new Set([...groups.values()].filter(({ length }) => length > 1).flat());
}
