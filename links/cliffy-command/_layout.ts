/** How help looks. */
export interface HelpOptions {
  /** Whether help is coloured, NO_COLOR permitting. */
  colors?: boolean;
  /** Whether descriptions are shown whole. */
  long?: boolean;
  /** Columns of the terminal. */
  width?: number;
}

/** Puts text in colour. */
export type Paint = (text: string, ...styles: Style[]) => string;

/** A colour or weight. */
export type Style = keyof typeof codes;

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  red: [31, 39],
  yellow: [33, 39],
  brightBlue: [94, 39],
  brightMagenta: [95, 39],
} as const;

/** Applies the styles from the first, innermost, to the last; or leaves text as it is. */
export function painter(enabled: boolean): Paint {
  return (text, ...styles) => {
    if (!enabled || Deno.noColor) return text;
    return styles.reduce((inner, style) => {
      const [open, close] = codes[style];
      return `\x1b[${open}m${inner.replaceAll(`\x1b[${close}m`, `\x1b[${open}m`)}\x1b[${close}m`;
    }, text);
  };
}

function visible(text: string): number {
  // deno-lint-ignore no-control-regex
  return [...text.replace(/\x1b\[[\d;]*m/g, "")].length;
}

/** The first line of a description, or all of it without its indentation. */
export function describe(description: string, short: boolean): string {
  if (short) return description.trim().split("\n", 1)[0]!.trim();
  const lines = description.split(/\r?\n|\r/);
  while (lines.length > 0 && lines[0]!.trim() === "") lines.shift();
  const first = lines.shift() ?? "";
  const indent = first.length - first.trimStart().length;
  return [first.trimStart(), ...lines.map((line) => line.slice(indent))].join(
    "\n",
  ).trimEnd();
}

function wrap(cell: string, width: number): string[] {
  if (width <= 0) return [""];
  return cell.split("\n").flatMap((line) => {
    const lines: string[] = [];
    let current: string | undefined;
    for (const word of line.split(" ")) {
      if (current === undefined) current = word;
      else if (
        visible(current) + visible(word) >= Math.min(width, visible(line))
      ) {
        lines.push(current);
        current = word;
      } else current += ` ${word}`;
    }
    return [...lines, current ?? ""];
  });
}

/** What a table is laid out by; arrays go by column. */
export interface Layout {
  padding: number[];
  indent: number;
  maxWidth: number;
  shrink: number[];
}

/** Rows in columns, the widest of them shrunk to fit. */
export function table(
  rows: string[][],
  { padding, indent, maxWidth, shrink }: Layout,
): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from(
    { length: columns },
    (_, i) =>
      Math.max(
        ...rows.flatMap((row) => (row[i] ?? "").split("\n").map((line) => visible(line))),
      ),
  );
  const pad = Array.from(
    { length: columns },
    (_, i) => padding[i] ?? padding.at(-1) ?? 1,
  );
  const room = maxWidth - pad.slice(0, -1).reduce((a, b) => a + b, 0);
  const over = widths.reduce((a, b) => a + b, 0) - room;
  const elastic = widths.reduce(
    (sum, width, i) => sum + (shrink[i] ? width : 0),
    0,
  );
  if (over > 0 && elastic > 0) {
    for (const [i, width] of widths.entries()) {
      if (shrink[i] && width > 0) {
        widths[i] = Math.max(1, Math.floor(width * (1 - over / elastic)));
      }
    }
  }
  return rows.map((row) => {
    const cells = widths.map((width, i) => wrap(row[i] ?? "", width));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from(
      { length: height },
      (_, line) =>
        " ".repeat(indent) + cells.map((cell, i) => {
          const text = cell[line] ?? "";
          const fill = " ".repeat(Math.max(0, widths[i]! - visible(text)));
          return text + fill + (i < columns - 1 ? " ".repeat(pad[i]!) : "");
        }).join(""),
    ).join("\n");
  }).join("\n");
}
