/** Which of the files that were found are to be copied. */

import type { Copy } from "../copy.ts";
import { cannotCopy } from "../failure.ts";
import { sweepParts } from "../../http/files/part.ts";
import { compare } from "./compare.ts";
import type { Item } from "./walk.ts";

/** What is done about a file that is there already: `verify` reads both again. */
export type SameFiles = "skip" | "verify" | "not compared" | "copy";

/** A file that something is to be done about. */
export interface Todo {
  /** The file. */
  readonly item: Item;
  /** Whether it is there already, and only to be compared. */
  readonly isThere: boolean;
}

/**
 * Tells what is to be done, and counts all else.
 *
 * @param items What was found.
 * @param copy The copy.
 * @param same What is done about a file that is there already.
 * @param onFolder Is told of each folder.
 */
export async function* sortOut(
  items: AsyncIterable<Item>,
  { to, options, tally }: Pick<Copy, "to" | "options" | "tally">,
  same: SameFiles,
  onFolder: (folder: Item) => void = () => {},
): AsyncGenerator<Todo, void> {
  const isDownload = to.place.kind === "local";
  for await (const item of items) {
    const { path, entry, there, fault } = item;
    if (fault !== undefined) {
      tally.found(entry);
      tally.ended(item, { end: "failed", error: fault });
    } else if (entry.type === "folder") onFolder(item);
    else if (entry.type !== "file") tally.ended(item, { end: "link" });
    else {
      const found = there === undefined ? "different" : compare(entry, there, { isDownload });
      if (found === "different" || same === "copy") {
        tally.found(entry);
        if (there === undefined || options.overwrite) yield { item, isThere: false };
        else {
          const why = "another version of it is there already";
          const error = cannotCopy(path, why, { kind: "overwrite" });
          tally.ended(item, { end: "failed", error });
        }
      } else if (same === "verify") {
        tally.found({ size: 0 });
        yield { item, isThere: true };
      } else {
        if (isDownload && found === "same" && !options.dryRun) await sweepParts(item.to);
        const isSkipped = same === "skip" && found === "same";
        tally.ended(item, { end: isSkipped ? "skipped" : "not compared" });
      }
    }
  }
  tally.isListed = true;
}
