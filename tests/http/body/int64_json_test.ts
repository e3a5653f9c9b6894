import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "../../helpers/fast_check.ts";
import { parseInt64Json, stringifyInt64Json } from "../../../src/http/body/int64_json.ts";

/** The same by the language's own means: a reviver that sees the digits. */
function reference(text: string): unknown {
  const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown => {
    const source = context?.source ?? "";
    const long = typeof value === "number" && !Number.isSafeInteger(value) &&
      /^-?\d+$/.test(source);
    return long ? BigInt(source) : value;
  };
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown);
}

Deno.test("parseInt64Json() keeps every digit, at the edges of 53, 63 and 64 bits", () => {
  const ids = [
    2n ** 53n,
    2n ** 53n + 1n,
    864691135571546917n,
    2n ** 63n - 1n,
    2n ** 63n,
    2n ** 64n - 1n,
    10n ** 18n - 1n,
    10n ** 18n,
    10n ** 30n + 7n,
  ];
  for (const id of ids) {
    for (const value of [id, -id]) {
      assertStrictEquals(parseInt64Json(String(value)), value);
      assertEquals(parseInt64Json(`{"a": [${value}], "b": ${value}}`), { a: [value], b: value });
    }
  }
});

Deno.test("parseInt64Json() leaves what a number holds exactly a number", () => {
  const text = "[9007199254740991, -9007199254740991, 1000000000000000, 0, -0, 1.5, 1e20, 12]";
  assertEquals(parseInt64Json(text), JSON.parse(text));
  assert(Object.is((parseInt64Json("[-0, 864691135571546917]") as unknown[])[0], -0));
});

Deno.test("parseInt64Json() touches no string and no key, however much they look like ids", () => {
  const texts = [
    '{"864691135571546917": "864691135571546917", "a": 864691135571546917}',
    '["[864691135571546917]", "\\"864691135571546917,", 864691135571546917]',
    '["\\\\", 864691135571546917, "\\u0038"]',
    '{"__proto__": 864691135571546917, "é": [864691135571546917, "9007199254740992"]}',
  ];
  for (const text of texts) assertEquals(parseInt64Json(text), reference(text));
});

Deno.test("parseInt64Json() takes no number for a name of its own", () => {
  for (const near of ["9007199254740992.0", "9.007199254740992e15", "9007199254740994E0", "1e16"]) {
    const text = `[${near}, 864691135571546917, [864691135571546918]]`;
    assertEquals(parseInt64Json(text), reference(text));
  }
});

Deno.test("parseInt64Json() agrees with the language's own exact way on any document", () => {
  const digits = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String);
  const leaf = fc.oneof(
    digits,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
    fc.tuple(digits, fc.nat(40)).map(([whole, power]) => `${whole}e${power}`),
    fc.tuple(digits, fc.nat()).map(([whole, fraction]) => `${whole}.${fraction}`),
    fc.string().map((value) => JSON.stringify(value)),
    fc.constantFrom("true", "false", "null", '"864691135571546917"'),
  );
  const { document } = fc.letrec<{ document: string }>((tie) => ({
    document: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("document")).map((items) => `[${items.join(" , ")}]`),
      fc.array(digits).map((items) => `[${items.join(",")}]`),
      fc.array(fc.tuple(fc.string(), tie("document"))).map((members) => {
        return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`;
      }),
    ),
  }));
  fc.assert(
    fc.property(document, (text) => assertEquals(parseInt64Json(text), reference(text))),
    { numRuns: 500 },
  );
});

Deno.test("parseInt64Json() reads long lists whole, alone, nested, mixed and torn", () => {
  const ids = Array.from({ length: 2500 }, (_, index) => 864691135571546917n + BigInt(index));
  const list = `[${ids.join(", ")}]`;
  assertEquals(parseInt64Json(list), ids);
  assertEquals(parseInt64Json(`{"a": [${list}, ${list}], "b": []}`), { a: [ids, ids], b: [] });
  const short = `[${ids.slice(0, 1200).join(",")}, ${"7,".repeat(5000)} 8]`;
  assertEquals(parseInt64Json(short), reference(short));
  const mixed = `[${ids.join(",")}, "text", 1.5]`;
  assertEquals(parseInt64Json(mixed), reference(mixed));
  assertThrows(() => parseInt64Json(list.slice(0, -1)), SyntaxError);
  const open = list.slice(0, -1) + ",";
  const nested = `${open.repeat(3)}7${"]".repeat(3)}`;
  assertEquals(parseInt64Json(nested), reference(nested));
});

Deno.test("parseInt64Json() refuses what JSON.parse refuses, and points into the text as it came", () => {
  const wrong = [
    "[864691135571546917,]",
    "[0864691135571546917]",
    "[-]",
    "[864691135571546917",
    "[864691135571546917 864691135571546917]",
    '{"a": 864691135571546917 7}',
    "",
  ];
  for (const text of wrong) {
    const error = assertThrows(() => JSON.parse(text), SyntaxError);
    assertThrows(() => parseInt64Json(text), SyntaxError, error.message);
  }
});

Deno.test("stringifyInt64Json() writes bigint as bare digits, and reads back the same", () => {
  const value = { node_ids: [864691135571546917n, 2n ** 63n, 7], text: "864691135571546917" };
  const text = stringifyInt64Json(value);
  assertEquals(
    text,
    '{"node_ids":[864691135571546917,9223372036854775808,7],"text":"864691135571546917"}',
  );
  assertEquals(parseInt64Json(text), value);
  assertThrows(() => stringifyInt64Json(undefined), TypeError);
});
