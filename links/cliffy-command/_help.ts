import type { Command } from "./command.ts";
import { flagOf, type Option, readSlots, type Slot } from "./_definition.ts";
import { Type } from "./types.ts";

/** How help looks. */
export interface HelpOptions {
  /** Whether help is coloured. */
  colors: boolean;
  /** Whether descriptions are shown whole. */
  long: boolean;
  /** Columns of the terminal. */
  width: number;
}

interface Sheet extends HelpOptions {
  cmd: Command;
}

/** The help of a command. */
export function helpText(cmd: Command, options: HelpOptions): string {
  const sheet: Sheet = { cmd, ...options };
  const parts = [header, description, argumentsPart, optionsPart, commandsPart, examples];
  return parts.map((part) => part(sheet)).join("");
}

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
function paint({ colors }: Sheet, text: string, ...styles: Array<keyof typeof codes>): string {
  if (!colors) return text;
  return styles.reduce((inner, style) => {
    const [open, close] = codes[style];
    return `\x1b[${open}m${inner.replaceAll(`\x1b[${close}m`, `\x1b[${open}m`)}\x1b[${close}m`;
  }, text);
}

function header(sheet: Sheet): string {
  const { cmd } = sheet;
  const usage = `${cmd.getPath()} ${places(sheet, cmd.getUsage())}`.trim();
  const rows = [[paint(sheet, "Usage:", "bold"), paint(sheet, usage, "brightMagenta")]];
  const version = cmd.getVersion();
  if (version) rows.push([paint(sheet, "Version:", "bold"), paint(sheet, version, "yellow")]);
  return `\n${table(rows, { gaps: [1], elastic: 0 })}\n`;
}

/** Rows under a title, unless there are none. */
function section(sheet: Sheet, title: string, rows: string[][], layout: Layout): string {
  if (rows.length === 0) return "";
  const body = table(rows, { ...layout, width: sheet.width - 2 }).replace(/^/gm, "  ");
  return `\n${paint(sheet, `${title}:`, "bold")}\n\n${body}\n`;
}

function description(sheet: Sheet): string {
  const text = sheet.cmd.getDescription().trim();
  return section(sheet, "Description", text === "" ? [] : [[text]], { gaps: [], elastic: 1 });
}

function argumentsPart(sheet: Sheet): string {
  const rows = sheet.cmd.getArguments().map((slot) => [
    place(sheet, slot),
    dash(sheet),
    about(sheet, slot.description),
    hints(sheet, slot.optional ? [] : [paint(sheet, "required", "yellow")], slot.type),
  ]);
  return section(sheet, "Arguments", rows, { gaps: [2, 1, 2], elastic: 2 });
}

function optionsPart(sheet: Sheet): string {
  const groups = Map.groupBy(sheet.cmd.getOptions(), ({ groupName = "Options" }) => groupName);
  return [...groups].map(([title, options]) => {
    const rows = options.map((option) => [
      option.flags.map((flag) => paint(sheet, flag, "brightBlue")).join(", "),
      places(sheet, option.typeDefinition),
      dash(sheet),
      about(sheet, option.description),
      hints(sheet, company(sheet, option), option.slot?.type),
    ]);
    return section(sheet, title, ...typed(rows, { gaps: [2, 2, 1, 2], elastic: 2 }));
  }).join("");
}

function commandsPart(sheet: Sheet): string {
  const rows = sheet.cmd.getCommands().map((command) => [
    paint(sheet, command.getName(), "brightBlue"),
    places(sheet, command.getArgsDefinition()),
    dash(sheet),
    command.getShortDescription(),
  ]);
  return section(sheet, "Commands", ...typed(rows, { gaps: [2, 2, 1], elastic: 1 }));
}

function examples(sheet: Sheet): string {
  const rows = sheet.cmd.getExamples().map(({ name, description }) => [
    paint(sheet, name, "bold", "dim"),
    description.trim(),
  ]);
  return section(sheet, "Examples", rows, { gaps: [1], elastic: 1 });
}

/** Rows without their second column, that of values, where it is empty. */
function typed(rows: string[][], { gaps, elastic }: Layout): [string[][], Layout] {
  const empty = rows.every((row) => row[1] === "");
  return [
    empty ? rows.map((row) => row.toSpliced(1, 1)) : rows,
    { gaps: empty ? gaps.slice(1) : gaps, elastic },
  ];
}

function place(sheet: Sheet, { name, optional, variadic }: Slot): string {
  const [open, close] = optional ? "[]" : "<>";
  const inside = paint(sheet, name + (variadic ? "..." : ""), "brightMagenta");
  return paint(sheet, open!, "yellow") + inside + paint(sheet, close!, "yellow");
}

/** Places in `text` shown as places, other words as they are. */
function places(sheet: Sheet, text: string): string {
  return text.split(/ +/).map((word) => {
    const [slot] = readSlots(word);
    return slot ? place(sheet, slot) : word;
  }).join(" ");
}

function dash(sheet: Sheet): string {
  return paint(sheet, "-", "bold", "red");
}

/** A description, whole or its first line. */
function about({ long }: Sheet, text: string): string {
  return long ? text.trim() : text.trim().split("\n", 1)[0]!;
}

/** Options that must, and must not, come with an option. */
function company(sheet: Sheet, { depends = [], conflicts = [] }: Option): string[] {
  const said = (title: string, names: string[], colour: "yellow" | "red"): string[] => {
    const list = names.map(flagOf).join(", ");
    if (list === "") return [];
    return [paint(sheet, title, "bold", colour) + paint(sheet, list, "italic")];
  };
  return [...said("Depends: ", depends, "yellow"), ...said("Conflicts: ", conflicts, "red")];
}

function hints(sheet: Sheet, said: string[], typeName = ""): string {
  const { cmd, colors } = sheet;
  const type = cmd.getType(typeName)?.handler;
  const values = type instanceof Type ? type.values?.(cmd, cmd.getParent()) ?? [] : [];
  const list = values.map((value) => Deno.inspect(value, { colors })).join(", ");
  const all = list === "" ? said : [...said, paint(sheet, "Values: ", "bold") + list];
  return all.length === 0 ? "" : `(${all.join(", ")})`;
}

interface Layout {
  /** The spaces after each column but the last. */
  gaps: number[];
  /** How many columns at the end may be narrower than their text. */
  elastic: number;
  /** The most columns of the terminal. */
  width?: number;
}

function visible(text: string): number {
  // deno-lint-ignore no-control-regex
  return [...text.replace(/\x1b\[[\d;]*m/g, "")].length;
}

function sum(numbers: number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}

function fold(cell: string, width: number): string[] {
  return cell.split("\n").flatMap((line) => {
    const lines: string[] = [];
    for (const word of line.split(" ")) {
      const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
      if (lines.length === 0 || visible(longer) > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  });
}

/** Rows in columns, the elastic of them narrowed to fit. */
function table(rows: string[][], { gaps, elastic, width = Infinity }: Layout): string {
  const columns = rows[0]!.map((_, at) =>
    Math.max(...rows.flatMap((row) => row[at]!.split("\n").map(visible)))
  );
  const over = sum(columns) + sum(gaps) - width;
  const first = columns.length - elastic;
  const share = Math.max(0, over) / sum(columns.slice(first));
  const widths = columns.map((column, at) =>
    at < first || column === 0 ? column : Math.max(1, Math.floor(column * (1 - share)))
  );
  return rows.map((row) => {
    const cells = row.map((cell, at) => fold(cell, widths[at]!));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      cells.map((cell, at) => {
        const text = cell[line] ?? "";
        const fill = Math.max(0, widths[at]! - visible(text)) + (gaps[at] ?? 0);
        return text + " ".repeat(fill);
      }).join("")).join("\n");
  }).join("\n");
}
