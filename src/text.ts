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
      widths[index] = Math.max(widths[index] ?? 0, lengthOf(cell));
    });
  }
  const padded = (cell: string, index: number): string => {
    const spaces = " ".repeat((widths[index] ?? 0) - lengthOf(cell));
    return options.right?.includes(index) ? spaces + cell : cell + spaces;
  };
  return rows.map((row) => row.map(padded).join("  ").trimEnd()).join("\n");
}

function lengthOf(text: string): number {
  return [...text].length;
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
