/** Copying one file, as `get` and `put` do: they refuse what is there, where `cp` compares it. */

import { demandPermissions } from "../../credentials/demand_permissions.ts";
import { isPlaceError } from "../../credentials/errors/error_guards.ts";
import { FileError } from "../../credentials/errors/errors.ts";
import type { Permission } from "../../credentials/permissions.ts";
import type { Entry } from "../../ferry/ports/port.ts";
import { temporaryFolder } from "../sandbox/temporary_folder.ts";
import { carried } from "../../ferry/copy_file.ts";
import { itemsBetween } from "../../ferry/items/ends.ts";
import { type OpenPlace, openPlace } from "../../ferry/open_place.ts";
import { isFolderPath, placeText } from "../../ferry/place.ts";
import { isThere } from "../../http/files/put_in_place.ts";
import type { SavedFile } from "../../http/files/save_file.ts";
import { exitCodes } from "../exit_code.ts";
import { movedWithBar, tellKept } from "../terminal/byte_progress.ts";
import { answered, type Io } from "../terminal/job.ts";
import { bytesInWords, plain } from "../terminal/text.ts";
import { MisuseError } from "./misuse.ts";

/** The options and arguments of a command that copies one file, or moves what is on a system. */
export interface OneFileOptions {
  /** What is copied. */
  readonly source: string;
  /** Where to: a file, or a folder that is there; where a file is fetched, the current folder by default. */
  readonly target?: string | undefined;
  /** Replace what is there. */
  readonly overwrite?: boolean | undefined;
}

/**
 * Copies a file, with a bar, until Ctrl-C. It goes into a folder that is there, or that a slash at the end
 * means.
 *
 * @param from The file.
 * @param to Where it goes.
 * @param overwrite Whether a file that is there is replaced.
 * @param io Where to show it.
 * @returns Where it is now, and its size; `undefined` when it was given up.
 * @throws {MisuseError} When it is a folder.
 * @throws {FileError} When it is not there, or a file is there and is not to be replaced.
 */
export async function oneFile(
  from: OpenPlace,
  to: OpenPlace,
  overwrite: boolean | undefined,
  io: Io,
): Promise<SavedFile | undefined> {
  return await movedWithBar(io, async (how) => {
    const { signal } = how;
    const items = await itemsBetween({ from, to, options: {}, signal }).catch((cause) => {
      if (!isPlaceError(cause) || cause.step?.kind !== "pass") throw cause;
      const source = plain(from.path);
      throw new MisuseError(`${source} is a folder: keyferry cp -r copies what is in it`, {
        cause,
      });
    });
    const all = items((folder) => to.port.makeFolder(folder, signal));
    for await (const { fault, there, entry, ...at } of all) {
      if (fault !== undefined) throw fault;
      if (there !== undefined && !overwrite) throw isThere(placeText(to.place, at.to));
      const [file, copy] = [{ ...from, path: at.from }, { ...to, path: at.to }];
      const onKept = tellKept.bind(undefined, io);
      const bytes = await carried(file, copy, entry, {
        ...how,
        onKept,
        overwrite: overwrite === true,
      });
      return { path: at.to, bytes };
    }
    throw new TypeError("A file is one item");
  });
}

/** What stands for standard input where a file is sent, and for standard output where one is fetched. */
export const standard = "-";

/**
 * Writes a file to standard output as it comes, until Ctrl-C.
 *
 * @param from The file.
 * @param options `json`, which has standard output for itself.
 * @param io Who stops it.
 * @returns 130 when it was given up.
 * @throws {MisuseError} When it is to print a document, too.
 * @throws {FileError} When less came than the service promised.
 */
