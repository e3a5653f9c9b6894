/** Files of this machine that are fetched or sent: written whole or not at all, read piece by piece. */

import { basename } from "@std/path/basename";
import { dirname } from "@std/path/dirname";
import { join } from "@std/path/join";
import { FileError, PermissionNeededError } from "../credentials/errors.ts";
import { cannotWrite, demandWriting, reason, writableTarget } from "../credentials/files.ts";
import { missingPermissions, permissionFlags } from "../credentials/permissions.ts";

/** A file that was fetched. */
export interface SavedFile {
  /** Where it lies now. */
  readonly path: string;
  /** How many bytes it has. */
  readonly bytes: number;
}

/**
 * Writes a file of this machine from pieces that come in. It is written beside its place and put there
 * when it is whole: whoever looks sees the file before or after, and nothing stays where the pieces end
 * in an error.
 *
 * @param target The path of the file to write.
 * @param open Asks for the pieces, once the file may be written.
 * @param options `overwrite`: whether a file that is there is replaced.
 * @throws {FileError} When the target is there and `overwrite` is not set, or cannot be written.
 * @throws {PermissionNeededError} When Deno may not write beside the target.
 */
export async function saveFile(
  target: string,
  open: () => Promise<AsyncIterable<Uint8Array>>,
  options: { readonly overwrite: boolean },
): Promise<SavedFile> {
  demandWriting([target]);
  await refuseWrongTarget(target, options.overwrite);
  const place = await writableTarget(target);
  const pieces = await open();
  const part = join(dirname(place), `.${basename(place)}.${crypto.randomUUID()}.part`);
  try {
    const bytes = await writePieces(part, pieces, target);
    await Deno.rename(part, place).catch((cause) => {
      throw cannotWrite(target, cause);
    });
    return { path: target, bytes };
  } catch (error) {
    await Deno.remove(part).catch(() => {});
    throw error;
  }
}

async function writePieces(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  target: string,
): Promise<number> {
  const orCannotWrite = (cause: unknown): never => {
    throw cannotWrite(target, cause);
  };
  using file = await Deno.open(path, { write: true, createNew: true }).catch(orCannotWrite);
  let bytes = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      at += await file.write(piece.subarray(at)).catch(orCannotWrite);
    }
    bytes += piece.length;
  }
  return bytes;
}

async function refuseWrongTarget(target: string, overwrite: boolean): Promise<void> {
  const known = await Deno.lstat(target).catch((cause) => {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw cannotWrite(target, cause);
  });
  if (known === undefined) return;
  // A link that leads nowhere is there all the same.
  const { isDirectory } = await Deno.stat(target).catch(() => known);
  if (isDirectory) {
    throw new FileError(`Cannot write ${target}: it is a folder; give the file a name in it`);
  }
  if (overwrite) return;
  throw new FileError(
    `Cannot write ${target}: it is there already; allow overwriting to replace it`,
  );
}

/** A file of this machine that is read. */
export interface OpenedFile extends AsyncDisposable {
  /** What it holds. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** How many bytes it has. */
  readonly size: number;
}

/**
 * Opens a file of this machine to be sent.
 *
 * @param path The file.
 * @throws {FileError} When it cannot be read, or is a folder.
 * @throws {PermissionNeededError} When Deno may not read it.
 */
export async function openFile(path: string): Promise<OpenedFile> {
  const missing = missingPermissions([{ name: "read", path }]);
  if (missing.length > 0) {
    throw new PermissionNeededError(`Cannot read ${path}`, permissionFlags(missing));
  }
  try {
    const file = await Deno.open(path);
    const { size, isDirectory } = await file.stat();
    const stream = file.readable;
    // Closes the file, whether it was read to its end or not.
    if (!isDirectory) {
      return { stream, size, [Symbol.asyncDispose]: () => stream.cancel().catch(() => {}) };
    }
    await stream.cancel();
  } catch (cause) {
    throw new FileError(`Cannot read ${path}: ${reason(cause)}`, { cause });
  }
  throw new FileError(`Cannot read ${path}: it is a folder, and one file goes at a time`);
}
