import { basename } from "../../path/basename.ts";
import { dirname } from "../../path/dirname.ts";
import { join } from "../../path/join.ts";
import type { Collection } from "../collections.ts";

/** Why a path of a collection cannot be used. */
export type PathProblem =
  | "invalid"
  | "outside"
  | "denied"
  | "read-only"
  | "missing"
  | "not-a-folder"
  | "not-a-file"
  | "exists";

/** A path of a collection that cannot be used. */
export class PathError extends Error {
  /** Why. */
  readonly problem: PathProblem;

  /** One sentence that names the path as the request spelled it, never the machine's own path. */
  constructor(problem: PathProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PathError";
    this.problem = problem;
  }
}

/** Where a path of a collection leads. */
export interface Place {
  /** The machine's own path, symbolic links resolved. */
  readonly real: string;
  /** What is there; nothing where the path does not exist yet. */
  readonly info: Deno.FileInfo | undefined;
}

const isWindows = Deno.build.os === "windows";
const separator = isWindows ? "\\" : "/";

/**
 * The names a path of a collection consists of. `/`, `/~/` and `~` all mean the collection's own
 * folder.
 *
 * @throws {PathError} for `..`, a NUL or line break, and on Windows for what its file systems read
 * as a drive, a stream or a separator.
 */
export function namesOf(path: string): string[] {
  if (path.includes("\0") || path.includes("\r\n")) {
    throw new PathError("invalid", "The path holds a character that no path may hold");
  }
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  if (names[0] === "~") names.shift();
  if (names.includes("..")) {
    throw new PathError("outside", `The path "${path}" holds "..", which is not allowed`);
  }
  if (isWindows && names.some((name) => /[\\:<>"|?*]|[. ]$/.test(name))) {
    throw new PathError("invalid", `The path "${path}" is not valid on this system`);
  }
  return names;
}

/** A path in the spelling that documents use: absolute, without a trailing slash. */
export function spell(names: readonly string[]): string {
  return "/" + names.join("/");
}

/** Whether one real path is another, or is inside it. */
export function isWithin(folder: string, real: string): boolean {
  if (real === folder) return true;
  return real.startsWith(folder.endsWith(separator) ? folder : folder + separator);
}

async function statIfThere(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw error;
  }
}

async function realPathIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Finds where a path leads, and refuses what leads out of the collection, through whatever chain of
 * symbolic links.
 *
 * @throws {PathError} where it leads out.
 */
export async function locate(collection: Collection, names: readonly string[]): Promise<Place> {
  const full = join(collection.root, ...names);
  const real = await realPathIfThere(full);
  if (real !== undefined) {
    if (!isWithin(collection.root, real)) throw leadsOut(names);
    assertPermitted(collection, names, "read");
    assertRealPermitted(collection, real, names, "read");
    return { real, info: await statIfThere(real) };
  }
  assertPermitted(collection, names, "read");
  // Nothing there (yet): the deepest folder that exists decides whether it may come to be.
  const rest: string[] = [];
  let ancestor = full;
  for (;;) {
    // A dangling link exists without having a real path, and writing "to it" would leave the folder.
    if (await statIfThere(ancestor) !== undefined) throw leadsOut(names);
    rest.unshift(basename(ancestor));
    ancestor = dirname(ancestor);
    const realAncestor = await realPathIfThere(ancestor);
    if (realAncestor === undefined) continue;
    if (!isWithin(collection.root, realAncestor)) throw leadsOut(names);
    return { real: join(realAncestor, ...rest), info: undefined };
  }
}

function leadsOut(names: readonly string[]): PathError {
  return new PathError("outside", `The path "${spell(names)}" leads out of the collection`);
}

/** @throws {PathError} where the caller may not do it there. */
export function assertPermitted(
  collection: Collection,
  names: readonly string[],
  wish: "read" | "write",
): void {
  if (!(collection.permits?.(names, wish) ?? true)) deny(collection, names, wish);
}

/** A link may lead from what the caller may use to what they may not: where it leads counts, too. */
export function assertRealPermitted(
  collection: Collection,
  real: string,
  names: readonly string[],
  wish: "read" | "write",
): void {
  if (collection.permits === undefined) return;
  const inside = real.slice(collection.root.length).split(separator).filter((name) => name !== "");
  if (!collection.permits(inside, wish)) deny(collection, names, wish);
}

function deny(collection: Collection, names: readonly string[], wish: string): never {
  throw new PathError("denied", `You may not ${wish} "${spell(names)}" on "${collection.name}"`);
}

/** @throws {PathError} where the collection may not be written. */
export function assertWritable(collection: Collection): void {
  if (!collection.writable) {
    throw new PathError("read-only", `The collection "${collection.name}" is read-only`);
  }
}

/**
 * The real path of a folder of a collection, made with all its missing parents.
 *
 * @throws {PathError} where it leads out, where a file is in the way, or the collection is read-only.
 */
export async function ensureFolder(
  collection: Collection,
  names: readonly string[],
): Promise<string> {
  assertWritable(collection);
  let real = collection.root;
  for (const [index, name] of names.entries()) {
    real = await ensureChild(collection, real, name, names.slice(0, index + 1));
  }
  assertPermitted(collection, names, "write");
  assertRealPermitted(collection, real, names, "write");
  return real;
}

/** The real path of a folder inside a folder whose real path is known, made where it is missing. */
export async function ensureChild(
  collection: Collection,
  parent: string,
  name: string,
  names: readonly string[],
): Promise<string> {
  const path = join(parent, name);
  const info = await statIfThere(path);
  if (info === undefined) {
    assertPermitted(collection, names, "write");
    assertRealPermitted(collection, path, names, "write");
    try {
      await Deno.mkdir(path);
      return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      return await ensureChild(collection, parent, name, names);
    }
  }
  if (info.isDirectory) return path;
  const real = info.isSymlink ? await realPathIfThere(path) : undefined;
  if (real === undefined) {
    if (info.isSymlink) throw leadsOut(names);
    throw new PathError("not-a-folder", `"${spell(names)}" is not a folder`);
  }
  if (!isWithin(collection.root, real)) throw leadsOut(names);
  if (!(await Deno.stat(real)).isDirectory) {
    throw new PathError("not-a-folder", `"${spell(names)}" is not a folder`);
  }
  return real;
}
