import { assertEquals } from "@std/assert";
import { nearest } from "../src/nearest.ts";

const names = ["ls", "transfer", "--json", "--sandbox", "-h", "delete"];
const guesses: [string, string | undefined][] = [
  ["lss", "ls"],
  ["sl", "ls"],
  ["tranfser", "transfer"],
  ["--josn", "--json"],
  ["--Sandbox", "--sandbox"],
  ["-josn", "--json"],
  ["-q", undefined],
  ["remove", undefined],
  ["", undefined],
];
for (const [typed, guess] of guesses) {
  Deno.test(`nearest() to ${JSON.stringify(typed)} is ${guess}`, () => {
    assertEquals(nearest(typed, names), guess);
  });
}

Deno.test("nearest() has no guess where there are no names", () => {
  assertEquals(nearest("ls", []), undefined);
});
