/** Rows as a table. */

import { ArgumentRangeError, ArgumentTypeError } from "../argument_error.ts";
import { columns as aligned, plain } from "../text.ts";
import { inWords } from "./value_words.ts";
import { type Displayable, withDisplay } from "./displayable.ts";
import { escapeHtml } from "../escape_html.ts";
import { checkOptions, type OptionKinds } from "../options.ts";

/** What may be chosen about a table. */
export interface TableOptions<Row extends object> {
  /** Which keys are shown, in which order; all that a shown row has by default. */
  readonly columns?: readonly (keyof Row & string)[] | undefined;
  /**
   * How many rows are shown at most; of a list that comes in pages, no more are fetched than that
   * takes.
   *
   * @default {100}
   */
  readonly maxRows?: number | undefined;
}

const tableKinds: OptionKinds<TableOptions<object>> = { columns: "list", maxRows: "number" };

/**
 * Rows as a table that a Jupyter cell shows as its last value; `console.log` prints it aligned. A number
 * of bytes (under `size`, or a key with `bytes` in it) is shown as an amount of data, and the size of a
 * folder, which says nothing, not at all; a time stamp as a date and a time in UTC. A list that comes in
 * pages is read first, as far as it is shown: `await` it.
 *
 * @param rows The rows: objects whose values are shown by key.
 * @param options See {@linkcode TableOptions}.
 * @throws {TypeError} When a row is not an object.
 * @throws {RangeError} When `maxRows` is not a count.
 *
 * @example
 * ```ts
 * import { table } from "@keyferry/keyferry/notebook";
 * import { assertEquals } from "@std/assert";
 *
 * const shown = table([{ name: "a.csv", size: 12 }, { name: "b", size: 3 }]);
 * assertEquals(Deno.inspect(shown), [
 *   "name   size",
 *   "a.csv  12 B",
 *   "b       3 B",
 * ].join("\n"));
 * ```
 *
 * @example The first items of a long list
 * ```ts
 * import { accessTokenAuthorizer, transferClient } from "@keyferry/keyferry/globus";
 * import { table } from "@keyferry/keyferry/notebook";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertStringIncludes } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const pages = transfer.endpointSearch({ filterFulltext: "seismic" });
 * const shown = await table(pages, { columns: ["display_name", "id"], maxRows: 3 });
 * assertStringIncludes(Deno.inspect(shown), "The first 3 rows; there are more");
 * ```
 */
export function table<Row extends object>(
  rows: Iterable<Row>,
  options?: TableOptions<Row>,
): Displayable;
/** Rows that come in pages. */
export function table<Row extends object>(
  rows: AsyncIterable<Row>,
  options?: TableOptions<Row>,
): Promise<Displayable>;
export function table<Row extends object>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  options: TableOptions<Row> = {},
): Displayable | Promise<Displayable> {
  checkOptions<object>(options, tableKinds);
  const { maxRows = 100 } = options;
  if (!Number.isInteger(maxRows) || maxRows < 0) {
    throw new ArgumentRangeError(`maxRows must be a whole number, 0 or more: it is ${maxRows}`);
  }
  checkRows("rows", rows);
  if (Symbol.iterator in rows) {
    const all = [...rows];
    const note = all.length > maxRows ? `The first ${maxRows} of ${all.length} rows` : "";
    return drawn(all.slice(0, maxRows), options, note);
  }
  return fetched(rows, options, maxRows);
}

async function fetched<Row extends object>(
  rows: AsyncIterable<Row>,
  options: TableOptions<Row>,
  maxRows: number,
): Promise<Displayable> {
  const first: Row[] = [];
  for await (const row of rows) {
    if (first.length === maxRows) {
      return drawn(first, options, `The first ${maxRows} rows; there are more`);
    }
    first.push(row);
  }
  return drawn(first, options, "");
}

function drawn<Row extends object>(
  rows: readonly Row[],
  options: TableOptions<Row>,
  note: string,
): Displayable {
  for (const [at, row] of rows.entries()) demandKeys(row, at);
  const names = options.columns ?? namesOf(rows);
  const cells = rows.map((row) => {
    return names.map((name) => {
      return cellText(Object.hasOwn(row, name) ? inWords(row, name) : undefined);
    });
  });
  const right = names.flatMap((name, index) => {
    return rows.length > 0 && rows.every((row) => isNumber(row[name])) ? [index] : [];
  });
  const text = names.length === 0 ? "no rows" : aligned([[...names], ...cells], { right });
  return withDisplay({}, {
    "text/plain": note === "" ? text : `${text}\n${note}`,
    "text/html": html(names, cells, right) + (note === "" ? "" : `<div>${note}</div>`),
  });
}

/** A number would be a row of nothing, and a text one of its letters. */
function demandKeys(row: unknown, at: number): void {
  if (typeof row === "object" && row !== null) return;
  const what = row === null || row === undefined ? `${row}` : `a ${typeof row}`;
  throw new ArgumentTypeError(
    `Row ${
      at + 1
    } must be an object, such as { name: "a.csv" }, whose values are shown by key: it is ${what}`,
  );
}

/** A row may lack what another has. */
function namesOf<Row extends object>(rows: readonly Row[]): (keyof Row & string)[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))] as (keyof Row & string)[];
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint";
}

/** Of what is longer, its beginning is shown: one cell must not be a page. */
const longest = 1000;

const inOneLine: Deno.InspectOptions = { compact: true, breakLength: Infinity };

/** Names of files are other people's words: none may command a terminal, or run backwards. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  // Anything that hides itself from inspection (a Secret) stays hidden.
  const isNested = typeof value === "object" && !(value instanceof Error);
  const text = isNested ? Deno.inspect(value, inOneLine) : String(value);
  // No character is cut in half.
  const whole = /[\ud800-\udbff]$/.test(text.slice(0, longest)) ? longest - 1 : longest;
  return plain(text.length > longest ? `${text.slice(0, whole)}…` : text);
}

/** A name or a time is broken by no table that has room. */
const longestLine = 24;

/** Ids, paths and flags are long words, which would widen the table beyond the page. */
function wrapped(cell: string): string {
  return cell.length > longestLine
    ? "max-width: 40em; overflow-wrap: break-word"
    : "white-space: nowrap";
}

function html(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string {
  const line = (tag: string, cells: readonly string[]): string => {
    const made = cells.map((cell, index) => {
      const side = right.includes(index) ? "right" : "left";
      return `<${tag} style="text-align: ${side}; ${wrapped(cell)}">${escapeHtml(cell)}</${tag}>`;
    });
    return `<tr>${made.join("")}</tr>`;
  };
  if (names.length === 0) return "<div>no rows</div>";
  const body = rows.map((row) => line("td", row)).join("");
  return `<table><thead>${line("th", names)}</thead><tbody>${body}</tbody></table>`;
}

/** Refuses what does not give one thing after the other. */
export function checkRows(name: string, rows: object): void {
  const isList = typeof rows === "object" && rows !== null &&
    (Symbol.iterator in rows || Symbol.asyncIterator in rows);
  if (!isList) {
    const hint = rows instanceof Promise ? ": await it first" : "";
    throw new ArgumentTypeError(
      `${name} must be a list, or what gives one thing after the other${hint}`,
    );
  }
}
