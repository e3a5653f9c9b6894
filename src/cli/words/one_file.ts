/** Copying one file, as `get` and `put` do: they refuse what is there, where `cp` compares it. */

import { isPlaceError } from "../../credentials/errors/error_guards.ts";
import { carried } from "../../ferry/copy_file.ts";
import { itemsBetween } from "../../ferry/items/ends.ts";
import { type OpenPlace, openPlace } from "../../ferry/open_place.ts";
import { isFolderPath, placeText } from "../../ferry/place.ts";
import { isThere } from "../../http/files/put_in_place.ts";
import type { SavedFile } from "../../http/files/save_file.ts";
import { exitCodes } from "../exit_code.ts";
import { movedWithBar, tellKept } from "../terminal/byte_progress.ts";
import type { Io } from "../terminal/io.ts";
import { bytesInWords, jsonText, plain } from "../terminal/text.ts";
import { MisuseError } from "./misuse.ts";

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
  io.out(json ? jsonText(reported) : plain(place(reported)));
  return exitCodes.ok;
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
