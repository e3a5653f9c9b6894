/** Ways to see through a text that holds a secret in pieces. */

/** A text as it is looked at, and where each of its UTF-16 units is in the text itself. */
export interface View {
  /** What is looked at. */
  readonly text: string;
  /** Where each unit begins in the text itself. */
  readonly begins: readonly number[];
  /** Where each unit ends there. */
  readonly ends: readonly number[];
}

/** What stands between the pieces: blanks, line breaks, quotes and commas, and `\n` as JSON has it. */
const between = /\\[nrt]|[\s"'`,;]+/g;

/**
 * A text without what stands between the pieces of a secret that was broken into lines or characters.
 *
 * @param text The text.
 */
export function squeezed(text: string): View {
  const parts: string[] = [];
  const begins: number[] = [];
  let at = 0;
  const keep = (to: number): void => {
    parts.push(text.slice(at, to));
    for (; at < to; at++) begins.push(at);
  };
  for (const { index, 0: found } of text.matchAll(between)) {
    keep(index);
    at = index + found.length;
  }
  keep(text.length);
  return { text: parts.join(""), begins, ends: begins.map((begin) => begin + 1) };
}

/**
 * The characters that a text has the numbers of, as `[115, 51, ...]` is a text's bytes.
 *
 * @param text The text.
 */
export function numbered(text: string): View {
  const found = [...text.matchAll(/(?<!\d)\d{2,3}(?!\d)/g)];
  return {
    text: found.map(([digits]) => String.fromCharCode(Number(digits))).join(""),
    begins: found.map(({ index }) => index),
    ends: found.map(({ index, 0: { length } }) => index + length),
  };
}
