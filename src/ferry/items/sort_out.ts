/** Which of the files that were found are to be copied. */

import { compare } from "./compare.ts";
import { cannotCopy } from "../failure.ts";
import type { Tally } from "../tally.ts";
import type { Item } from "./walk.ts";

/** How files are told apart. */
export interface SortOptions {
  /** Whether the copies are on this machine. */
  readonly isDownload: boolean;
  /** Whether files that differ are replaced. */
  readonly overwrite: boolean;
  /** What is done about a file that is there already: `verify` reads both again. */
  readonly same: "skip" | "verify" | "not compared" | "copy";
  /** Is told of each folder. */
  readonly onFolder?: (folder: Item) => void;
}

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
 * @param options See {@linkcode SortOptions}.
 * @param tally Counts.
 */
export async function* sortOut(
  items: AsyncIterable<Item>,
  options: SortOptions,
  tally: Tally,
): AsyncGenerator<Todo, void> {
  const { isDownload, overwrite, same, onFolder } = options;
  for await (const item of items) {
    const { entry, there, fault } = item;
    if (fault !== undefined) {
      tally.found(item);
      tally.ended(item, { end: "failed", error: fault });
    } else if (entry.type === "folder") onFolder?.(item);
    else if (entry.type !== "file") tally.ended(item, { end: "link" });
    else {
      const found = there === undefined
        ? "different"
        : compare(entry, there, { isDownload, now: Date.now() });
      if (found !== "different" && same !== "copy") {
        if (same === "verify") {
          tally.found({ ...item, entry: { ...entry, size: 0 } });
          yield { item, isThere: true };
        } else {
          const isKnown = found === "same" && same === "skip";
          tally.ended(item, { end: isKnown ? "skipped" : "not compared" });
        }
        continue;
      }
      tally.found(item);
      if (there !== undefined && !overwrite) {
        tally.ended(item, {
          end: "failed",
          error: cannotCopy(item.path, "another version of it is there already", {
            kind: "overwrite",
          }),
        });
      } else yield { item, isThere: false };
    }
  }
  tally.isListed = true;
}
