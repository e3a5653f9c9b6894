/** Tables for a terminal or a pipe. */

import type { Io } from "./io.ts";
import { terminalWidth } from "./terminal_width.ts";
import { columns } from "./text.ts";

/** How a table is shown. */
export interface TableOptions {
  /** Columns (from 0) that are aligned at their right end. */
  readonly right?: readonly number[];
  /** Columns (from 0) that are never made narrower: what is copied from them must stay whole. */
  readonly whole?: readonly number[];
  /**
   * How wide it may be at most, in characters.
   *
   * @default {the terminal's width}
   */
  readonly width?: number;
}

/** The narrowest that a column is made to save room. */
const narrowest = 8;

/**
 * A table: with lines, and cells that wrap, where a person reads standard output; else plain columns
 * with one line a row. The library that draws is loaded for a person alone.
 *
 * @param head The titles.
 * @param rows The cells; they must be harmless to a terminal.
 * @param io Who reads.
 * @param options See {@linkcode TableOptions}.
 */
export async function tableText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  io: Pick<Io, "stdoutIsTerminal">,
  options: TableOptions = {},
): Promise<string> {
  const { right = [], whole = [], width = terminalWidth() } = options;
  if (!io.stdoutIsTerminal) return columns([head, ...rows], { right });
  const { default: Table } = await import("cli-table3");
  const wide = widths([head, ...rows], width, whole);
  const cells = (row: readonly string[]): string[] => {
    return row.map((cell, column) => folded(cell, (wide[column] ?? 2) - 2));
  };
  const lines: string[] = [];
  // What draws the table takes time by the square of its rows, and more stack than there is for many.
  for (let start = 0; start === 0 || start < rows.length; start += mostAtOnce) {
    const table = new Table({
      head: start === 0 ? cells(head).map(bold) : [],
      // Its own colours come from a library that looks at the environment.
      style: { head: [], border: [], compact: true },
      colAligns: head.map((_, column) => right.includes(column) ? "right" : "left"),
      colWidths: wide,
    });
    for (const row of rows.slice(start, start + mostAtOnce)) table.push(cells(row));
    const drawn = table.toString().split("\n");
    // The border between two pieces.
    if (start > 0) lines.pop();
    for (const line of start > 0 ? drawn.slice(1) : drawn) lines.push(line);
  }
  return lines.join("\n");
}

/** How many rows are drawn in one piece. */
const mostAtOnce = 200;

/**
 * Rows as blocks for a person at a narrow terminal: a line for each cell that says something, whole,
 * behind its title.
 *
 * @param head The titles.
 * @param rows The cells; they must be harmless to a terminal. `-` says nothing.
 */
export function blocksText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const width = Math.max(...head.map((title) => title.length));
  return rows.map((row) => {
    return row.flatMap((cell, column) => {
      return cell === "-" ? [] : [`${bold((head[column] ?? "").padEnd(width))}  ${cell}`];
    }).join("\n");
  }).join("\n\n");
}

function bold(text: string): string {
  return Deno.noColor ? text : `\x1b[1m${text}\x1b[22m`;
}

/** A text in lines, broken where a person would, such as behind the slash of a path. */
function folded(text: string, width: number): string {
  const lines = [""];
  const fits = (piece: string): boolean => (lines.at(-1) + piece).trimEnd().length <= width;
  const pieces = text.split(/(?<=[\s/,=-])/).flatMap((piece) => {
    return piece.length <= width ? piece : piece.match(new RegExp(`.{1,${width}}`, "gu")) ?? [];
  });
  for (const piece of pieces) {
    if (fits(piece)) lines[lines.length - 1] += piece;
    else lines.push(piece);
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** The width of each column with a space on both sides; the widest give way until all fit. */
function widths(
  rows: readonly (readonly string[])[],
  most: number,
  whole: readonly number[],
): number[] {
  const wanted = (rows[0] ?? []).map((_, column) => {
    return 2 + rows.reduce((most, row) => Math.max(most, [...row[column] ?? ""].length), 0);
  });
  const total = (): number => wanted.reduce((sum, one) => sum + one + 1, 1);
  const flexible = wanted.map((_, column) => column).filter((column) => !whole.includes(column));
  while (total() > most) {
    const widest = flexible.toSorted((one, other) => wanted[other]! - wanted[one]!)[0];
    if (widest === undefined || wanted[widest]! <= narrowest) break;
    wanted[widest]! -= 1;
  }
  return wanted;
}
