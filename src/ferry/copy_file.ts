/**
 * Copying one file.
 *
 * @module
 */

import type { ByteProgress, KeptFile, SavedFile } from "../http/files/save_file.ts";
import { isThere } from "../http/files/put_in_place.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
import { placeText } from "./place.ts";
import type { Entry } from "./ports/port.ts";
import { checkFiles, compared, type FileAt, fileAt, verify } from "./verify.ts";

/**
 * How one file is copied.
 *
 * @category Copy
 */
export interface CopyFileOptions {
  /**
   * Replace a file that is there.
   *
   * @default {false}
   */
  readonly overwrite?: boolean | undefined;
  /**
   * Read both sides again, and compare them.
   *
   * @default {false}
   */
  readonly verify?: boolean | undefined;
  /** Is told of every piece. */
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
  /** Is told of a part that stays on this machine, for the next run to go on with. */
  readonly onKept?: ((part: KeptFile) => void) | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

const copyFileKinds: OptionKinds<CopyFileOptions> = {
  overwrite: "flag",
  verify: "flag",
  onProgress: "function",
  onKept: "function",
  signal: "signal",
};

/**
 * Copies one file from a place to another, through this machine's memory: whole or not at all. On this
 * machine it keeps its time of change.
 *
 * @param from The file.
 * @param to Where it goes, name included.
 * @param options See {@linkcode CopyFileOptions}.
 * @throws {FileError} When there is no such file, one is there and `overwrite` is not set, or it cannot be
 * read or written.
 * @throws {ApiError} When a service refuses.
 * @throws {NetworkError} When it breaks off for good, or is given up.
 *
 * @example
 * ```ts
 * import { copyFile, openPlace } from "@keyferry/keyferry/ferry";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const tapis = { baseUrl: sandbox.url, username, password, env: {} };
 * const folder = await Deno.makeTempDir();
 * const { bytes } = await copyFile(
 *   await openPlace("tapis:lab:/README.txt", { tapis }),
 *   await openPlace(`${folder}/README.txt`),
 * );
 * assertEquals((await Deno.stat(`${folder}/README.txt`)).size, bytes);
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @category Copy
 */
export async function copyFile(
  from: FileAt,
  to: FileAt,
  options: CopyFileOptions = {},
): Promise<SavedFile> {
  checkFiles({ from, to });
  checkOptions(options, copyFileKinds);
  const { overwrite = false, signal } = options;
  const entry = await fileAt(from, signal);
  // A file of this machine is refused by what writes it.
  if (!overwrite && to.place.kind !== "local" && await to.port.stat(to.path, signal)) {
    throw isThere(placeText(to.place, to.path));
  }
  const bytes = await carried(from, to, entry, { ...options, overwrite });
  return { path: to.path, bytes };
}

/**
 * Copies a file of which everything is known, and reads it again with `verify`: before it has its name
 * where that can be done.
 *
 * @param from The file.
 * @param to Where it goes.
 * @param entry What is known of it.
 * @param options How.
 * @returns How many bytes it has.
 */
export async function carried(
  from: FileAt,
  to: FileAt,
  entry: Entry,
  options: CopyFileOptions & { readonly overwrite: boolean },
): Promise<number> {
  const { verify: isVerified, ...how } = options;
  const { signal } = how;
  const isEarly = isVerified && to.place.kind === "local";
  const faultOf = async (path: string): Promise<string | undefined> => {
    const { fault } = await compared(from, { ...to, path }, signal);
    return fault && `${fault}; try again`;
  };
  const bytes = await to.port.write(to.path, from.port.read(from.path, entry), {
    ...how,
    modified: entry.modified,
    faultOf: isEarly ? faultOf : undefined,
  });
  if (isVerified && !isEarly) await verify(from, to, { signal });
  return bytes;
}
