/** The files of the project, and what its modules import. */

import { fromFileUrl } from "@std/path/from-file-url";
import { normalize } from "@std/path/posix/normalize";

/** The project's folder, with a slash at its end. */
export const root = fromFileUrl(new URL("../../../", import.meta.url));

/** An import of a module. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** Whether only types are taken, which leaves no trace when the program runs. */
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

/**
 * The files below a folder of the project, sorted.
 *
 * @param folder The folder.
 * @param ending How their names end.
 */
export async function filesBelow(folder: string, ending = ".ts"): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${root}${folder}`)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await filesBelow(path, ending));
    else if (name.endsWith(ending)) found.push(path);
  }
  return found.sort();
}

/** Code without its comments. */
export function withoutComments(code: string): string {
  const piece = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return code.replace(piece, (text) => text.startsWith("/") ? "" : text);
}

/** What a module imports, at once and later; comments do not count. */
export function importsOf(module: string, code: string): Import[] {
  const bare = withoutComments(code);
  const from = /^(import|export)\s+(type\s)?([^;"']*?\sfrom\s+)?["']([^"']+)["']/gm;
  const statics = Array.from(bare.matchAll(from), ([, , type, , to = ""]) => {
    return { to, typeOnly: type !== undefined, dynamic: false };
  });
  const dynamics = Array.from(bare.matchAll(/\bimport\(\s*["']([^"']+)["']/g), ([, to = ""]) => {
    return { to, typeOnly: false, dynamic: true };
  });
  return [...statics, ...dynamics].map((found) => ({
    ...found,
    from: module,
    to: found.to.startsWith(".") ? normalize(`${module}/../${found.to}`) : found.to,
  }));
}
