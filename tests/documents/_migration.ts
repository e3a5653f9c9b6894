/**
 * The pages of docs/migration: tables whose rows have a line of another program and keyferry's line for
 * it. Both columns are programs of their own, read from the page: its first block of each language, and
 * then the rows, one after the other.
 */
import { fromFileUrl } from "@std/path/from-file-url";
import { join } from "@std/path/join";

/** A row of a page. */
export interface Line {
  /** Where it stands, for who looks for it. */
  readonly row: string;
  /** The other program's line; empty where it has none. */
  readonly theirs: string;
  /** Keyferry's line; empty where it has none. */
  readonly ours: string;
}

/** A page. */
export interface MigrationPage {
  /** The name of the other program, as the page's file is called. */
  readonly name: string;
  /** The rows of all its tables, from the top. */
  readonly lines: readonly Line[];
  /** Its first block of code of a language. */
  beginning(language: "ts" | "python" | "js" | "sh"): string;
}

const folder = fromFileUrl(new URL("../../docs/migration/", import.meta.url));

/** The pages that have keyferry's lines in TypeScript, and those that have commands. */
export const programPages = [
  "agavepy",
  "caveclient",
  "globus-sdk-js",
  "globus-sdk",
  "tapipy",
] as const;
export const commandPages = ["globus-cli", "tapis-cli"] as const;

/** The names of all pages that are there. */
export async function pageNames(): Promise<string[]> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  return names.filter((name) => name !== "README.md").map((name) => name.replace(/\.md$/, ""));
}

/** Reads a page. */
export async function migrationPage(name: string): Promise<MigrationPage> {
  const text = await Deno.readTextFile(join(folder, `${name}.md`));
  return {
    name,
    lines: linesOf(text),
    beginning(language) {
      const block = new RegExp(`^\`\`\`${language}[^\n]*\n(.*?)^\`\`\`$`, "ms").exec(text);
      if (block === null) throw new Error(`${name}.md has no block of ${language}`);
      return block[1]!;
    },
  };
}

/** The rows of the tables whose second column is keyferry's. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let isOurs = false;
  for (const [index, row] of text.split("\n").entries()) {
    if (!row.startsWith("|")) {
      isOurs = false;
      continue;
    }
    const [, theirs = "", ours = ""] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
    if (ours === "keyferry") isOurs = true;
    else if (isOurs && !/^-+$/.test(ours)) {
      lines.push({ row: `line ${index + 1}`, theirs: codeOf(theirs), ours: codeOf(ours) });
    }
  }
  return lines;
}

/** The code in a cell, without what is said about it. */
function codeOf(cell: string): string {
  const spans = cell.match(/(?<=`)[^`]+(?=`(?:[^`]*`[^`]*`)*[^`]*$)/g) ?? [];
  return spans.map((span) => span.replaceAll("\\|", "|")).join("\n");
}

/** A column of a page. */
export type Column = "theirs" | "ours";

/**
 * A column in JavaScript or TypeScript as one program.
 *
 * @param options `column`, and `mark`: an address to ask at before each row, so that the sandbox's log
 * tells whose requests follow.
 */
export function scriptOf(
  page: MigrationPage,
  { column = "ours", mark }: { readonly column?: Column; readonly mark?: string } = {},
): string {
  const rows = page.lines.filter((line) => line[column] !== "").map((line) => {
    const asked = mark === undefined
      ? ""
      : `await (await fetch("${mark}/${line.row}")).body?.cancel();\n`;
    return `// ${page.name}.md, ${line.row}\n${asked}${line[column]}`;
  });
  const beginning = page.beginning(column === "ours" ? "ts" : "js")
    .replace('"@globus/sdk"', '"npm:@globus/sdk@6.2.0"');
  return `${beginning}\n${rows.join("\n")}\n`;
}

/** Variables that lines such as `lab=cd21...` set. */
export function shellValues(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]),
  );
}

/** The words of a command: variables filled in, quotes taken away. */
export function wordsOf(command: string, values: Readonly<Record<string, string>> = {}): string[] {
  const words = command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2")
      .replaceAll(/\$(\w+)/g, (_, name) => values[name] ?? `$${name}`)
  );
}
