import { assertEquals } from "@std/assert";
import { compare } from "../../../src/ferry/items/compare.ts";
import type { Entry } from "../../../src/ferry/ports/port.ts";

const now = Date.parse("2026-11-28T12:00:00Z");
const hour = 3_600_000;

function file(size: number | undefined, modified: number | undefined): Entry {
  return { name: "a", type: "file", size, modified };
}

Deno.test("compare() takes a download for the same where size and time are, to 2 s", () => {
  const table: readonly (readonly [Entry, Entry, string])[] = [
    [file(5, now), file(5, now), "same"],
    [file(5, now), file(5, now + 2000), "same"],
    [file(5, now), file(5, now - 2000), "same"],
    [file(5, now), file(5, now + 2001), "different"],
    [file(5, now), file(5, now - hour), "different"],
    [file(5, now), file(6, now), "different"],
    [file(0, now), file(0, now), "same"],
    [file(undefined, now), file(undefined, now), "different"],
    [file(5, undefined), file(5, now), "different"],
    [file(5, now + hour), file(5, now + hour), "same"],
    // Both are in the future, and not the same.
    [file(5, now + hour), file(5, now + 2 * hour), "different"],
  ];
  for (const [source, target, expected] of table) {
    const words = `${source.modified} ${target.modified}`;
    assertEquals(compare(source, target, { isDownload: true, now }), expected, words);
  }
});

Deno.test("compare() counts an upload as the same where the size is and the source is not newer", () => {
  const table: readonly (readonly [Entry, Entry, string])[] = [
    [file(5, now), file(5, now), "same"],
    [file(5, now - 2000), file(5, now), "same"],
    [file(5, now - 2001), file(5, now), "not compared"],
    [file(5, now - hour), file(5, now), "not compared"],
    [file(5, now), file(5, now - 2000), "same"],
    [file(5, now), file(5, now - 2001), "different"],
    [file(5, now), file(4, now), "different"],
    [file(5, undefined), file(5, now), "not compared"],
    [file(5, now), file(5, undefined), "not compared"],
    // A clock that is ahead by an hour: the copy of a moment ago is not older.
    [file(5, now + hour), file(5, now - 1000), "same"],
    [file(5, now + hour), file(5, now - hour), "different"],
    [file(5, now + 2 * hour), file(5, now + hour), "same"],
  ];
  for (const [source, target, expected] of table) {
    const words = `${source.modified} ${target.modified}`;
    assertEquals(compare(source, target, { isDownload: false, now }), expected, words);
  }
});
