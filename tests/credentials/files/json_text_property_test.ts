import { assert, assertEquals } from "@std/assert";
import fc from "../../helpers/fast_check.ts";
import { parseObjectText, readMember } from "../../../src/credentials/files/json_text.ts";
import { writeMember } from "../../../src/credentials/files/json_edit.ts";

// Values as texts, so that spellings which a parser would lose are among them.
const scalars = fc.oneof(
  fc.constantFrom(
    "864691135571546917",
    "1.0",
    "-0",
    "1e400",
    "1E+16",
    "NaN",
    "Infinity",
    "-Infinity",
    "null",
    "true",
    '"caf\\u00e9"',
    '"\\ud83d\\ude00"',
    '"a \\"quoted\\" \\\\ word"',
    '"\\/"',
    '""',
    '"}"',
    '"],"',
  ),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((number) => JSON.stringify(number)),
  fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
);
const space = fc.constantFrom("", " ", "  ", "\n", "\r\n", "\t", "\n    ", "\r\n\t");
const keys = fc.oneof(
  fc.constantFrom("token", "other", "tok\\u0065n", "a\\nb", ""),
  fc.string().map((text) => JSON.stringify(text).slice(1, -1)),
);

interface Piece {
  readonly key: string;
  readonly value: string;
  readonly gaps: readonly [string, string, string, string];
}

const { value } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalars, tie("object"), tie("array")),
  object: fc.array(fc.tuple(keys, tie("value"), space), { maxLength: 3 })
    .map((members) =>
      `{${members.map(([key, value, gap]) => `${gap}"${key}"${gap}:${gap}${value}`).join(",")}}`
    ),
  array: fc.array(fc.tuple(tie("value"), space), { maxLength: 3 })
    .map((items) => `[${items.map(([value, gap]) => gap + value + gap).join(",")}]`),
}));

const pieces: fc.Arbitrary<Piece> = fc.record({
  key: keys,
  value,
  gaps: fc.tuple(space, space, space, space),
});

/** An object's text, and its members' values in order. */
function textOf(members: readonly Piece[], ends: readonly [string, string]): string {
  const inside = members.map(({ key, value, gaps: [a, b, c, d] }) =>
    `${a}"${key}"${b}:${c}${value}${d}`
  ).join(",");
  return `${ends[0]}{${inside}}${ends[1]}`;
}

const objects = fc.tuple(fc.array(pieces, { maxLength: 6 }), fc.tuple(space, space));

Deno.test("parseObjectText() finds every member where it stands, whatever its spelling", () => {
  fc.assert(fc.property(objects, ([members, ends]) => {
    const text = textOf(members, ends);
    const found = parseObjectText(text).members;
    assertEquals(
      found.map(({ start, end }) => text.slice(start, end)),
      members.map((m) => m.value),
    );
    assertEquals(found.map(({ key }) => key), members.map((m) => JSON.parse(`"${m.key}"`)));
  }));
});

Deno.test("writeMember() leaves every byte outside the changed value as it was", () => {
  fc.assert(fc.property(objects, fc.nat(), fc.string(), ([members, ends], pick, replacement) => {
    fc.pre(members.length > 0);
    const text = textOf(members, ends);
    const { key } = parseObjectText(text).members[pick % members.length] ?? { key: "" };
    const last = parseObjectText(text).members.findLast((member) => member.key === key);
    assert(last !== undefined);
    const after = writeMember(text, key, replacement);
    assertEquals(after.slice(0, last.start), text.slice(0, last.start));
    assertEquals(after.slice(after.length - (text.length - last.end)), text.slice(last.end));
    assertEquals(JSON.parse(readMember(after, key) ?? ""), replacement);
  }));
});

Deno.test("writeMember() adds a member behind the last, and changes nothing before or after it", () => {
  fc.assert(fc.property(objects, fc.string(), ([members, ends], token) => {
    const key = "a key that is in no object";
    const text = textOf(members, ends);
    const after = writeMember(text, key, token);
    const object = parseObjectText(text);
    const tail = text.slice(object.members.at(-1)?.end ?? object.close);
    const head = text.slice(0, object.members.at(-1)?.end ?? object.open + 1);
    assert(after.startsWith(head) && after.endsWith(tail));
    assertEquals(JSON.parse(readMember(after, key) ?? ""), token);
    assertEquals(parseObjectText(after).members.length, members.length + 1);
  }));
});

Deno.test("parseObjectText() accepts what JSON.parse accepts as an object, and refuses the rest", () => {
  const texts = fc.oneof(
    fc.json(),
    fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, extra]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + extra + text.slice(cut);
    }),
    fc.tuple(fc.json(), fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
  );
  fc.assert(
    fc.property(texts, (text) => {
      // What Python writes and JSON does not have is tested by name elsewhere.
      fc.pre(!/NaN|Infinity|\ufeff/.test(text));
      let accepted = true;
      try {
        parseObjectText(text);
      } catch (error) {
        assert(error instanceof SyntaxError);
        accepted = false;
      }
      let expected = true;
      try {
        const parsed = JSON.parse(text);
        expected = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
      } catch {
        expected = false;
      }
      assertEquals(accepted, expected, text);
    }),
    { numRuns: 2000 },
  );
});
