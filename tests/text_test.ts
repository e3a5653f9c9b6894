import { assertEquals } from "@std/assert";
import { bytesInWords, columns, counted, oneLine, plain } from "../src/text.ts";

Deno.test("plain() shows what would command a terminal", () => {
  assertEquals(plain("a\x1b[31mb\r\n\x07\x9b"), "a\\x1b[31mb\\x0d\\x0a\\x07\\x9b");
  assertEquals(plain("gnp.\u202exe"), "gnp.\\u202exe");
});

Deno.test("plain() leaves every language alone", () => {
  assertEquals(plain("Zürich 東京 قاهرة 👩‍🔬 it's"), "Zürich 東京 قاهرة 👩‍🔬 it's");
});

Deno.test("columns() aligns, on the right where asked, without spaces at the end", () => {
  const rows = [["Name", "Size"], ["a", "5"], ["größer", ""]];
  assertEquals(columns(rows, { right: [1] }), "Name    Size\na          5\ngrößer");
  assertEquals(columns(rows), "Name    Size\na       5\ngrößer");
});

const amounts: [number, string][] = [
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [999_949, "999.9 kB"],
  [999_950, "1.0 MB"],
  [12_345_678, "12.3 MB"],
  [2e18, "2000.0 PB"],
];
for (const [bytes, text] of amounts) {
  Deno.test(`bytesInWords() says ${text}`, () => assertEquals(bytesInWords(bytes), text));
}

Deno.test("counted() knows one from many", () => {
  assertEquals([0, 1, 2].map((count) => counted(count, "file")), ["0 files", "1 file", "2 files"]);
});

Deno.test("oneLine() shows another program's message in a line, without colours and harmless", () => {
  assertEquals(
    oneLine("\x1b[0m\x1b[31merror\x1b[0m: no\n  hint: yes\r\n\r\nend\n"),
    "error: no hint: yes end",
  );
  assertEquals(oneLine("a\u202eb\x07"), "a\\u202eb\\x07");
  assertEquals(oneLine(" plain "), "plain");
});
