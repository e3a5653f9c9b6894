/**
 * What the code needs of @std/dotenv; see `path_test.ts`. The surprises are here as well, since
 * `dotenv()` guards against them.
 */
import { parse } from "@std/dotenv";
import { assertEquals } from "@std/assert";

function parsed(text: string): Record<string, string> {
  return { ...parse(text) };
}

Deno.test("parse() reads names and values, one a line", () => {
  assertEquals(parsed("A=1\r\nB = two words  \n\nC=\n"), { A: "1", B: "two words", C: "" });
});

Deno.test("parse() skips comments and the word export", () => {
  assertEquals(parsed("# A=0\nexport A=1 # one\n  #B=2\nC='3' # three"), { A: "1", C: "3" });
});

Deno.test("parse() cuts an unquoted value at any #", () => {
  assertEquals(parsed("A=x#y\nB='x#y'\nC=\"x#y\""), { A: "x", B: "x#y", C: "x#y" });
});

Deno.test("parse() reads escapes between double quotes alone", () => {
  assertEquals(parsed(`A="a\\tb\\"\\q"\nB='a\\tb'\nC=a\\tb`), {
    A: 'a\tb"\\q',
    B: "a\\tb",
    C: "a\\tb",
  });
});

Deno.test("parse() takes quoted values over several lines, without the breaks at their ends", () => {
  assertEquals(parsed(`A="\none\ntwo\n"\nB='x\ny'`), { A: "one\ntwo", B: "x\ny" });
});

Deno.test("parse() takes a quote that never closes as it is", () => {
  assertEquals(parsed(`A="open\nB='open too`), { A: '"open', B: "'open too" });
});

Deno.test("parse() lets a later line win", () => {
  assertEquals(parsed("A=1\nA=2"), { A: "2" });
});

Deno.test("parse() replaces $NAME in unquoted values, from the text before the environment", () => {
  const text = "A=1\nB=$A-${A}\nC='$A'\nD=\"$A\"\nE=\\$A\nF=${UNSET_IN_TESTS:-x}";
  assertEquals(parsed(text), { A: "1", B: "1-1", C: "$A", D: "$A", E: "\\$A", F: "x" });
});

Deno.test({
  name: "parse() reads the environment for a $NAME that the text does not have",
  permissions: { env: ["FERRY_DOTENV_TEST"] },
  fn() {
    Deno.env.set("FERRY_DOTENV_TEST", "outside");
    try {
      assertEquals(parsed("A=x$FERRY_DOTENV_TEST"), { A: "xoutside" });
    } finally {
      Deno.env.delete("FERRY_DOTENV_TEST");
    }
  },
});

Deno.test({
  name: "parse() needs no permission where nothing is replaced",
  permissions: "none",
  fn() {
    assertEquals(parsed("A=1\nB='$HOME'"), { A: "1", B: "$HOME" });
  },
});

Deno.test("parse() warns of names that are none and leaves them out", () => {
  const warnings: unknown[] = [];
  const { console } = globalThis;
  const { warn } = console;
  console.warn = (...words) => warnings.push(words);
  try {
    assertEquals(parsed("9A=1\nB-C=2\nD=3"), { D: "3" });
  } finally {
    console.warn = warn;
  }
  assertEquals(warnings.length, 2);
});
