import { assert, assertEquals } from "@std/assert";
import { titlesIn } from "./helpers/source/titles_in.ts";

const text = await Deno.readTextFile(new URL("../SECURITY.md", import.meta.url));

/** The tests that a text names, as `file` "name"; a name may be the fixed part of one that varies. */
function namedIn(text: string): { readonly file: string; readonly name: string }[] {
  const pattern = /`(tests\/[\w/]+\.ts)`\s+"([^"]+)"/g;
  return [...text.matchAll(pattern)].map(([, file = "", name = ""]) => ({ file, name }));
}

Deno.test("every row of SECURITY.md names a test that exists", async () => {
  const rows = text.split("\n").filter((line) => /^\| (?!-|could try to)/.test(line));
  assert(rows.length >= 30, `${rows.length} rows`);
  assertEquals(rows.filter((row) => namedIn(row).length === 0), []);
  const missing: string[] = [];
  for (const { file, name } of namedIn(text)) {
    const source = await Deno.readTextFile(new URL(`../${file}`, import.meta.url)).catch(() => "");
    if (!titlesIn(source).some((title) => title.includes(name))) missing.push(`${file}: ${name}`);
  }
  assertEquals(missing, []);
});

Deno.test("a row of SECURITY.md without its test would be found", () => {
  assertEquals(namedIn('| a | b | `tests/a_test.ts` "does x" |'), [{
    file: "tests/a_test.ts",
    name: "does x",
  }]);
  assertEquals(
    titlesIn('Deno.test("one", () => {});\nDeno.test({ name: `${x}: two`, fn() {} });'),
    [
      "one",
      "${x}: two",
    ],
  );
});
