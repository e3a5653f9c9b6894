import { assertEquals, assertThrows } from "@std/assert";
import { deadlineOf } from "../../src/cli/deadline.ts";
import { MisuseError } from "../../src/cli/misuse.ts";

const now = (): number => Date.UTC(2026, 10, 21, 12);

Deno.test("deadlineOf() takes a time from now or a moment ahead, and gives a day its hour", () => {
  assertEquals(deadlineOf(undefined, now), undefined);
  assertEquals(deadlineOf("2h", now), "2h");
  assertEquals(deadlineOf("2026-11-22", now), "2026-11-22 00:00:00");
  assertEquals(deadlineOf("2026-11-21T12:00:01Z", now), "2026-11-21T12:00:01Z");
  assertEquals(deadlineOf("2026-11-21 12:30", now), "2026-11-21 12:30");
});

Deno.test("deadlineOf() refuses what is no moment, and one that is over, in words of the option", () => {
  for (const text of ["10x", "", "soon", "2026-13-01", "0m"]) {
    assertThrows(() => deadlineOf(text, now), MisuseError, `--deadline "${text}" is no moment`);
  }
  for (const text of ["2026-11-21", "2026-11-21T12:00:00Z", "2026-11-21 13:00+02:00"]) {
    assertThrows(() => deadlineOf(text, now), MisuseError, `--deadline "${text}" is over`);
  }
});
