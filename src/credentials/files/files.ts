/** Secret files: read strictly, written whole or not at all. */

import { renameOver } from "./rename_over.ts";
import { letIn, letWrite } from "./way_in.ts";
import { basename } from "../../path/basename.ts";
import { dirname } from "../../path/dirname.ts";
import { isAbsolute } from "../../path/is_absolute.ts";
import { join } from "../../path/join.ts";
import { demandPermissions } from "../demand_permissions.ts";
import { FileError, PermissionNeededError } from "../errors/errors.ts";
import { isGranted, missingPermissions, type Permission, wideningOf } from "../permissions.ts";
import type { Found } from "../sources/source.ts";
import type { Step } from "../errors/step.ts";
import { checkArguments } from "../../options.ts";

const mostLinks = 32;
/** Token caches of years are far below this. */
const mostBytes = 16 * 1024 * 1024;

/**
 * A text file and what is to be in it.
 *
 * @category Files
 */
export interface FileText {
  /** Where it is. */
  readonly path: string;
  /** Its whole new text. */
  readonly text: string;
}

/**
 * The text of a small file, or `undefined` when there is none.
 *
 * @param path Where it is.
 * @throws {FileError} When it cannot be read or is not UTF-8; its `message` names the file.
 * @throws {PermissionNeededError} When Deno may not read it.
 *
 * @example A file that is not there is not an error
 * ```ts
 * import { readText } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * assertEquals(await readText(`${folder}/none.json`), undefined);
 * await Deno.remove(folder);
 * ```
 *
 * @category Files
 */
export async function readText(path: string): Promise<string | undefined> {
  checkArguments({ path }, { path: "text" });
  const bytes = await readBytes(path);
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const step = { kind: "fix file", path } as const;
    throw new FileError(`Cannot read ${path}`, { why: "it is not UTF-8 text", step, cause });
  }
}

async function readBytes(path: string): Promise<Uint8Array | undefined> {
  const refuse = (why: string, step: Step = { kind: "fix file", path }): never => {
    throw new FileError(`Cannot read ${path}`, { why, step });
  };
  try {
    const { isFile, isDirectory, size } = await Deno.stat(path);
    if (isDirectory) {
      refuse("it is a folder", { kind: "other", words: "move the folder away, or name a file" });
    }
    // A pipe in a file's place would keep us waiting for ever.
    if (!isFile) refuse("it is not a regular file");
    if (size > mostBytes) refuse(`it is too large (${size} bytes) to be what is looked for`);
    return await Deno.readFile(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    if (cause instanceof Deno.errors.NotCapable) demandReading(path);
    if (cause instanceof Deno.errors.NotCapable || cause instanceof FileError) throw cause;
    throw cannotRead(path, cause);
  }
}

/** What a failed reading is to be reported as. */
export function cannotRead(path: string, cause: unknown, what = `Cannot read ${path}`): FileError {
  const step = cause instanceof Deno.errors.PermissionDenied ? letIn(path) : undefined;
  return new FileError(what, { why: reason(cause), step, cause });
}

/** Why the operating system refused, in words. */
export function reason(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied) return "its permissions do not allow it";
  if (error instanceof Deno.errors.NotCapable) return "a --deny flag of Deno forbids it";
  if (!(error instanceof Error)) return "the operating system refused";
  const code = Reflect.get(error, "code");
  if (typeof code !== "string") return `the operating system refused (${error.name})`;
  return Object.hasOwn(refusals, code)
    ? refusals[code] ?? code
    : `the operating system refused (${code})`;
}

/** The operating system's codes in words. Source: POSIX.1-2024, errno.h. */
const refusals: Readonly<Record<string, string>> = {
  EACCES: "its permissions do not allow it",
  EBUSY: "another program uses it",
  EDQUOT: "your quota on this file system is used up",
  EEXIST: "it is there already",
  EFBIG: "it is larger than the file system allows",
  EINVAL: "the file system does not take this name, or this request",
  EIO: "the disk reports an error (EIO)",
  EISDIR: "it is a folder",
  ELOOP: "Too many levels of symbolic links",
  EMFILE: "this program has too many files open",
  ENAMETOOLONG: "its name is too long",
  ENFILE: "this machine has too many files open",
  ENODEV: "there is no such device",
  ENOENT: "it is not there",
  ENOLCK: "its file system has no locks",
  ENOSPC: "no space is left on the disk",
  ENOTDIR: "a part of its path is not a folder",
  ENOTEMPTY: "the folder is not empty",
  ENOTSUP: "its file system does not support this",
  EPERM: "its permissions do not allow it",
  EROFS: "its file system is read-only",
  ESTALE: "its file system is not there any more (ESTALE)",
  ETXTBSY: "it is a program that runs",
  EXDEV: "it is on another file system",
};

