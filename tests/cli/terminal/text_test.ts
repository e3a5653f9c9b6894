import { assertEquals } from "@std/assert";
import { factsText, secondsInWords } from "../../../src/cli/terminal/text.ts";

const times: [number, string][] = [
  [0, "1 s"],
  [0.4, "1 s"],
  [89.4, "89 s"],
  [90, "2 min"],
  [3569, "59 min"],
  [3570, "1 h"],
  [7500, "2 h 5 min"],
  [172_799, "2 d"],
  [360_000, "4 d 4 h"],
];
for (const [seconds, text] of times) {
  Deno.test(`secondsInWords() says ${text} for ${seconds}`, () => {
    assertEquals(secondsInWords(seconds), text);
  });
}

Deno.test("factsText() has a harmless line for each fact that is known", () => {
  const text = factsText([
    ["Name", "a\x1b[2J"],
    ["Size", 0],
    ["Label", ""],
    ["Link", null],
    ["Owner", undefined],
    ["More", { of: "it" }],
  ]);
  assertEquals(text, "Name  a\\x1b[2J\nSize  0");
});
