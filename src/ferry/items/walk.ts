/** What is below a folder, beside what is at its destination already. */

import type { FileError } from "../../credentials/errors/errors.ts";
import { cannotCopy, endsAll } from "../failure.ts";
import { folded, nameFault } from "./names.ts";
import type { Entry, Port } from "../ports/port.ts";

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

/** The two ports and folders of a walk, and what it is to heed. */
export interface WalkOptions {
  /** Where from. */
  readonly source: Port;
  /** Where to. */
  readonly target: Port;
  /** The folder that is copied. */
  readonly from: string;
  /** What it is copied to. */
  readonly to: string;
  /** What is there. */
  readonly there: Entry | undefined;
  /** Whether names must be ones that Windows takes. */
  readonly windows: boolean;
  /** Whether a file of that name is copied. */
  readonly takes: (name: string) => boolean;
  /** Makes a folder that is missing at the destination, before what is in it is told. */
  readonly enter?: ((folder: Item) => Promise<void>) | undefined;
  /** Gives up. */
  readonly signal: AbortSignal;
}

interface Folder extends Item {
  /** Why nothing in it can be copied. */
  readonly blocked?: Error | undefined;
}

/**
 * Goes through a folder, listing each folder below it on both sides as it is come to. Every folder is told
 * before what is in it. Links are told, and not followed.
 *
 * @param options See {@linkcode WalkOptions}.
 * @throws What the ports throw when a folder cannot be listed.
 */
export async function* walkBoth(options: WalkOptions): AsyncGenerator<Item, void> {
  const { from, to, there, signal } = options;
  const entry: Entry = { name: "", type: "folder", size: undefined, modified: undefined };
  const pending: Folder[] = [{ path: "", entry, from, to, there }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    signal.throwIfAborted();
    const { blocked } = folder;
    if (blocked === undefined) {
      const fault = await faultOfEntering(folder, options);
      if (fault !== undefined) {
        yield { ...folder, fault };
        continue;
      }
      yield folder;
    }
    let isEmpty = true;
    for await (const item of itemsIn(folder, options)) {
      isEmpty = false;
      if (item.entry.type === "folder" && item.fault === undefined) pending.push(item);
      else yield item;
    }
    if (isEmpty && blocked !== undefined) yield { ...folder, fault: blocked };
  }
}

/** Why a folder cannot be made; without it nothing in it can be copied, and the rest goes on. */
async function faultOfEntering(folder: Folder, options: WalkOptions): Promise<Error | undefined> {
  try {
    if (folder.there === undefined) await options.enter?.(folder);
    return undefined;
  } catch (error) {
    const isOne = folder.path !== "" && error instanceof Error && !endsAll(error);
    if (!isOne || options.signal.aborted) throw error;
    return error;
  }
}

async function* itemsIn(folder: Folder, options: WalkOptions): AsyncGenerator<Folder, void> {
  const { source, target, windows, takes, signal } = options;
  const isThere = folder.there !== undefined && folder.blocked === undefined;
  const there = new Map<string, Entry>();
  if (isThere) {
    for await (const entry of target.list(folder.to, signal)) there.set(entry.name, entry);
  }
  const folds = folder.blocked === undefined &&
    await target.folds?.(folder.to, options.enter !== undefined) === true;
  const listed = source.list(folder.from, signal);
  // To know of twins, all names of the folder are needed.
  const entries = folds ? await Array.fromAsync(listed) : listed;
  const twins = folds ? twinsIn(entries as readonly Entry[], there) : undefined;
  for await (const entry of entries) {
    const { name, type } = entry;
    if (type !== "folder" && !takes(name)) continue;
    const path = folder.path === "" ? name : `${folder.path}/${name}`;
    const why = nameFault(name, windows) ??
      (twins?.has(name)
        ? "its name differs from another by case or Unicode form alone, which are the same there"
        : undefined);
    const known = there.get(name);
    const at = { path, entry, there: known, from: "", to: "" };
    if (why !== undefined) {
      yield { ...at, fault: cannotCopy(JSON.stringify(path), why) };
      continue;
    }
    const item = { ...at, from: source.join(folder.from, name), to: target.join(folder.to, name) };
    const isWrong = known !== undefined && known.type !== type && ["file", "folder"].includes(type);
    const fault = folder.blocked ?? (isWrong ? inTheWay(path, known) : undefined);
    if (type === "folder") yield { ...item, blocked: fault };
    else yield { ...item, fault };
  }
}

/** The error of something that never takes another's place. */
export function inTheWay(path: string, { type }: Entry): FileError {
  const what = type === "other" ? "something that is neither file nor folder" : `a ${type}`;
  return cannotCopy(path, `${what} is in its place`);
}

/** Names that would be one at the destination. */
function twinsIn(entries: readonly Entry[], there: ReadonlyMap<string, Entry>): Set<string> {
  const names = new Set([...there.keys(), ...entries.map(({ name }) => name)]);
  const groups = Map.groupBy(names, folded);
  return new Set([...groups.values()].filter(({ length }) => length > 1).flat());
}
