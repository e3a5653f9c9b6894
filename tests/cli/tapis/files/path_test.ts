import { assertEquals, assertThrows } from "@std/assert";
import { MisuseError } from "../../../../src/cli/words/misuse.ts";
import { nameOf, placeText, tapisFile, tapisPath } from "../../../../src/cli/tapis/files/path.ts";

const places: [string, string, string][] = [
  ["lab:runs/7", "lab", "runs/7"],
  ["lab:/runs/7/", "lab", "/runs/7/"],
  ["lab:a:b", "lab", "a:b"],
  ["lab:", "lab", ""],
  ["lab", "lab", ""],
  ["tapis://lab/runs/a b", "lab", "runs/a b"],
  ["tapis://lab/a:b", "lab", "a:b"],
  ["tapis://lab", "lab", ""],
  ["tapis://lab/", "lab", ""],
];
for (const [text, system, path] of places) {
  Deno.test(`tapisPath() reads ${text}`, () => {
    assertEquals(tapisPath(text), { system, path });
  });
}

Deno.test("tapisPath() refuses what names no system", () => {
  for (const text of ["", ":a", "/a/b", "tapis://", "tapis:///a", "tapis://a:b"]) {
    assertThrows(() => tapisPath(text), MisuseError, "SYSTEM:PATH", text);
  }
  assertThrows(() => tapisPath("lab/runs"), MisuseError, "write lab:runs, or tapis://lab/runs");
});

Deno.test("tapisFile() refuses a system's own folder", () => {
  assertEquals(nameOf(tapisFile("lab:/runs/7/")), "7");
  assertEquals(placeText(tapisFile("tapis://lab/runs")), "lab:runs");
  for (const text of ["lab", "lab:", "lab:/", "tapis://lab/"]) {
    assertThrows(() => tapisFile(text), MisuseError, "write lab:PATH");
  }
});
