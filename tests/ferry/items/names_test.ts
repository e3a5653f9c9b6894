import { assertEquals, assertLess, assertNotEquals } from "@std/assert";
import { nameFilter } from "../../../src/ferry/items/filters.ts";
import { folded, nameFault } from "../../../src/ferry/items/names.ts";
import { leastMs } from "../../helpers/least_ms.ts";
import { oddNames } from "../_places.ts";

Deno.test("nameFault() refuses what leads elsewhere, and lets odd names be", () => {
  for (const name of ["", ".", "..", "/", "a/b", "../x", "a\0b", "\ud800", "a\ufffd"]) {
    assertNotEquals(nameFault(name), undefined, JSON.stringify(name));
  }
  for (const name of [...oddNames, "...", "..a", "con", "a.", "a ", "x:y"]) {
    assertEquals(nameFault(name), undefined, JSON.stringify(name));
  }
});

Deno.test("nameFault() refuses on Windows what Windows does not take as it is", () => {
  const refused = ["a\\b", "a:b", "what?", "a*", '"', "a|b", "a\nb", "a.", "a ", "con", "NUL.txt"];
  for (const name of [...refused, "COM1", "lpt9.log", "aux.c.d", ".."]) {
    assertNotEquals(nameFault(name, true), undefined, JSON.stringify(name));
  }
  for (const name of ["a.txt", "console", "com10", "é", ".hidden", "a b"]) {
    assertEquals(nameFault(name, true), undefined, JSON.stringify(name));
  }
});

Deno.test("folded() is the same for names that differ in case or Unicode form alone", () => {
  const twins = [["README", "readme"], ["é", "e\u0301"], ["STRASSE", "straße"], ["É.TXT", "é.txt"]];
  for (const [one = "", other = ""] of twins) assertEquals(folded(one), folded(other));
  for (const [one = "", other = ""] of [["a", "b"], ["a1", "a2"], ["e", "é"]]) {
    assertNotEquals(folded(one), folded(other));
  }
});

Deno.test("nameFilter() decides as Globus's filter rules do", () => {
  const table: readonly (readonly [string[], string[], string, boolean])[] = [
    [[], [], "a.txt", true],
    [["*.csv"], [], "a.txt", true],
    [[], ["*.tmp"], "a.tmp", false],
    [[], ["*.tmp"], "a.tmp.gz", true],
    [["keep.tmp"], ["*.tmp"], "keep.tmp", true],
    [["*"], ["*"], "a", true],
    [[], ["*"], "new\nline", false],
    [[], ["?"], "日", false],
    [[], ["?"], "ab", true],
    [[], ["run[0-9]"], "run7", false],
    [[], ["run[!0-9]"], "run7", true],
    [[], ["run[!0-9]"], "runx", false],
    [[], ["[]]"], "]", false],
    [[], ["a.b"], "axb", true],
    [[], ["a+(b)"], "a+(b)", false],
    [[], ["[z-a]"], "[z-a]", false],
    [[], ["A*"], "a", true],
    [[], ["[^a]"], "^", false],
    // Not closed, since a bracket that comes first is one of the letters.
    [[], ["[!]"], "x", true],
    [[], ["[!]"], "[!]", false],
    [[], ["[!]]"], "x", false],
    [[], ["[!]]"], "]", true],
    [[], ["[]-a]*b"], "_ab", false],
    [[], ["a*[*]*c"], "ab*bc", false],
    [[], ["*a*b*"], "xbxaxb", false],
    [[], ["*a*b*"], "xbxax", true],
  ];
  for (const [include, exclude, name, expected] of table) {
    const rules = JSON.stringify([include, exclude, name]);
    assertEquals(nameFilter(include, exclude)(name), expected, rules);
  }
});

Deno.test("nameFilter() takes no time to speak of for many stars", async () => {
  const takes = nameFilter([], [`${"*a".repeat(20)}*b`]);
  const ms = await leastMs(1000, () => {
    assertEquals([takes("a".repeat(255)), takes(`${"a".repeat(254)}b`)], [true, false]);
  });
  assertLess(ms, 1000);
});
