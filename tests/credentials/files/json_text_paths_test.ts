import { assertEquals, assertThrows } from "@std/assert";
import {
  parseArrayText,
  parseObjectText,
  readMember,
  writeMemberText,
} from "../../../src/credentials/mod.ts";

function items(text: string): string[] {
  return parseArrayText(text).map(({ start, end }) => text.slice(start, end));
}

Deno.test("parseArrayText() finds items of every kind where they stand", () => {
  const table: readonly [string, readonly string[]][] = [
    ["[]", []],
    [" [ ] \n", []],
    ["[1]", ["1"]],
    ['[1.0, -0, 1e400, NaN, "a,b]", null]', ["1.0", "-0", "1e400", "NaN", '"a,b]"', "null"]],
    ['[{"a": [1, 2]},\r\n [[]], true]', ['{"a": [1, 2]}', "[[]]", "true"]],
  ];
  for (const [text, wanted] of table) assertEquals(items(text), wanted);
});

Deno.test("parseArrayText() refuses what is not an array, and does not quote it", () => {
  for (const text of ["", "{}", '"[1]"', "[1", "[1,]", "[,1]", "[1] 2", "[1 2]", "\ufeff[]"]) {
    assertThrows(() => parseArrayText(text), SyntaxError);
  }
  const secret = "hunter2";
  const error = assertThrows(() => parseArrayText(`["${secret}" "x"]`), SyntaxError);
  assertEquals(error.message.includes(secret), false);
  assertThrows(() => parseArrayText("[".repeat(100_000)), SyntaxError, "nested too deeply");
});

Deno.test("writeMemberText() replaces a value deep inside, and no byte around it", () => {
  const text = '{"a":\t{"b" : {"c": 1.0, "d": 1e400},\r\n"n": NaN}, "a2": 864691135571546917}\n';
  assertEquals(
    writeMemberText(text, ["a", "b", "c"], '"new"'),
    text.replace("1.0", '"new"'),
  );
  assertEquals(writeMemberText(text, ["a"], "{}"), '{"a":\t{}, "a2": 864691135571546917}\n');
});

Deno.test("writeMemberText() adds the objects that are missing on the way", () => {
  const table: readonly [string, readonly [string, ...string[]], string][] = [
    ["{}", ["a", "b", "c"], '{"a": {"b": {"c": 1}}}'],
    ['{"x": 0}', ["a", "b"], '{"x": 0, "a": {"b": 1}}'],
    ['{"a": {"x": 0}}', ["a", "b"], '{"a": {"x": 0, "b": 1}}'],
    ['{"a": {}}', ["a", "\u00e9\n", ""], '{"a": {"\\u00e9\\n": {"": 1}}}'],
    ['{\n  "a": {\n    "x": 0\n  }\n}', ["a", "b"], '{\n  "a": {\n    "x": 0,\n    "b": 1\n  }\n}'],
  ];
  for (const [text, path, wanted] of table) assertEquals(writeMemberText(text, path, "1"), wanted);
});

Deno.test("writeMemberText() takes the last of several members of one name, as parsers do", () => {
  const text = '{"a": {"b": 1}, "a": {"b": 2}}';
  assertEquals(writeMemberText(text, ["a", "b"], "3"), '{"a": {"b": 1}, "a": {"b": 3}}');
});

Deno.test("writeMemberText() refuses to write through what is not an object", () => {
  for (const value of ["1", "null", '"text"', "[]"]) {
    assertThrows(() => writeMemberText(`{"a": ${value}}`, ["a", "b"], "1"), SyntaxError);
  }
});

Deno.test("writeMemberText() writes the value's text as it is", () => {
  const record = '{"id": 864691135571546917, "n": 1.0}';
  const text = writeMemberText("{}", ["records", "one"], record);
  assertEquals(readMember(readMember(text, "records") ?? "", "one"), record);
  assertEquals(parseObjectText(text).members.length, 1);
});
