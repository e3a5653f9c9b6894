import { assertEquals, assertThrows } from "@std/assert";
import { readText } from "../../../src/cli/words/read_text.ts";
import { markLiteral, unmarked } from "../../../src/cli/words/words.ts";

const argument = { label: "Argument", name: "collection", type: "string" };
const option = { label: "Option", name: "--label", type: "string" };

function read(place: typeof argument, word: string): string {
  const [marked = ""] = markLiteral([word]);
  return readText({ ...place, value: marked });
}

Deno.test("readText() gives a word as it is", () => {
  for (const word of ["lab", "-", "a-b", "a=b", " ", "ü"]) {
    assertEquals(read(argument, word), word);
    assertEquals(read(option, word), word);
  }
});

Deno.test("readText() refuses a word that looks like an option", () => {
  for (const word of ["--josn", "-x", "--label=x", "-1"]) {
    assertThrows(() => read(argument, word), Error, `Unknown option "${word}"`);
    assertThrows(() => read(option, word), Error, 'Option "--label" lacks its value');
  }
});

Deno.test("readText() refuses an empty word", () => {
  assertThrows(() => read(argument, ""), Error, 'Argument "collection" is an empty text');
  assertThrows(() => read(option, ""), Error, 'Option "--label" is empty');
});

Deno.test("readText() takes everything after -- for text", () => {
  const [first = "", second = ""] = markLiteral(["--", "--josn", "--"]);
  assertEquals(readText({ ...argument, value: first }), "--josn");
  assertEquals(readText({ ...argument, value: second }), "--");
});

Deno.test("markLiteral() leaves ordinary words alone, and drops the first -- only", () => {
  assertEquals(markLiteral(["globus", "ls", "--json", "-l", "a=-b"]), [
    "globus",
    "ls",
    "--json",
    "-l",
    "a=-b",
  ]);
  assertEquals(markLiteral(["a", "--", "b", "--", "c"]).map(unmarked), ["a", "b", "--", "c"]);
});

Deno.test("markLiteral() marks a joined value that begins with a dash or is empty", () => {
  const [dash = "", empty = "", plain] = markLiteral(["--label=-x", "--label=", "--label=x"]);
  assertEquals(dash.split("=").at(1), "\0-x");
  assertEquals(empty.split("=").at(1), "\0");
  assertEquals(plain, "--label=x");
});
