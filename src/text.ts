/** Texts for a terminal or a pipe. */

/**
 * A text that cannot command a terminal: control characters, and those that turn the direction of
 * writing, become visible escapes. Names of files and words of services come from others.
 *
 * @param text The text.
 */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/**
 * Another program's message in one harmless line: without its colours, and its lines one after the other.
 *
 * @param text The message.
 */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- the escapes by which a program colours its words
  return plain(text.replace(/\x1b\[[0-9;]*m/g, "").replace(/\s*[\r\n]+\s*/g, " ").trim());
}

/**
 * Rows as aligned columns, two spaces apart.
 *
 * @param rows The rows; the last cell of each is not padded.
 * @param options `right`: columns (from 0) that are aligned at their right end.
 */
export function columns(
  rows: readonly (readonly string[])[],
  options: { readonly right?: readonly number[] } = {},
): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell));
    });
  }
  const padded = (cell: string, index: number): string => {
    const spaces = " ".repeat((widths[index] ?? 0) - displayWidth(cell));
    return options.right?.includes(index) ? spaces + cell : cell + spaces;
  };
  return rows.map((row) => row.map(padded).join("  ").trimEnd()).join("\n");
}

// deno-lint-ignore no-control-regex -- the range is ASCII
const narrowOnly = /^[\x00-\x7e\xa1-\u02ff\u0370-\u0482\u2500-\u257f]*$/;
/** Made where a text needs it, since making one costs as much as the rest of a start. */
let characters: Intl.Segmenter | undefined;

/** Characters of two columns: East Asian wide ones and emoji. Source: Unicode 16, EastAsianWidth.txt. */
const wide =
  /^(?:\p{Emoji_Presentation}|\p{Emoji}\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}])/u;
const widthless = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/**
 * How many columns of a terminal a text takes.
 *
 * @param text The text, without control characters.
 */
export function displayWidth(text: string): number {
  if (narrowOnly.test(text)) return text.length;
  let width = 0;
  characters ??= new Intl.Segmenter();
  for (const { segment } of characters.segment(text)) {
    width += widthless.test(segment) ? 0 : wide.test(segment) ? 2 : 1;
  }
  return width;
}

/**
 * A text in lines that are broken between words; a word that is longer stays whole.
 *
 * @param text The text.
 * @param width How many columns a line has.
 */
export function wordLines(text: string, width: number): string[] {
  if (displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(" ")) {
    const longer: string = line === undefined ? word : `${line} ${word}`;
    if (line === undefined || displayWidth(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line ?? ""];
}

/**
 * A number of bytes in words.
 *
 * @param bytes The number.
 */
export function bytesInWords(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let count = bytes;
  let unit = 0;
  while (count >= 999.95 && unit < units.length - 1) {
    count /= 1000;
    unit++;
  }
  return `${unit === 0 ? count : count.toFixed(1)} ${units[unit]}`;
}

/**
 * A noun with its number.
 *
 * @param count The number.
 * @param noun The noun, in the singular.
 */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * A time in words, roughly: `40 s`, `3 min`, `2 h 5 min`, `3 d 4 h`.
 *
 * @param seconds The time, in seconds.
 */
export function secondsInWords(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/**
 * A text whose lines are broken between words; what follows the first of them is indented.
 *
 * @param text The text.
 * @param width How many columns a line has.
 */
export function wrapped(text: string, width: number): string {
  return text.split("\n").map((line) => {
    const words = line.trimStart();
    const indent = " ".repeat(line.length - words.length);
    return indent + wordLines(words, width - indent.length - 2).join(`\n${indent}  `);
  }).join("\n");
}
