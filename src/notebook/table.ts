import { escapeHtml } from "./escape_html.ts";

/** The method by which the Deno kernel asks a value how to show it. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** Something a Jupyter cell shows in a form of its own. */
export interface Displayable {
  /** The forms by media type; Jupyter picks the richest it can show. */
  [jupyterDisplay](): Record<string, string>;
}

/**
 * Rows as a table that a Jupyter cell shows; the last value of a cell, or handed to `display`.
 *
 * @param rows The rows: objects whose values are shown by key.
 * @param options `columns`: which keys, in which order; those of the first row by default.
 *
 * @example
 * ```ts
 * import { jupyterDisplay, table } from "@keyferry/keyferry/notebook";
 * import { assertEquals } from "@std/assert";
 *
 * const shown = table([{ name: "a.csv", size: 12 }, { name: "b", size: 3 }]);
 * assertEquals(shown[jupyterDisplay]()["text/plain"], [
 *   "name   size",
 *   "a.csv  12",
 *   "b      3",
 * ].join("\n"));
 * ```
 */
export function table<Row extends object>(
  rows: Iterable<Row>,
  options: { readonly columns?: readonly (keyof Row & string)[] } = {},
): Displayable {
  const all = [...rows];
  const columns = options.columns ?? Object.keys(all[0] ?? {}) as (keyof Row & string)[];
  const cells = all.map((row) => columns.map((column) => cellText(row[column])));
  const numeric = columns.map((column) => all.every((row) => typeof row[column] === "number"));
  return {
    [jupyterDisplay]: () => ({
      "text/plain": plain([[...columns], ...cells]),
      "text/html": html(columns, cells, numeric),
    }),
  };
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  // Anything that hides itself from inspection (a Secret) stays hidden.
  return typeof value === "object" ? Deno.inspect(value) : String(value);
}

function plain(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => {
    return Math.max(...rows.map((row) => row[column]?.length ?? 0));
  });
  return rows.map((row) => {
    return row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd();
  }).join("\n");
}

function html(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly boolean[],
): string {
  const line = (tag: string, cells: readonly string[]): string => {
    const made = cells.map((cell, column) => {
      const side = numeric[column] ? "right" : "left";
      return `<${tag} style="text-align: ${side}">${escapeHtml(cell)}</${tag}>`;
    });
    return `<tr>${made.join("")}</tr>`;
  };
  return `<table><thead>${line("th", columns)}</thead><tbody>${
    rows.map((row) => line("td", row)).join("")
  }</tbody></table>`;
}
