/** Copying one file, as `get` and `put` do: they refuse what is there, where `cp` compares it. */

import { isPlaceError } from "../../credentials/errors/error_guards.ts";
import { carried } from "../../ferry/copy_file.ts";
import { itemsBetween } from "../../ferry/items/ends.ts";
import { type OpenPlace, openPlace } from "../../ferry/open_place.ts";
import { type LocalPlace, placeText } from "../../ferry/place.ts";
import type { KeptFile, SavedFile } from "../../http/files/save_file.ts";
import { isThere } from "../../http/files/put_in_place.ts";
import { movedWithBar, tellKept } from "../terminal/byte_progress.ts";
import type { Io } from "../terminal/io.ts";
import { MisuseError } from "./misuse.ts";
import { plain } from "../terminal/text.ts";

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
    const items = await itemsBetween(from, to, {}, how.signal).catch((cause) => {
      if (!isPlaceError(cause) || cause.step?.kind !== "pass") throw cause;
      const source = plain(from.path);
      throw new MisuseError(`${source} is a folder: keyferry cp -r copies what is in it`, {
        cause,
      });
    });
    const all = items(({ to: folder }) => to.port.makeFolder(folder, how.signal));
    for await (const { fault, there, entry, ...at } of all) {
      if (fault !== undefined) throw fault;
      if (there !== undefined && !overwrite) throw isThere(placeText(to.place, at.to));
      const file = { ...from, path: at.from };
      const copy = { ...to, path: at.to };
      const onKept = (part: KeptFile): void => tellKept(io, part);
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

/**
 * A file or folder of this machine, whatever its name looks like.
 *
 * @param path The path; the current folder where none is given.
 */
export async function localPlace(path: string | undefined): Promise<OpenPlace> {
  const isFolder = path === undefined || /[/\\]$/.test(path);
  const place: LocalPlace = { kind: "local", path: path ?? ".", isFolder };
  return await openPlace(place);
}
