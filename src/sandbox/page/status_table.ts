import { plain } from "../../text.ts";
import { escapeHtml } from "../../escape_html.ts";

/** What a cell of a table says, and how. */
export interface Cell {
  /** Its text; whatever is in it, it stays text. */
  readonly text: string;
  /** How it is set: as code, as an id, as a name, as a number, or as good or bad news. */
  readonly kind?: "code" | "id" | "name" | "number" | "good" | "bad";
}

/** A table of the status page. */
export interface Table {
  /** The columns' heads. */
  readonly head: readonly string[];
  /** The rows, a cell a column. */
  readonly rows: readonly (readonly Cell[])[];
  /** What is said instead of a table without rows. */
  readonly none: string;
  /** What is said of rows that are left out. */
  readonly left?: string;
  /** Whether it keeps its columns in a narrow window. @default {false} */
  readonly narrow?: boolean;
}

/** A table as HTML. In a narrow window each row may become a block, its cells beside the columns' heads. */
export function tableHtml({ head, rows, none, left = "", narrow = false }: Table): string {
  if (rows.length === 0) return `<p>${escapeHtml(none)}</p>`;
  const heads = head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("");
  const lines = rows.map((row) => {
    const cells = row.map((cell, index) => cellHtml(cell, head[index] ?? ""));
    return `<tr>${cells.join("")}</tr>`;
  });
  const more = left === "" ? "" : `\n<p>${escapeHtml(left)}</p>`;
  return `<table${narrow ? "" : ` class="blocks"`}><thead><tr>${heads}</tr></thead>\n<tbody>\n${
    lines.join("\n")
  }\n</tbody></table>${more}`;
}

function cellHtml({ text, kind }: Cell, head: string): string {
  const shown = escapeHtml(plain(text));
  const content = kind === "code" || kind === "id" ? `<code>${shown}</code>` : shown;
  const style = kind === undefined ? "" : ` class="${kind}"`;
  return `<td data-head="${escapeHtml(head)}"${style}>${content}</td>`;
}
