/** Reading a word of the command line as text. */

import { type ArgumentValue, ValidationError } from "@cliffy/command";
import { mark } from "./words.ts";

/**
 * Reads a word as text. A word that looks like an option is not one of the texts a command takes: the
 * parser would swallow a misspelled `--josn` where an argument is open.
 *
 * @param argument The word and what it is for.
 * @throws {ValidationError} When it looks like an option, or is empty.
 */
export function readText(argument: ArgumentValue): string {
  const { label, name, value } = argument;
  const option = label === "Option";
  const text = value.startsWith(mark) ? value.slice(mark.length) : value;
  if (text === "") {
    throw new ValidationError(
      option ? `Option "${name}" is empty` : `Argument "${name}" is an empty text`,
    );
  }
  if (text === value && text.length > 1 && text.startsWith("-")) {
    throw new ValidationError(
      option
        ? `Option "${name}" lacks its value: "${text}" looks like another option`
        : `Unknown option "${text}"`,
    );
  }
  return text;
}
