/** `.env` files, read only where the caller asks for one. */

import { FileError, PermissionNeededError } from "./errors.ts";
import { loadText, readPermissions } from "./from_json_file.ts";
import { fromEnv } from "./from_env.ts";
import { permissionFlags } from "./permissions.ts";
import type { Secret } from "./secret.ts";
import type { Outcome, Source } from "./source.ts";
import { at } from "./surroundings.ts";

/** A name, then a value in quotes or the rest of the line: what @std/dotenv's parser looks for. */
const assignments =
  /^\s*(?:export\s+)?([^\s=#]+?)\s*=[ \t]*(?:'[^']*'|"(?:[^"\\]|\\[\s\S])*"|([^\r\n]*))/gm;

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
 */
export function dotenv(path: string, variable: string): Source<Secret> {
  const location = at(path);
  return {
    name: `${variable} in ${path}`,
    permissions: readPermissions(location),
    async load(): Promise<Outcome<Secret>> {
      const file = await loadText(location);
      if ("state" in file) return file;
      const { kept, changed } = assignmentsOf(file.text);
      if (changed.includes(variable)) {
        return {
          state: "broken",
          detail: "holds an unquoted $ or #, which a .env parser changes",
          step: { kind: "other", words: `put the value of ${variable} in single quotes` },
        };
      }
      return await fromEnv(variable, { env: await parsed(kept) }).load();
    },
  };
}

/**
 * All variables of a `.env` file, to hand to a `restore()` as its `env`.
 *
 * @param path The file.
 * @throws {FileError} When it cannot be read, or a value holds an unquoted `$` or `#`, which the parser
 * would change; the message names the variables.
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
 */
export async function readDotenv(path: string): Promise<Record<string, string>> {
  const file = await loadText(at(path));
  if ("state" in file) {
    const { step, cause } = file;
    throw file.missing === undefined
      ? new FileError(`Cannot use ${path}: it ${file.detail}`, { step, cause })
      : new PermissionNeededError(`Cannot read ${path}`, permissionFlags(file.missing));
  }
  const { kept, changed } = assignmentsOf(file.text);
  if (changed.length > 0) {
    throw new FileError(
      `Cannot use ${path}: ${changed.join(", ")} hold an unquoted $ or #, which a .env parser ` +
        "changes",
      { step: { kind: "other", words: "put the values in single quotes" } },
    );
  }
  return await parsed(kept);
}

async function parsed(text: string): Promise<Record<string, string>> {
  const { parse } = await import("@std/dotenv");
  return parse(text);
}

/**
 * The assignments that the parser may see, and the variables whose unquoted value it would expand (`$`,
 * which reads the environment) or cut (`#`). What is no name of a variable, the parser would print.
 */
function assignmentsOf(text: string): { readonly kept: string; readonly changed: string[] } {
  const kept: string[] = [];
  const changed: string[] = [];
  for (const [assignment, name = "", unquoted = ""] of text.matchAll(assignments)) {
    if (!/^[A-Za-z_]\w*$/.test(name)) continue;
    if (/[$#]/.test(unquoted)) changed.push(name);
    else kept.push(assignment);
  }
  return { kept: kept.join("\n"), changed };
}
