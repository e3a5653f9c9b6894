/** Reading files that other programs rewrite in place: for a moment they are empty, or torn. */

import { readText } from "./files.ts";
import { parseArrayText, parseObjectText } from "./json_text.ts";

/** The waits between readings, in milliseconds: 100 together. */
const waits = [2, 3, 5, 10, 10, 10, 10, 10, 10, 10, 10, 10];

/**
 * The text of a file that other programs rewrite in place, as Python's tools do: while it is not whole it
 * is read again, for about 100 ms.
 *
 * @param path Where it is.
 * @param isWhole Whether a text is one that a program has written to its end.
 * @returns The text that was read last, whole or not; `undefined` when there is no file.
 * @throws {FileError} When it cannot be read or is not UTF-8.
 */
export async function readWhole(
  path: string,
  isWhole: (text: string) => boolean,
): Promise<string | undefined> {
  let text = await readText(path);
  for (const ms of waits) {
    if (text === undefined || isWhole(text)) break;
    await new Promise((resolve) => setTimeout(resolve, ms));
    text = await readText(path);
  }
  return text;
}

/** {@linkcode readWhole} of a file that holds JSON. */
export function readWholeJson(path: string): Promise<string | undefined> {
  return readWhole(path, isWholeJson);
}

/** Whether a text is not JSON that was cut short; what is not one at all is for its reader to say. */
export function isWholeJson(text: string): boolean {
  try {
    if (/^\s*\[/.test(text)) parseArrayText(text);
    else if (/^\s*\{/.test(text)) parseObjectText(text);
    return isNotEmpty(text);
  } catch {
    return false;
  }
}

/** Whether there is anything in a text. */
export function isNotEmpty(text: string): boolean {
  return text.trim() !== "";
}
