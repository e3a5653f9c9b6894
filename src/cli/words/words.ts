/** The words of a command line, so that none is taken for what it is not. */

/** Begins a marked word. No word of a command line holds NUL: the operating system ends words with it. */
export const mark = "\0";

/**
 * Marks the words that are text whatever they begin with: all after `--`, a value joined to its option
 * (`--label=-x`), and empty ones, which the parser would drop. `readText()` takes the mark off.
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
