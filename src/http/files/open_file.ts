/** A file of this machine that is sent. */

import { FileError, PermissionNeededError } from "../../credentials/errors.ts";
import { reason } from "../../credentials/files.ts";
import { missingPermissions, permissionFlags } from "../../credentials/permissions.ts";

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
