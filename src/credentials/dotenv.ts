/** `.env` files, read only where the caller asks for one. */

import { FileError } from "./errors.ts";
import { loadText, readPermissions } from "./from_json_file.ts";
import { fromEnv } from "./from_env.ts";
import type { Secret } from "./secret.ts";
import type { Outcome, Source } from "./source.ts";
import { at } from "./surroundings.ts";

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
      if (changedByParser(file.text).includes(variable)) {
        return {
          state: "broken",
          detail: "holds an unquoted $ or #, which a .env parser changes",
          next: `put the value of ${variable} in single quotes`,
        };
      }
      return await fromEnv(variable, { env: await parsed(file.text) }).load();
    },
  };
}

/**
 * All variables of a `.env` file, to hand to a `restore()` as its `env`.
 *
 * @param path The file.
 * @throws {FileError} When it cannot be read, or a value holds an unquoted `$` or `#`, which the parser
 * would change; the message names the variables.
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
  if ("state" in file) throw new FileError(`Cannot use ${path}: it ${file.detail}`);
  const changed = changedByParser(file.text);
  if (changed.length > 0) {
    throw new FileError(
      `Cannot use ${path}: ${changed.join(", ")} hold an unquoted $ or #, which a .env parser ` +
        "changes; put the values in single quotes",
    );
  }
  return await parsed(file.text);
}

async function parsed(text: string): Promise<Record<string, string>> {
  const { parse } = await import("@std/dotenv");
  return parse(text);
}

/** Variables whose unquoted value the parser would expand (`$`) or cut (`#`). */
function changedByParser(text: string): string[] {
  const assignment = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*([^'"`\s].*)$/gm;
  return Array.from(text.matchAll(assignment))
    .filter(([, , value]) => /[$#]/.test(value ?? ""))
    .map(([, name]) => name ?? "");
}