export async function printedFile(
  from: OpenPlace,
  { json }: { readonly json?: boolean | undefined },
  io: Io,
): Promise<number> {
  if (json) throw new MisuseError("--json and - both take standard output: leave out one of them");
  const code = await movedWithBar(io, async ({ signal }) => {
    const entry = await from.port.stat(from.path, signal);
    if (entry?.type !== "file") throw notOneFile(from, entry);
    await using file = await from.port.read(from.path, entry).content(signal);
    let bytes = 0;
    for await (const piece of file.body instanceof Blob ? file.body.stream() : file.body) {
      io.data(piece);
      bytes += piece.length;
    }
    if (bytes !== (file.size ?? bytes)) {
      const why = `${bytes} of ${file.size} bytes came`;
      throw new FileError(`Cannot read ${placeText(from.place)}`, { why });
    }
    io.note(`${bytesInWords(bytes)} written to standard output`);
    return exitCodes.ok;
  });
  if (code !== undefined) return code;
  io.err("keyferry: interrupted: what was written is a part of the file");
  return exitCodes.interrupted;
}

function notOneFile({ place, path }: OpenPlace, entry: Entry | undefined): Error {
  const what = placeText(place, path);
  return entry === undefined
    ? new FileError(`Cannot read ${what}`, { why: "it is not there" })
    : new MisuseError(`${what} is not a file: keyferry cp -r copies what is in a folder`);
}

/**
 * Does something with a file of this machine, or with what standard input holds: as a file, since a service
 * wants to know how much it is.
 *
 * @param source The file's path, or {@linkcode standard}.
 * @param to Where it goes.
 * @param io Whose standard input.
 * @param work What is done with the file.
 * @returns What that gives; `undefined` when it was given up.
 * @throws {MisuseError} When what is piped in goes into a folder: it has no name of its own.
 */
export async function fromLocal<T>(
  source: string,
  to: OpenPlace,
  io: Io,
  work: (from: OpenPlace) => Promise<T>,
): Promise<T | undefined> {
  if (source !== standard) return await work(await localPlace(source));
  const isFolder = isFolderPath(to.path) || (await to.port.stat(to.path))?.type === "folder";
  if (isFolder) {
    throw new MisuseError(`${placeText(to.place)} is a folder: give what is piped in a name there`);
  }
  demandPermissions("Cannot keep what is piped in until it is sent", sourcePermissions(source, io));
  // What is kept meanwhile is removed at Ctrl-C, too.
  return await movedWithBar(io, async ({ signal }) => {
    const path = await Deno.makeTempFile({ prefix: "keyferry-" });
    try {
      await Deno.writeFile(path, Deno.stdin.readable, { signal });
      return await work(await localPlace(path));
    } finally {
      await Deno.remove(path);
    }
  });
}

/** What {@linkcode fromLocal} needs. */
export function sourcePermissions(source: string, io: Io): Permission[] {
  if (source !== standard) return [{ name: "read", path: source }];
  const { path, permissions } = temporaryFolder(io);
  return [...permissions, { name: "read", path }, { name: "write", path }];
}

/** What is said of a file that was moved. */
export interface MovedWords<Report extends { readonly path: string }> {
  /** What became of it at Ctrl-C. */
  readonly givenUp: string;
  /** How it went, such as `sent`. */
  readonly how: string;
  /** What `--json` prints. */
  readonly report: (moved: SavedFile) => Report;
  /** Where it is now, in words; its path by default. */
  readonly place?: ((report: Report) => string) | undefined;
}

/**
 * Says what came of moving a file.
 *
 * @param moved The file; nothing when it was given up.
 * @param words What is said.
 * @param options Whether to print one JSON document.
 * @param io Where to say it.
 * @returns The exit code.
 */
export function sayMoved<Report extends { readonly path: string }>(
  moved: SavedFile | undefined,
  { givenUp, how, report, place = ({ path }) => path }: MovedWords<Report>,
  { json }: { readonly json?: boolean | undefined },
  io: Io,
): number {
  if (moved === undefined) {
    io.err(`keyferry: interrupted: ${plain(givenUp)}`);
    return exitCodes.interrupted;
  }
  const reported = report(moved);
  io.note(`${bytesInWords(moved.bytes)} ${plain(how)}`);
  return answered(reported, plain(place(reported)), { json }, io);
}

/**
 * A file or folder of this machine, whatever its name looks like.
 *
 * @param path The path; the current folder where none is given.
 */
export async function localPlace(path: string | undefined): Promise<OpenPlace> {
  const isFolder = path === undefined || isFolderPath(path);
  return await openPlace({ kind: "local", path: path ?? ".", isFolder });
}
