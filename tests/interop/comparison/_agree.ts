import { assertEquals, AssertionError } from "@std/assert";
import { relative } from "@std/path";
import { Secret } from "../../../src/credentials/mod.ts";

/** What one program knows of a credential, field by field. */
export type Fields = Readonly<Record<string, string | number | Secret | null | undefined>>;

/**
 * Asserts that keyferry and another program know the same. Two programs that both know nothing do not
 * agree: every field must have a value on both sides.
 *
 * @param ours What keyferry knows.
 * @param theirs What the other program knows.
 * @throws {AssertionError} When a field is missing, empty or different on either side.
 */
export function assertAgree(ours: Fields, theirs: unknown): void {
  const mine = plain(ours, "keyferry");
  const others = plain(theirs, "the other program");
  if (Object.keys(mine).length === 0) throw new AssertionError("There is nothing to agree on");
  assertEquals(mine, others);
}

function plain(fields: unknown, who: string): Record<string, string | number> {
  if (typeof fields !== "object" || fields === null) {
    throw new AssertionError(`What ${who} knows is no record: ${Deno.inspect(fields)}`);
  }
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const bare = value instanceof Secret ? value.reveal() : value;
      if (typeof bare === "string" && bare !== "") return [name, bare];
      if (typeof bare === "number" && Number.isFinite(bare)) return [name, bare];
      throw new AssertionError(`${who} has no ${name}: ${Deno.inspect(bare)}`);
    }),
  );
}

/**
 * Asserts that two folders hold files of the same names and bytes. What keyferry keeps beside files
 * for its own sake, its locks, is no part of that.
 *
 * @throws {AssertionError} When a file is missing or different on either side, or there is none.
 */
export async function assertSameFiles(ours: string, theirs: string): Promise<void> {
  const [mine, others] = [await filesOf(ours), await filesOf(theirs)];
  if (Object.keys(others).length === 0) throw new AssertionError(`There is no file in ${theirs}`);
  assertEquals(mine, others);
}

/** Every file below a folder, by its path from there; bytes as text of one character each. */
export async function filesOf(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const path of walk(folder)) {
    if (path.endsWith(".lock")) continue;
    files[relative(folder, path)] = new TextDecoder("latin1").decode(await Deno.readFile(path));
  }
  return files;
}

async function* walk(folder: string): AsyncGenerator<string> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  for (const { name, isDirectory } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* walk(path);
    else yield path;
  }
}