/**
 * Writes files so that each is, at every moment, its old or its new self: a temporary file beside it
 * is filled, flushed to the disk and renamed over it. All are filled before any is renamed, so that a
 * full disk or a closed folder changes none of them. A symbolic link is followed and kept. Files are
 * made readable by their owner alone (0600), new folders likewise (0700).
 *
 * @param files What to write where.
 * @throws {FileError} When one cannot be written; none has changed then, unless the operating system
 * refused a rename in between.
 * @throws {PermissionNeededError} When Deno may not read and write the folder.
 *
 * @example Write a token file
 * ```ts
 * import { writeSecretFiles } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * await writeSecretFiles([{ path: `${folder}/secrets/a.json`, text: '{"token": "made-up"}' }]);
 * assertEquals(await Deno.readTextFile(`${folder}/secrets/a.json`), '{"token": "made-up"}');
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @category Files
 */
export async function writeSecretFiles(files: readonly FileText[]): Promise<void> {
  checkArguments({ files }, { files: "list" });
  const staged: { path: string; target: string; temporary: string }[] = [];
  demandWriting(files.map(({ path }) => path));
  try {
    for (const { path, text } of files) staged.push(await stage(path, text));
    for (const { path, target, temporary } of staged) {
      await renameOver(temporary, target).catch((cause) => {
        throw cannotWrite(path, cause);
      });
    }
  } finally {
    // After a rename the temporary name is gone; what is still there was never used.
    for (const { temporary } of staged) await Deno.remove(temporary).catch(() => {});
  }
}

