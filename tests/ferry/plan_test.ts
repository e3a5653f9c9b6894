import { assertEquals, assertThrows } from "@std/assert";
import { PlaceError, plan, type PlanOptions } from "../../src/ferry/mod.ts";

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const other = "31ce9ba0-176d-45a5-add3-f37d233ba47d";

Deno.test("plan() lets the platform's own engine do what it can do alone", () => {
  const table: readonly (readonly [string, string, string, boolean])[] = [
    ["a", `${id}:/a`, "upload", false],
    ["a", "tapis:lab:/a", "upload", false],
    [`${id}:/a`, "a", "download", false],
    ["tapis:lab:/a", "a", "download", false],
    ["https://example.org/a", "a", "download", false],
    [`${id}:/a`, `${other}:/a`, "globus task", false],
    [`${id}:/a`, `${id}:/b`, "globus task", false],
    ["tapis:lab:/a", "tapis:archive:/a", "tapis transfer", false],
    ["https://example.org/a", "tapis:lab:/a", "tapis transfer", false],
    [`${id}:/a`, "tapis:lab:/a", "through here", true],
    ["tapis:lab:/a", `${id}:/a`, "through here", true],
    ["https://example.org/a", `${id}:/a`, "through here", true],
  ];
  for (const [from, to, route, needsThroughHere] of table) {
    const planned = plan(from, to);
    assertEquals([planned.route, planned.needsThroughHere], [route, needsThroughHere], from + to);
    const through = plan(from, to, { throughHere: true });
    const isDirect = route === "upload" || route === "download";
    const expected = [isDirect ? route : "through here", false];
    assertEquals([through.route, through.needsThroughHere], expected, from + to);
  }
});

Deno.test("plan() refuses two places between which nothing is to be copied", () => {
  const table: readonly (readonly [string, string, PlanOptions, string])[] = [
    ["a", "b", {}, "system's own program"],
    ["a", "https://example.org/a", {}, "an address is a source"],
    ["https://example.org/b", "https://example.org/a", {}, "an address is a source"],
    ["https://example.org/b", "a", { recursive: true }, "is one file"],
    ["tapis:lab:/a", "tapis:lab:/a/", {}, "is the source itself"],
    ["tapis:lab:/a", "tapis:lab:/./a//b", {}, "is inside the source"],
    ["tapis:lab:/", "tapis:lab:/b", {}, "is inside the source"],
    [`${id}:/a`, `globus:${id.toUpperCase()}:/a`, {}, "is the source itself"],
    [`${id}:/a/`, `${id}:/a/b/c`, {}, "is inside the source"],
    ["globus:runs:/a", "globus:runs:/a", {}, "is the source itself"],
    ["tapis:lab:/a", "tapis:archive:/a", { verify: true }, "pass throughHere: true"],
    ["https://example.org/a", "tapis:archive:/a", { verify: true }, "pass throughHere: true"],
    ["a", "tapis:archive:/a", { label: "run 7" }, "are for tasks"],
    ["tapis:archive:/a", "a", { wait: false }, "are for tasks"],
  ];
  for (const [from, to, options, words] of table) {
    assertThrows(() => plan(from, to, options), PlaceError, words, `${from} ${to}`);
  }
});

Deno.test("plan() takes a place for another whose name only begins alike", () => {
  for (const to of ["tapis:lab:/ab", "tapis:lab2:/a", "tapis:lab:/b/a"]) {
    assertEquals(plan("tapis:lab:/a", to).route, "tapis transfer");
  }
  assertEquals(plan(`${id}:/a`, `${other}:/a/b`, { label: "x", wait: false }).route, "globus task");
  const through = { verify: true, throughHere: true };
  assertEquals(plan("tapis:lab:/a", "tapis:archive:/a", through).route, "through here");
  assertEquals(plan(`${id}:/a`, `${other}:/a`, { verify: true }).route, "globus task");
});

Deno.test("plan() refuses options that there are not", () => {
  const wrong = { recursiv: true } as unknown as PlanOptions;
  assertThrows(() => plan("a", "tapis:lab:/a", wrong), TypeError, "did you mean recursive?");
});
