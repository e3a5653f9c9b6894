import type { Command } from "./command.ts";
import { type Option, readSlots, type Slot } from "./_definition.ts";
import { flagOf } from "./errors.ts";
import { describe, type HelpOptions, type Paint, painter, table } from "./_layout.ts";
import { Type } from "./types.ts";

const INDENT = 2;

interface Sheet {
  cmd: Command;
  paint: Paint;
  options: Required<HelpOptions>;
  width: number;
}

/** The help of a command. */
export function helpText(cmd: Command, given: HelpOptions = {}): string {
  const options = {
    colors: true,
    long: false,
    width: 150,
    ...given,
  };
  const sheet: Sheet = {
    cmd,
    paint: painter(options.colors),
    options,
    width: options.width - INDENT,
  };
  return [
    header,
    description,
    argumentsPart,
    optionsPart,
    commandsPart,
    examples,
  ]
    .map((part) => part(sheet)).join("");
}

function place({ paint }: Sheet, slot: Slot): string {
  const [open, close] = slot.optional ? ["[", "]"] : ["<", ">"];
  const name = paint(slot.name + (slot.variadic ? "..." : ""), "brightMagenta");
  return paint(open, "yellow") + name + paint(close, "yellow");
}

/** Places in `text` shown as places, other words as they are. */
function places(sheet: Sheet, text: string): string {
  if (text === "") return "";
  return text.split(/ +/).flatMap((word) => {
    const [slot] = /^[<[]/.test(word) ? readSlots(word) : [];
    return slot ? place(sheet, slot) : word;
  }).join(" ");
}

function section({ paint }: Sheet, label: string, body: string): string {
  return `\n${paint(`${label}:`, "bold")}\n\n${body}\n`;
}

function header(sheet: Sheet): string {
  const { cmd, paint } = sheet;
  const usage = cmd.getUsage();
  const rows = [[
    paint("Usage:", "bold"),
    paint(
      cmd.getPath() + (usage === "" ? "" : ` ${places(sheet, usage)}`),
      "brightMagenta",
    ),
  ]];
  const version = cmd.getVersion();
  if (version) rows.push([paint("Version:", "bold"), paint(version, "yellow")]);
  return `\n${table(rows, { padding: [1], indent: 0, maxWidth: Infinity, shrink: [] })}\n`;
}

function description(sheet: Sheet): string {
  const text = sheet.cmd.getDescription();
  if (text === "") return "";
  const rows = [[describe(text, false)]];
  const layout = {
    padding: [1],
    indent: INDENT,
    maxWidth: sheet.width,
    shrink: [1],
  };
  return section(sheet, "Description", table(rows, layout));
}

function dash({ paint }: Sheet): string {
  return paint("-", "bold", "red");
}

function argumentsPart(sheet: Sheet): string {
  const slots = sheet.cmd.getArguments().filter((slot) => slot.description);
  if (slots.length === 0) return "";
  const rows = slots.map((slot) => [
    place(sheet, slot),
    dash(sheet),
    describe(slot.description ?? "", !sheet.options.long),
    hints(
      sheet,
      slot.optional ? [] : [sheet.paint("required", "yellow")],
      slot.type,
    ),
  ]);
  const layout = {
    padding: [2, 1, 2],
    indent: INDENT,
    maxWidth: sheet.width,
    shrink: [0, 0, 1, 1],
  };
  return section(sheet, "Arguments", table(rows, layout));
}

function hints(
  { cmd, paint, options }: Sheet,
  said: string[],
  typeName = "",
): string {
  const type = cmd.getType(typeName)?.handler;
  const values = type instanceof Type ? type.values?.(cmd, cmd.getParent()) ?? [] : [];
  const all = values.length === 0 ? said : [
    ...said,
    paint("Values: ", "bold") +
    values.map((value) => inspect(value, options)).join(", "),
  ];
  return all.length === 0 ? "" : `(${all.join(", ")})`;
}

function inspect(value: unknown, { colors }: HelpOptions): string {
  return Deno.inspect(value, {
    depth: 1,
    colors: colors ?? true,
    trailingComma: false,
  });
}

function optionHints(sheet: Sheet, option: Option): string {
  const { paint, options } = sheet;
  const said: string[] = [];
  if (option.default !== undefined) {
    said.push(paint("Default: ", "bold") + inspect(option.default, options));
  }
  for (
    const [label, names, colour] of [
      ["Depends: ", option.depends, "yellow"],
      ["Conflicts: ", option.conflicts, "red"],
    ] as const
  ) {
    if (!names?.length) continue;
    said.push(
      paint(label, "bold", colour) +
        paint(names.map(flagOf).join(", "), "italic"),
    );
  }
  return hints(sheet, said, option.slot?.type);
}

function optionsPart(sheet: Sheet): string {
  const options = sheet.cmd.getOptions(false);
  if (!options.some((option) => option.groupName)) {
    return optionGroup(sheet, "Options", options);
  }
  const groups = Map.groupBy(options, (option) => option.groupName);
  return [...groups].map(([name, members]) => optionGroup(sheet, name ?? "Options", members))
    .join("");
}

function optionGroup(sheet: Sheet, label: string, options: Option[]): string {
  if (options.length === 0) return "";
  const typed = options.some((option) => option.typeDefinition !== "");
  const rows = options.map((option) => [
    option.flags.map((flag) => sheet.paint(flag, "brightBlue")).join(", "),
    ...(typed ? [places(sheet, option.typeDefinition)] : []),
    dash(sheet),
    describe(option.description, !sheet.options.long),
    optionHints(sheet, option),
  ]);
  return section(sheet, label, table(rows, columns(sheet, typed, [1, 1])));
}

function columns({ width }: Sheet, typed: boolean, rest: number[]) {
  return {
    padding: typed ? [2, 2, 1, 2] : [2, 1, 2],
    indent: INDENT,
    maxWidth: width,
    shrink: [0, 0, ...(typed ? [0] : []), ...rest],
  };
}

function commandsPart(sheet: Sheet): string {
  const commands = sheet.cmd.getCommands(false);
  if (commands.length === 0) return "";
  const typed = commands.some((command) => command.getArgsDefinition());
  const rows = commands.map((command) => [
    sheet.paint(command.getName(), "brightBlue"),
    ...(typed ? [places(sheet, command.getArgsDefinition() ?? "")] : []),
    dash(sheet),
    command.getShortDescription(),
  ]);
  return section(sheet, "Commands", table(rows, columns(sheet, typed, [1])));
}

function examples(sheet: Sheet): string {
  const list = sheet.cmd.getExamples();
  if (list.length === 0) return "";
  const rows = list.map(({ name, description }) => [
    sheet.paint(name, "bold", "dim"),
    describe(description, false),
  ]);
  const layout = {
    padding: [1],
    indent: INDENT,
    maxWidth: sheet.width,
    shrink: [0, 1],
  };
  return section(sheet, "Examples", table(rows, layout));
}
