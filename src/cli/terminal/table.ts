/** Tables for a terminal or a pipe. */

import type { Io } from "./io.ts";
import { terminalWidth } from "./terminal_width.ts";
import { columns, displayWidth, wordLines } from "./text.ts";

/** How a table is shown. */
export interface TableOptions {
  /** Columns (from 0) that are aligned at their right end. */
  readonly right?: readonly number[];
  /** Columns (from 0) whose cells stay on one line: what is copied from them has spaces. */
  readonly whole?: readonly number[];
  /**
   * How wide it may be at most, in characters.
   *
   * @default {the terminal's width}
   */
  readonly width?: number;
}

type Row = readonly string[];

/** What is between two columns. */
const gap = "  ";

/**
 * A table: with a line below the titles, and cells that wrap between words, where a person reads standard
 * output; the rows as records, a line for each cell, where the words would not stay whole; else plain columns
 * with one line a row.
 *
 * @param head The titles.
 * @param rows The cells; they must be harmless to a terminal. In a record `-` is left out.
 * @param io Who reads.
 * @param options See {@linkcode TableOptions}.
 */
export function tableText(
  head: Row,
  rows: readonly Row[],
  io: Pick<Io, "stdoutIsTerminal">,
  options: TableOptions = {},
): string {
  const { right = [], whole = [], width = terminalWidth() } = options;
  if (!io.stdoutIsTerminal) return columns([head, ...rows], { right });
  const wide = widthsOf([head, ...rows], width, whole);
  return wide === undefined ? recordsText(head, rows, width) : drawn(head, rows, wide, right);
}

/** The width of each column; none where the words of all columns do not fit beside one another. */
function widthsOf(
  rows: readonly Row[],
  most: number,
  whole: readonly number[],
): number[] | undefined {
  const [head = []] = rows;
  const wide = head.map(() => 0);
  const least = head.map(() => 0);
  for (const row of rows) {
    for (let column = 0; column < wide.length; column++) {
      const cell = row[column] ?? "";
      const full = displayWidth(cell);
      wide[column] = Math.max(wide[column] ?? 0, full);
      const word = full <= (least[column] ?? 0) || whole.includes(column)
        ? full
        : longestWord(cell);
      least[column] = Math.max(least[column] ?? 0, word);
    }
  }
  const room = most - gap.length * (wide.length - 1);
  const sum = (widths: readonly number[]): number => widths.reduce((all, one) => all + one, 0);
  if (sum(least) > room) return undefined;
  for (let excess = sum(wide) - room; excess > 0; excess--) {
    const shrinkable = wide.map((_, column) => column)
      .filter((column) => wide[column]! > least[column]!);
    const widest = shrinkable.reduce((one, other) => wide[other]! > wide[one]! ? other : one);
    wide[widest]! -= 1;
  }
  return wide;
}

function widestOf(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
}

function longestWord(text: string): number {
  return text.includes(" ") ? widestOf(text.split(" ")) : displayWidth(text);
}

function drawn(
  head: Row,
  rows: readonly Row[],
  wide: readonly number[],
  right: readonly number[],
): string {
  const padded = (cell: string, column: number): string => {
    const spaces = " ".repeat(Math.max(0, (wide[column] ?? 0) - displayWidth(cell)));
    return right.includes(column) ? spaces + cell : cell + spaces;
  };
  const linesOf = (row: Row, style = (text: string): string => text): string[] => {
    const cells = wide.map((width, column) => wordLines(row[column] ?? "", width));
    const high = cells.reduce((most, { length }) => Math.max(most, length), 1);
    return Array.from({ length: high }, (_, at) => {
      const line = cells.map((lines, column) => padded(lines[at] ?? "", column)).join(gap);
      return style(line.trimEnd());
    });
  };
  const rule = wide.map((width) => "─".repeat(width)).join(gap);
  return [...linesOf(head, bold), rule, ...rows.flatMap((row) => linesOf(row))].join("\n");
}

/** A line for each cell behind its title; below it where its words would not fit there. */
function recordsText(head: Row, rows: readonly Row[], width: number): string {
  const titles = widestOf(head) + gap.length;
  const isNarrow = rows.some((row) => row.some((cell) => titles + longestWord(cell) > width));
  const indent = isNarrow ? gap : " ".repeat(titles);
  const begin = head.map((title) => {
    if (isNarrow) return title === "" ? gap : `${bold(title)}\n${gap}`;
    return bold(title) + " ".repeat(titles - displayWidth(title));
  });
  const lines: string[] = [];
  for (const [index, row] of rows.entries()) {
    if (index > 0) lines.push("");
    for (let column = 0; column < row.length; column++) {
      const cell = row[column] ?? "";
      if (cell === "-") continue;
      const cut = wordLines(cell, width - indent.length);
      lines.push((begin[column] ?? "") + cut.join(`\n${indent}`));
    }
  }
  return lines.join("\n");
}

function bold(text: string): string {
  return Deno.noColor ? text : `\x1b[1m${text}\x1b[22m`;
}
