/** The last step of writing a file: from its temporary name to its own. */

import { renameOver } from "../../credentials/files/rename_over.ts";
import { cannotWrite } from "../../credentials/files/files.ts";
import { FileError } from "../../credentials/errors/errors.ts";

/**
 * Puts a file in its place: at every moment there is all of it, or what was there before.
 *
 * @param part Its temporary name.
 * @param target Its own name, in the same folder.
 * @param options `overwrite`: whether a file that is there is replaced; its mode is kept.
 * @throws {FileError} When the operating system refuses, or when something is there and may not be
 * replaced.
 */
export async function putInPlace(
  part: string,
  target: string,
  { overwrite }: { readonly overwrite: boolean },
): Promise<void> {
  try {
    if (!overwrite) return await putWhereNothingIs(part, target);
    const mode = await modeOf(target);
    if (mode !== undefined && mode !== await modeOf(part)) await Deno.chmod(part, mode);
    await renameOver(part, target);
  } catch (cause) {
    throw cause instanceof FileError ? cause : cannotWrite(target, cause);
  }
}

/**
 * The mode of a file that is there.
 *
 * @param target The file.
 * @returns Nothing where no file is there, or modes mean nothing.
 */
export async function modeOf(target: string): Promise<number | undefined> {
  if (Deno.build.os === "windows") return undefined;
  const info = await Deno.lstat(target).catch(() => undefined);
  return info?.isFile && info.mode !== null ? info.mode & 0o777 : undefined;
}

/** A second name, since that never takes one which is there; renaming would. */
async function putWhereNothingIs(part: string, target: string): Promise<void> {
  try {
    await Deno.link(part, target);
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) throw isThere(target, cause);
    if (cause instanceof Deno.errors.NotFound) throw cause;
    // FAT, many shares and some clusters have no second names.
    return await takeName(part, target, cause);
  }
  await Deno.remove(part).catch(() => {});
}

/** Takes the name first with an empty file, which then is our own to replace. */
async function takeName(part: string, target: string, cause: unknown): Promise<void> {
  await Deno.open(target, { write: true, createNew: true }).then(
    (file) => file.close(),
    (error) => {
      throw error instanceof Deno.errors.AlreadyExists ? isThere(target, error) : cause;
    },
  );
  await renameOver(part, target).catch(async (error) => {
    await Deno.remove(target).catch(() => {});
    throw error;
  });
}

/** The error of a file that is there and may not be replaced. */
export function isThere(target: string, cause?: unknown): FileError {
  return new FileError(`Cannot write ${target}: it is there already`, {
    step: { kind: "overwrite" },
    ...(cause === undefined ? {} : { cause }),
  });
}
