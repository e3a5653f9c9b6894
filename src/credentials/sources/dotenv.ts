/** `.env` files, read only where the caller asks for one. */

import { FileError, PermissionNeededError } from "../errors/errors.ts";
import { loadText, readPermissions } from "./from_json_file.ts";
import { fromEnv } from "./from_env.ts";
import { permissionFlags } from "../permissions.ts";
import { demandTrusted, distrusted } from "../files/trusted_file.ts";
import type { Secret } from "../secret/secret.ts";
import type { Outcome, Source } from "./source.ts";
import { at } from "../surroundings.ts";
import { checkArguments } from "../../options.ts";

/** A name, then a value in quotes and what follows it, or the rest of the line. */
const assignments =
  /^\s*(?:export\s+)?([^\s=#]+?)\s*=[ \t]*(?:('[^']*'|"(?:[^"\\]|\\[\s\S])*")([^\r\n]*)|([^\r\n]*))/gm;

/** A variable as other files and shells set one, which a parser skips without a word. */
const otherwise =
  /^[ \t]*(?:(?:set|setenv|-e|env)[ \t]+|\$env:)?([A-Z]\w*)\b[ \t]*(?:[:=]|[ \t]\S)/gm;

const notSet = "written otherwise than NAME=VALUE";
const setIt = "write it as NAME='VALUE'";

/** What a parser changes in a value. */
const changes = "an unquoted $ or #, a second quote or an escape, which a .env parser changes";
const quoteIt = "in single quotes (in double ones where it has a single one)";

/**
 * A source that is one variable of a `.env` file.
 *
 * @param path The file.
 * @param variable The variable's name.
 *
 * @example An unquoted `$` would be changed by the parser, so it is refused by name
 * ```ts
 * import { dotenv } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "CAVE_TOKEN='made-up'\nTAPIS_PASSWORD=pa$$word\n");
 * assertEquals((await dotenv(path, "CAVE_TOKEN").load()).state, "used");
 * assertEquals((await dotenv(path, "TAPIS_PASSWORD").load()).state, "broken");
 * await Deno.remove(path);
 * ```
 *
 * @category Sources and chains
 */
export function dotenv(path: string, variable: string): Source<Secret> {
  checkArguments({ path, variable }, { path: "text", variable: "text" });
  const location = at(path);
  return {
    name: `${variable} in ${path}`,
    permissions: readPermissions(location),
    async load(): Promise<Outcome<Secret>> {
      const file = await loadText(location);
      if ("state" in file) return file;
      // Its addresses lead tokens somewhere, and so does a token of somebody else's what is sent with it.
      const doubt = await distrusted(file.path);
      if (doubt !== undefined) return doubt;
      const { kept, changed, others } = assignmentsOf(file.text);
      if (others.has(variable)) {
        const step = { kind: "other", words: setIt } as const;
        return { state: "broken", detail: `has it ${notSet}`, step };
      }
      if (changed.has(variable)) {
        return {
          state: "broken",
          detail: `holds ${changes}`,
          step: {
            kind: "other",
            words: `put the value of ${variable} ${quoteIt}`,
          },
        };
      }
      return await fromEnv(variable, { env: await parseValues(kept) }).load();
    },
  };
}

/**
 * All variables of a `.env` file, to hand to a `restore()` as its `env`.
 *
 * @param path The file.
 * @throws {FileError} When it cannot be read, others on this machine can change it, or a value holds what the
 * parser would change: an unquoted `$` or `#`, text after a closing quote, a backslash in double quotes; the
 * message names the variables. Also when one is written otherwise than `NAME=VALUE`, such as `NAME: VALUE`.
 * @throws {PermissionNeededError} When Deno may not read it.
 *
 * @example
 * ```ts
 * import { readDotenv } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "CAVE_TOKEN=made-up # from the token page\n");
 * const error = await readDotenv(path).catch((error) => error);
 * assertEquals(error.name, "FileError");
 * await Deno.remove(path);
 * ```
 *
 * @category Sources and chains
 */
export async function readDotenv(path: string): Promise<Record<string, string>> {
  checkArguments({ path }, { path: "text" });
  const file = await loadText(at(path));
  if ("state" in file) {
    const { step, cause } = file;
    throw file.missing === undefined
      ? new FileError(`Cannot use ${path}: it ${file.detail}`, { step, cause })
      : new PermissionNeededError(`Cannot read ${path}`, permissionFlags(file.missing));
  }
  await demandTrusted(file.path);
  const { kept, changed, others } = assignmentsOf(file.text);
  if (others.size > 0) {
    const [are, step] = [others.size > 1 ? "are" : "is", { kind: "other", words: setIt } as const];
    throw new FileError(`Cannot use ${path}: ${[...others].join(", ")} ${are} ${notSet}`, { step });
  }
  if (changed.size > 0) {
    const which = [...changed].map(([name, line]) => isPlainName(name) ? name : `line ${line}`);
    throw new FileError(
      `Cannot use ${path}: ${[...new Set(which)].join(", ")} ${
        which.length > 1 ? "hold" : "holds"
      } ${changes}`,
      { step: { kind: "other", words: `put the values ${quoteIt}` } },
    );
  }
  return await parseValues(kept);
}

/** In a damaged file a token may stand where a name should: one has more digits, or small letters. */
function isPlainName(name: string): boolean {
  return /^[A-Z_]+(?:\d{1,2}[A-Z_]*)?$/.test(name);
}

async function parseValues(text: string): Promise<Record<string, string>> {
  const { parse } = await import("@std/dotenv");
  return parse(text);
}

/**
 * The assignments that the parser may see, and the variables whose value it would change: it expands `$`
 * (which reads the environment) and cuts at `#` where there are no quotes, drops what follows a closing
 * quote, and reads escapes in double quotes; each with its line. What is not a name of a variable, the
 * parser would print. With the variables that `otherwise` finds: one that was overlooked would let another
 * credential win.
 */
function assignmentsOf(text: string): {
  readonly kept: string;
  readonly changed: ReadonlyMap<string, number>;
  readonly others: ReadonlySet<string>;
} {
  const kept: string[] = [];
  const changed = new Map<string, number>();
  let [line, counted] = [1, 0];
  for (const found of text.matchAll(assignments)) {
    const [assignment, name = "", quoted, after = "", unquoted = ""] = found;
    if (!isName(name)) continue;
    if (isChanged(quoted, after, unquoted)) {
      // A quote that closes lines later may have swallowed assignments, which are not to be trusted either.
      const start = found.index + assignment.indexOf(name);
      for (; counted < start; counted++) if (text[counted] === "\n") line++;
      for (const one of [name, ...namesIn(quoted ?? "")]) changed.set(one, line);
    } else {
      kept.push(
        quoted === undefined ? assignment : assignment.slice(0, assignment.length - after.length),
      );
    }
  }
  const rest = text.replace(assignments, (all, name) => isName(name) ? "" : all);
  // Prose has words in capitals, too, but none of two parts.
  const others = [...rest.matchAll(otherwise)].map(([, name = ""]) => name)
    .filter((name) => isPlainName(name) && name.includes("_"));
  return { kept: kept.join("\n"), changed, others: new Set(others) };
}

function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

function isChanged(quoted: string | undefined, after: string, unquoted: string): boolean {
  if (quoted === undefined) return /[$#]|^["']/.test(unquoted);
  const inside = quoted.slice(1, -1);
  if (!/^[ \t]*(?:#.*)?$/.test(after) || /^[\r\n]|[\r\n]$/.test(inside)) return true;
  return quoted.startsWith('"') && /\\[nrt"'\\]/.test(inside);
}

function namesIn(lines: string): string[] {
  return [...lines.matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/gm)].map(([, name = ""]) => name);
}
