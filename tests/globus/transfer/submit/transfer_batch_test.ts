import { assertEquals, assertThrows } from "@std/assert";
import { transferBatch } from "../../../../src/globus/transfer/mod.ts";

/** A line, and its item: source, destination, what else. */
const lines: [string, string, string, Record<string, unknown>?][] = [
  ["/a /b", "/a", "/b"],
  ["  /a\t/b  ", "/a", "/b"],
  ["'/a b' \"/c d\"", "/a b", "/c d"],
  ["/a\\ b /c", "/a b", "/c"],
  [`/it"'"s "/say \\"hi\\" \\n"`, "/it's", '/say "hi" \\n'],
  ["/a /b # not more", "/a", "/b"],
  // As Python's shlex: only blanks, tabs and line ends part words.
  ["/at\u202f9\u00a0PM.png /b\u2003c", "/at\u202f9\u00a0PM.png", "/b\u2003c"],
  ["\ufeff/a /b", "/a", "/b"],
  ["'/a#1' /b\\#2 #3", "/a#1", "/b#2"],
  ["~/a ~/b", "~/a", "~/b"],
  ["/a/ /b/ --recursive", "/a/", "/b/", { recursive: true }],
  ["-r /a/ /b/", "/a/", "/b/", { recursive: true }],
  ["/a/ /b/ --no-recursive", "/a/", "/b/", { recursive: false }],
  ["/a /b --external-checksum 0a1b", "/a", "/b", { external_checksum: "0a1b" }],
  ["--external-checksum=0a1b /a /b", "/a", "/b", { external_checksum: "0a1b" }],
  ["-- -a -b", "-a", "-b"],
];
for (const [line, source_path, destination_path, more] of lines) {
  Deno.test(`transferBatch() reads ${JSON.stringify(line)}`, () => {
    assertEquals(transferBatch(line), [{ source_path, destination_path, ...more }]);
  });
}

Deno.test("transferBatch() leaves out empty lines and comments", () => {
  assertEquals(transferBatch("\n# a comment\n  \n\r\n   # another '\n"), []);
});

Deno.test("transferBatch() puts relative paths below the bases, and no others", () => {
  const text = "a b/c\n/a ~/b\n";
  const places = (options: Parameters<typeof transferBatch>[1]) => {
    return transferBatch(text, options).map((item) => [item.source_path, item.destination_path]);
  };
  assertEquals(places({}), [["a", "b/c"], ["/a", "~/b"]]);
  for (const [sourceBase, destinationBase] of [["/from", "~/to"], ["/from/", "~/to/"]] as const) {
    assertEquals(places({ sourceBase, destinationBase }), [
      ["/from/a", "~/to/b/c"],
      ["/a", "~/b"],
    ]);
  }
});

const wrong: [string, string][] = [
  ["/a", "1 path where"],
  ["/a /b /c", "3 paths where"],
  ["'/a /b", "quote (') is not closed"],
  ["/a /b\\", "backslash"],
  ["/a /b#1", "# stands inside a word"],
  ["/a /b --recursiv", '"--recursiv" is not an option'],
  ["/a /b --external-checksum", "lacks its value"],
  ["-r --external-checksum x /a /b", "one file's"],
];
for (const [line, words] of wrong) {
  Deno.test(`transferBatch() refuses ${JSON.stringify(line)}, and names the line`, () => {
    const error = assertThrows(() => transferBatch(`# one\n${line}`), SyntaxError, words);
    assertEquals(error.message.startsWith("Line 2 of the batch"), true);
  });
}
