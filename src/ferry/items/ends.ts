/** What exactly is copied where: a file into a folder or under another name, or a folder's contents. */

import { basename } from "../../path/basename.ts";
import { PlaceError } from "../../credentials/errors/place_error.ts";
import { demandPermissions } from "../../credentials/demand_permissions.ts";
import { writePermissions } from "../../credentials/files/files.ts";
import type { Permission } from "../../credentials/permissions.ts";
import type { Ends, FerryOptions } from "../copy.ts";
import { cannotCopy } from "../failure.ts";
import { elsewhere, haveOneRoot, type Place, placeText } from "../place.ts";
import { demandApart, type Plan } from "../plan.ts";
import { localTarget } from "../ports/local.ts";
import type { Entry } from "../ports/port.ts";
import { nameFault } from "./names.ts";
import { type Enter, inTheWay, isWindows, type Item, listedBefore, walkBoth } from "./walk.ts";

/** All that is to be copied, found as it is asked for. */
export type Items = (enter?: Enter) => AsyncGenerator<Item, void>;

/**
 * Looks at both ends of a copy, and says what there is to copy.
 *
 * @param ends Both ends.
 * @throws {PlaceError} When it makes no sense: a folder without `recursive`, or something onto itself.
 * @throws {FileError} When nothing is there, or a folder is to take a file's place.
 */
export async function itemsBetween(ends: Ends): Promise<Items> {
  const { from, to, options, signal } = ends;
  demandApart(from.place, to.place);
  const entry = await from.port.stat(from.path, signal);
  const there = await to.port.stat(to.path, signal);
  const text = placeText(from.place);
  if (entry === undefined) {
    const words = from.place.kind === "local" ? elsewhere(text) : undefined;
    throw cannotCopy(text, "it is not there", words ? { kind: "other", words } : undefined);
  }
  if (entry.type === "file") return await one(ends, entry, there);
  if (entry.type !== "folder") throw cannotCopy(text, "it is neither a file nor a folder");
  if (!options.recursive) {
    throw new PlaceError(`${text} is a folder`, { step: { kind: "pass", option: "recursive" } });
  }
  if (there !== undefined && there.type !== "folder") {
    throw inTheWay(`${text} to ${placeText(to.place)}`, there);
  }
  return async function* (enter): AsyncGenerator<Item, void> {
    const isSafe = enter === undefined || !haveOneRoot(from.place, to.place);
    yield* walkBoth(isSafe ? ends : await listedBefore(ends), there, enter);
  };
}

/** A file goes into a folder that is there, or that a slash at the end means, under its own name. */
async function one(
  { from, to, signal }: Ends,
  entry: Entry,
  there: Entry | undefined,
): Promise<Items> {
  const name = fileName(from.place);
  const file = { path: name, entry, from: from.path };
  if (!to.place.isFolder && there?.type !== "folder") {
    return () => single({ ...file, to: to.path, there }, to.place);
  }
  if (there !== undefined && there.type !== "folder") {
    throw inTheWay(`${name} to ${placeText(to.place)}`, there);
  }
  const why = nameFault(name, isWindows(to.place));
  if (why !== undefined) {
    throw new PlaceError(`${placeText(from.place)} has no name to keep (${why}): give it one`);
  }
  const path = to.port.join(to.path, name);
  demandApart(from.place, { ...to.place, path });
  const item = { ...file, to: path, there: there && await to.port.stat(path, signal) };
  return async function* (enter): AsyncGenerator<Item, void> {
    if (there === undefined) await enter?.(to.path, "");
    yield* single(item, to.place);
  };
}

async function* single(item: Item, place: Place): AsyncGenerator<Item, void> {
  const { path, to, there } = item;
  const isWrong = there !== undefined && there.type !== "file";
  const fault = isWrong ? inTheWay(`${path} to ${placeText(place, to)}`, there) : undefined;
  yield { ...item, fault };
}

/** The last name of a place's path. */
function fileName(place: Place): string {
  if (place.kind === "local") return basename(place.path);
  const name = place.path.slice(place.path.lastIndexOf("/") + 1);
  if (place.kind !== "web") return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * What a copy needs of this machine's files.
 *
 * @param plan How the copy goes.
 * @param options Whether it is recursive, and whether anything is to be changed.
 */
export function localPermissions(
  { from, to }: Pick<Plan, "from" | "to">,
  { recursive, dryRun }: Pick<FerryOptions, "recursive" | "dryRun">,
): Permission[] {
  if (from.kind === "local") return [{ name: "read", path: from.path }];
  if (to.kind !== "local") return [];
  const { path } = to;
  const needed: Permission[] = recursive
    ? [{ name: "read", path }, { name: "write", path }]
    : writePermissions(localTarget(fileName(from), path));
  return needed.filter(({ name }) => name === "read" || !dryRun);
}

/**
 * Refuses before anything is asked for.
 *
 * @throws {PermissionNeededError} When Deno may not read or write what is to be copied.
 */
export function demandLocal(plan: Pick<Plan, "from" | "to">, options: FerryOptions): void {
  const { from, to } = plan;
  const what = from.kind === "local"
    ? `Cannot read ${placeText(from)}`
    : `Cannot write ${placeText(to)}`;
  demandPermissions(what, localPermissions(plan, options));
}
