/** What exactly is copied where: a file into a folder or under another name, or a folder's contents. */

import { basename } from "../../path/basename.ts";
import { PermissionNeededError } from "../../credentials/errors/errors.ts";
import { writePermissions } from "../../credentials/files/files.ts";
import {
  missingPermissions,
  type Permission,
  permissionFlags,
} from "../../credentials/permissions.ts";
import { PlaceError } from "../../credentials/errors/place_error.ts";
import { cannotCopy } from "../failure.ts";
import { nameFilter } from "./filters.ts";
import { nameFault } from "./names.ts";
import type { OpenPlace } from "../open_place.ts";
import { type LocalPlace, type Place, placeText } from "../place.ts";
import { demandApart, type Plan } from "../plan.ts";
import type { Entry } from "../ports/port.ts";
import { inTheWay, type Item, walkBoth } from "./walk.ts";

/** What chooses among the files. */
export interface EndsOptions {
  /** Whether a folder may be copied. */
  readonly recursive?: boolean | undefined;
  /** Whether nothing is to be changed. */
  readonly dryRun?: boolean | undefined;
  /** Names of files to copy although `exclude` fits them. */
  readonly include?: readonly string[] | undefined;
  /** Names of files to leave out. */
  readonly exclude?: readonly string[] | undefined;
}

/** Makes a folder that is missing, before what is in it is told. */
export type Enter = (folder: Item) => Promise<void>;

/** All that is to be copied, found as it is asked for. */
export type Items = (enter?: Enter) => AsyncGenerator<Item, void>;

/**
 * Looks at both ends of a copy, and says what there is to copy.
 *
 * @param from Where from.
 * @param to Where to.
 * @param options See {@linkcode EndsOptions}.
 * @param signal Gives up.
 * @throws {PlaceError} When it makes no sense: a folder without `recursive`, or something onto itself.
 * @throws {FileError} When nothing is there, or a folder is to take a file's place.
 */
export async function itemsBetween(
  from: OpenPlace,
  to: OpenPlace,
  options: EndsOptions,
  signal: AbortSignal,
): Promise<Items> {
  demandApart(from.place, to.place);
  const [entry, there] = [
    await from.port.stat(from.path, signal),
    await to.port.stat(to.path, signal),
  ];
  const text = placeText(from.place);
  if (entry === undefined) throw cannotCopy(text, "it is not there");
  if (entry.type === "folder") return below(from, to, there, options, signal);
  if (entry.type !== "file") throw cannotCopy(text, "it is neither a file nor a folder");
  return await one(from, to, { entry, there }, signal);
}

function below(
  from: OpenPlace,
  to: OpenPlace,
  there: Entry | undefined,
  { recursive, include, exclude }: EndsOptions,
  signal: AbortSignal,
): Items {
  const text = placeText(from.place);
  if (!recursive) {
    throw new PlaceError(`${text} is a folder`, { step: { kind: "pass", option: "recursive" } });
  }
  if (there !== undefined && there.type !== "folder") throw inTheWay(text, there);
  return (enter) => {
    return walkBoth({
      source: from.port,
      target: to.port,
      from: from.path,
      to: to.path,
      there,
      windows: isWindows(to.place),
      takes: nameFilter(include, exclude),
      enter,
      signal,
    });
  };
}

/** A file goes into a folder that is there, or that a slash at the end means, under its own name. */
async function one(
  from: OpenPlace,
  to: OpenPlace,
  { entry, there }: { readonly entry: Entry; readonly there: Entry | undefined },
  signal: AbortSignal,
): Promise<Items> {
  const name = fileName(from.place);
  const isInto = to.place.isFolder || there?.type === "folder";
  if (!isInto) {
    const item = { path: name, entry, from: from.path, to: to.path, there };
    return () => single(item, undefined, undefined);
  }
  if (there !== undefined && there.type !== "folder") throw inTheWay(name, there);
  const why = nameFault(name, isWindows(to.place));
  if (why !== undefined) {
    throw new PlaceError(`${placeText(from.place)} has no name to keep (${why}): give it one`);
  }
  const path = to.port.join(to.path, name);
  demandApart(from.place, { ...to.place, path });
  const known = there === undefined ? undefined : await to.port.stat(path, signal);
  const item = { path: name, entry, from: from.path, to: path, there: known };
  return (enter) => single(item, { ...item, to: to.path, there }, enter);
}

async function* single(
  item: Item,
  folder: Item | undefined,
  enter: Enter | undefined,
): AsyncGenerator<Item, void> {
  if (folder !== undefined && folder.there === undefined) await enter?.(folder);
  const { there } = item;
  const isWrong = there !== undefined && there.type !== "file";
  yield isWrong ? { ...item, fault: inTheWay(item.path, there) } : item;
}

function isWindows({ kind }: Place): boolean {
  return kind === "local" && Deno.build.os === "windows";
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
  options: EndsOptions,
): Permission[] {
  const reading: Permission[] = from.kind === "local" ? [{ name: "read", path: from.path }] : [];
  return to.kind === "local" ? [...reading, ...targetPermissions(to, from, options)] : reading;
}

function targetPermissions(
  to: LocalPlace,
  from: Place,
  { recursive, dryRun }: EndsOptions,
): Permission[] {
  const { path } = to;
  const isInto = recursive || to.isFolder || isFolder(path);
  const needed = isInto && !recursive
    ? writePermissions(`${path.replace(/[/\\]+$/, "")}/${fileName(from)}`)
    : isInto
    ? [{ name: "read", path } as const, { name: "write", path } as const]
    : writePermissions(path);
  return dryRun ? needed.filter(({ name }) => name === "read") : needed;
}

function isFolder(path: string): boolean {
  if (missingPermissions([{ name: "read", path }]).length > 0) return false;
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/**
 * Refuses before anything is asked for.
 *
 * @throws {PermissionNeededError} When Deno may not read or write what is to be copied.
 */
export function demandLocal(plan: Pick<Plan, "from" | "to">, options: EndsOptions): void {
  const missing = missingPermissions(localPermissions(plan, options));
  if (missing.length === 0) return;
  const [first] = missing;
  const isReading = first?.name === "read" && plan.from.kind === "local";
  const what = isReading
    ? `Cannot read ${placeText(plan.from)}`
    : `Cannot write ${placeText(plan.to)}`;
  throw new PermissionNeededError(what, permissionFlags(missing));
}