async function stage(
  path: string,
  text: string,
): Promise<{ path: string; target: string; temporary: string }> {
  const target = await writableTarget(path);
  const temporary = temporaryName(target);
  try {
    await Deno.mkdir(dirname(target), { recursive: true, mode: 0o700 });
    using file = await Deno.open(temporary, { write: true, createNew: true, mode: 0o600 });
    try {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    } catch (cause) {
      await Deno.remove(temporary).catch(() => {});
      throw cause;
    }
    return { path, target, temporary };
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** A name beside a file that {@linkcode sweepTemporaries} knows again. */
export function temporaryName(target: string): string {
  return `${target}.${crypto.randomUUID().slice(0, 8)}.tmp`;
}

/**
 * Removes what writers of a file left beside it when they were killed: it may hold a secret. Only for
 * who holds the file's lock.
 *
 * @param target The file, links resolved.
 */
export async function sweepTemporaries(target: string): Promise<void> {
  const name = basename(target);
  for await (const entry of Deno.readDir(dirname(target))) {
    const rest = entry.name.startsWith(`${name}.`) ? entry.name.slice(name.length) : "";
    // The note of a renewal is written under the same lock.
    if (!/^(\.renewing)?\.[0-9a-f]{8}\.tmp$/.test(rest)) continue;
    await Deno.remove(join(dirname(target), entry.name)).catch(() => {});
  }
}

/**
 * What writing a file needs: its whole folder, since an atomic write makes a sibling first; and, where
 * it is a symbolic link that may be looked at, the folder that it leads to.
 *
 * @param path Where the file is.
 *
 * @example
 * ```ts
 * import { permissionFlags, writePermissions } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(permissionFlags(writePermissions("/home/ada/.agave/current")), [
 *   "--allow-read=/home/ada/.agave",
 *   "--allow-write=/home/ada/.agave",
 * ]);
 * ```
 *
 * @category Files
 */
export function writePermissions(path: string): Permission[] {
  checkArguments({ path }, { path: "text" });
  const folders = new Set([path, ...linksFrom(path)].map((path) => dirname(path)));
  return [...folders].flatMap(readAndWrite);
}

function readAndWrite(path: string): Permission[] {
  return [{ name: "read", path }, { name: "write", path }];
}

/** Where a path leads by symbolic links, as far as that may be looked at. */
function linksFrom(path: string): string[] {
  const found: string[] = [];
  for (let at = path; found.length < mostLinks && isGranted({ name: "read", path: at });) {
    try {
      if (!Deno.lstatSync(at).isSymlink) break;
      const to = Deno.readLinkSync(at);
      at = isAbsolute(to) ? to : join(dirname(at), to);
      found.push(at);
    } catch {
      // Not there, or not to be read: writing will say so.
      break;
    }
  }
  return found;
}

/**
 * @throws {PermissionNeededError} When Deno may not read and write the folders of files, or is denied one of
 * the files, or its lock, in a folder that it may.
 */
export function demandWriting(paths: readonly string[]): void {
  const folders = paths.flatMap(writePermissions);
  const files = paths.flatMap((path) => [path, `${path}.lock`]).flatMap(readAndWrite);
  const needed = missingPermissions(folders).length > 0 ? folders : files;
  const widening = wideningOf(missingPermissions(needed));
  demandPermissions([`Cannot write ${paths.join(", ")}`, ...widening].join("; "), needed);
}

/** @throws {PermissionNeededError} When Deno may not read a file. */
export function demandReading(path: string): void {
  demandPermissions(`Cannot read ${path}`, [{ name: "read", path }]);
}

/** What a failed write is to be reported as. */
export function cannotWrite(path: string, cause: unknown): unknown {
  if (cause instanceof PermissionNeededError) return cause;
  const step = cause instanceof Deno.errors.PermissionDenied ? letWrite(path) : undefined;
  return new FileError(`Cannot write ${path}`, { why: reason(cause), step, cause });
}

/** Where a path leads, once Deno is known to allow writing there. */
export async function writableTarget(path: string): Promise<string> {
  const target = await throughLinks(path);
  if (target !== path) demandWriting([target]);
  return target;
}

/** Where a path leads: renaming over a link would cut it. */
async function throughLinks(path: string): Promise<string> {
  let at = path;
  for (let hops = 0; hops < mostLinks; hops++) {
    const info = await Deno.lstat(at).catch(() => undefined);
    if (!info?.isSymlink) return at;
    const to = await Deno.readLink(at);
    at = isAbsolute(to) ? to : join(dirname(at), to);
  }
  throw new FileError(`Cannot write ${path}: its symbolic links form a loop`);
}

/**
 * What to tell a person about a secret file's mode, if anything.
 *
 * @param path Where it is.
 * @returns A sentence, or `undefined` when only its owner can read it (or modes mean nothing here).
 *
 * @example A file that everybody can read
 * ```ts
 * import { modeWarning } from "@keyferry/keyferry/credentials";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const path = await Deno.makeTempFile();
 * await Deno.chmod(path, 0o644);
 * if (Deno.build.os !== "windows") assertStringIncludes(await modeWarning(path) ?? "", "0644");
 * await Deno.remove(path);
 * ```
 *
 * @category Files
 */
export async function modeWarning(path: string): Promise<string | undefined> {
  checkArguments({ path }, { path: "text" });
  return (await modeFacts(path)).warnings?.[0];
}

/** A file's permission bits as they are written, such as `0600`. */
export function modeOf(bits: number): string {
  return (bits & 0o777).toString(8).padStart(4, "0");
}

/**
 * A secret file's mode, and what to tell a person about it, if anything.
 *
 * @param path Where it is.
 * @returns Nothing where modes mean nothing.
 */
export async function modeFacts(path: string): Promise<Pick<Found<unknown>, "mode" | "warnings">> {
  // A link may lead where Deno may not look; that is no reason to ask, nor to fail.
  if (Deno.build.os === "windows" || !isGranted({ name: "read", path })) return {};
  const { mode: bits } = await Deno.stat(path);
  if (bits === null) return {};
  const mode = modeOf(bits);
  if ((bits & 0o077) === 0) return { mode };
  const words = `can be read by others on this machine (mode ${mode}): chmod 600 would stop that`;
  return { mode, warnings: [`${path} ${words}`] };
}
