/** The words of a command line, so that none is taken for what it is not. */

import { type ArgumentValue, ValidationError } from "@cliffy/command";

/** No word of a command line holds NUL: the operating system ends words with it. */
const mark = "\0";

/**
 * Marks the words that are text whatever they begin with: all after `--`, a value joined to its option
 * (`--label=-x`), and empty ones, which the parser would drop. {@linkcode readText} takes the mark off.
 *
 * @param args The words as they came.
 */
export function markLiteral(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  const before = end === -1 ? args : args.slice(0, end);
  const after = end === -1 ? [] : args.slice(end + 1);
  return [...before.map(markValue), ...after.map((word) => mark + word)];
}

function markValue(word: string): string {
  if (word === "") return mark;
  return word.replace(/^(--[^=]+=)(?=-|$)/, `$1${mark}`);
}

/**
 * Whether a word was marked as text.
 *
 * @param word The word.
 */
export function isMarked(word: string): boolean {
  return word.startsWith(mark);
}

/**
 * A text without marks, for a person to read.
 *
 * @param text The text.
 */
export function unmarked(text: string): string {
  return text.replaceAll(mark, "");
}

/**
 * Reads a word as text. A word that looks like an option is none of the texts a command takes: the
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
