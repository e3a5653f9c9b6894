/**
 * INI files as Python's configparser reads them: `=` or `:` between option and value, comments on
 * lines of their own alone, and values as they stand, `%` included. A value of several lines, which no
 * tool that keyferry knows writes, is refused.
 */

/** An INI file: section, then option in lower case, then value. */
export type IniSections = ReadonlyMap<string, ReadonlyMap<string, string>>;

const comments = ["#", ";"];

/** A line of an INI file, told apart. */
type Line =
  | { readonly kind: "blank" }
  | { readonly kind: "section"; readonly name: string }
  | { readonly kind: "option"; readonly name: string; readonly valueAt: number };

function lineOf(text: string): Line {
  const trimmed = text.trim();
  if (trimmed === "" || comments.some((mark) => trimmed.startsWith(mark))) return { kind: "blank" };
  const section = /^\[(.+)\]/.exec(trimmed)?.[1];
  if (section !== undefined) return { kind: "section", name: section.trim() };
  const separator = text.search(/[=:]/);
  const name = text.slice(0, separator).trim().toLowerCase();
  if (separator < 0 || name === "") throw new SyntaxError("is not a section, comment or option");
  const space = /^[ \t]*/.exec(text.slice(separator + 1))?.[0].length ?? 0;
  return { kind: "option", name, valueAt: separator + 1 + space };
}

/** The lines, each with its number and its end. */
function* linesOf(text: string): Generator<{ number: number; start: number; text: string }> {
  let number = 0;
  for (const { 0: line, index: start } of text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)) {
    number++;
    if (line !== "") yield { number, start, text: line.replace(/[\r\n]+$/, "") };
  }
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}

/**
 * Reads an INI file.
 *
 * @param text The file's text.
 * @throws {SyntaxError} When Python would refuse it, or when its value would go on in the next line; the
 * message quotes no value.
 */
export function parseIni(text: string): IniSections {
  if (text.startsWith("\ufeff")) throw new SyntaxError("it starts with a byte order mark");
  const sections = new Map<string, Map<string, string>>();
  let section: string | undefined;
  let optionIndent: number | undefined;
  for (const { number, text: line } of linesOf(text)) {
    const refuse = (why: string): never => {
      throw new SyntaxError(`line ${number} ${why}`);
    };
    if (line.trim() !== "" && !comments.includes(line.trim().charAt(0))) {
      // Python would take it for more of the value above.
      if (optionIndent !== undefined && indent(line) > optionIndent) {
        refuse("is indented, as if the value above went on in it");
      }
    }
    const found = parseLine(line, refuse);
    if (found.kind === "blank") continue;
    if (found.kind === "section") {
      section = found.name;
      if (sections.has(section)) refuse(`begins the section [${section}] for a second time`);
      sections.set(section, new Map());
      optionIndent = undefined;
      continue;
    }
    const options = section === undefined ? undefined : sections.get(section);
    if (options === undefined) return refuse("comes before any [section]");
    if (options.has(found.name)) refuse(`sets ${found.name} of [${section}] for a second time`);
    options.set(found.name, line.slice(found.valueAt).trim());
    optionIndent = indent(line);
  }
  return sections;
}

function parseLine(line: string, refuse: (why: string) => never): Line {
  try {
    return lineOf(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse(error.message);
  }
}

/** A value, which the section `DEFAULT` gives where the named one does not. */
export function iniOption(
  sections: IniSections,
  section: string,
  name: string,
): string | undefined {
  const options = sections.get(section);
  return options && (options.get(name) ?? sections.get("DEFAULT")?.get(name)) || undefined;
}

/**
 * An INI file with options of one section set; every byte outside their values stays as it was. An
 * option that is not there is added at the section's end.
 *
 * @param text The file's text.
 * @param section The section, which must be there.
 * @param values The values by option, in lower case.
 * @throws {SyntaxError} When the section is not there, or a value could not stand in such a file.
 */
export function writeIni(
  text: string,
  section: string,
  values: Readonly<Record<string, string>>,
): string {
  const before = parseIni(text);
  let next = text;
  for (const [option, value] of Object.entries(values)) {
    next = withOption(next, section, option, value);
  }
  const after = parseIni(next);
  const wanted = new Map(before).set(
    section,
    new Map([...before.get(section) ?? [], ...Object.entries(values)]),
  );
  // Reading it again is cheap, and tells of a value that would not come back.
  if (flat(after) !== flat(wanted)) throw new SyntaxError(`[${section}] could not be changed`);
  return next;
}

function flat(sections: IniSections): string {
  const options = [...sections].flatMap(([section, options]) => {
    return [...options].map(([option, value]) => JSON.stringify([section, option, value]));
  });
  return options.sort().join("\n");
}

function withOption(text: string, section: string, option: string, value: string): string {
  let inside = false;
  let last: { end: number; prefix: string } | undefined;
  for (const { start, text: line } of linesOf(text)) {
    const found = lineOf(line);
    if (found.kind === "section") inside = found.name === section;
    if (!inside || found.kind === "blank") continue;
    const end = start + line.length;
    if (found.kind === "option" && found.name === option) {
      const trailing = line.length - line.trimEnd().length;
      const valueAt = start + found.valueAt;
      return text.slice(0, valueAt) + value + text.slice(Math.max(valueAt, end - trailing));
    }
    last = { end, prefix: " ".repeat(found.kind === "option" ? indent(line) : 0) };
  }
  if (last === undefined) throw new SyntaxError(`there is no section [${section}]`);
  const newLine = /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
  const added = `${newLine}${last.prefix}${option} = ${value}`;
  return text.slice(0, last.end) + added + text.slice(last.end);
}
