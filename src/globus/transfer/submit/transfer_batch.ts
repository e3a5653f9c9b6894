/** Many things to transfer, as a text with a line for each. */

import { shellWords } from "./_shell_words.ts";
import type { TransferItem } from "./transfer_data.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * What the paths of a batch are relative to.
 *
 * @category Transfers and deletes
 */
export interface TransferBatchOptions {
  /** The folder on the source collection; paths are taken as they stand otherwise. */
  readonly sourceBase?: string | undefined;
  /** The folder on the destination collection; paths are taken as they stand otherwise. */
  readonly destinationBase?: string | undefined;
}

const transferBatchKinds: OptionKinds<TransferBatchOptions> = {
  sourceBase: "text",
  destinationBase: "text",
};

/**
 * Reads what to transfer from a text, as globus-cli's `--batch` does: a source path and a destination
 * path a line, quoted as for a shell where they hold spaces; `--recursive` (or `-r`) and
 * `--external-checksum TEXT` before or after them; `#` begins a comment. A path that begins with `/` or
 * `~` stands for itself, any other is below the base.
 *
 * @param text The lines.
 * @param options What the paths are relative to.
 * @returns An item for each line that holds one.
 * @throws {SyntaxError} When a line cannot be read; the message names its number.
 *
 * @example
 * ```ts
 * import { transferBatch, transferData } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const text = 'log.txt log.txt\n"raw data" raw --recursive  # the folder\n';
 * const items = transferBatch(text, { sourceBase: "/run 7/", destinationBase: "/archive/" });
 * assertEquals(items, [
 *   { source_path: "/run 7/log.txt", destination_path: "/archive/log.txt" },
 *   { source_path: "/run 7/raw data", destination_path: "/archive/raw", recursive: true },
 * ]);
 * const data = transferData("source-id", "destination-id", { items });
 * assertEquals(data.DATA_TYPE, "transfer");
 * ```
 *
 * @category Transfers and deletes
 */
export function transferBatch(text: string, options: TransferBatchOptions = {}): TransferItem[] {
  checkArguments({ text }, { text: "any text" });
  checkOptions(options, transferBatchKinds);
  // What an editor on Windows writes first belongs to no path.
  return text.replace(/^\ufeff/, "").split(/\r?\n/).flatMap((line, index) => {
    try {
      const words = shellWords(line);
      return words.length === 0 ? [] : [itemOf(words, options)];
    } catch (cause) {
      const why = cause instanceof SyntaxError ? cause.message : String(cause);
      throw new SyntaxError(`Line ${index + 1} of the batch cannot be read: ${why}`);
    }
  });
}

function itemOf(words: readonly string[], options: TransferBatchOptions): TransferItem {
  const paths: string[] = [];
  let recursive: boolean | undefined;
  let checksum: string | undefined;
  const left = words.values();
  for (const word of left) {
    const [, name = word, joined] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === "-r" || name === "--recursive") recursive = true;
    else if (name === "--no-recursive") recursive = false;
    else if (name === "--external-checksum") {
      checksum = joined ?? left.next().value;
      if (!checksum) throw new SyntaxError("--external-checksum lacks its value");
    } else if (word === "--") { for (const path of left) paths.push(path); }
    else if (word.startsWith("-") && word !== "-") {
      throw new SyntaxError(
        `${JSON.stringify(word)} is not an option of a line: those are --recursive and ` +
          "--external-checksum; a path that begins with a dash stands behind --",
      );
    } else paths.push(word);
  }
  const [source, destination] = paths;
  if (!source || !destination || paths.length !== 2) {
    throw new SyntaxError(
      `it holds ${paths.length} ${paths.length === 1 ? "path" : "paths"} where a source and a ` +
        "destination are wanted; quote a path that holds spaces",
    );
  }
  if (recursive && checksum !== undefined) {
    throw new SyntaxError("a checksum is one file's: leave out --recursive or --external-checksum");
  }
  return {
    source_path: below(options.sourceBase, source),
    destination_path: below(options.destinationBase, destination),
    ...(recursive === undefined ? {} : { recursive }),
    ...(checksum === undefined ? {} : { external_checksum: checksum }),
  };
}

function below(base: string | undefined, path: string): string {
  if (base === undefined || /^[/~]/.test(path)) return path;
  return `${base.replace(/\/*$/, "/")}${path}`;
}
