/** What the tests need of @std/assert; see `path_test.ts`. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertMatch,
  assertNotEquals,
  assertObjectMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
} from "@std/assert";

/** The message that a failing assertion has, without colour. */
function complaint(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    // deno-lint-ignore no-control-regex
    return error.message.replace(/\x1b\[\d+m/g, "");
  }
  throw new Error(`Nothing was thrown by ${run}`);
}

class Point {
  constructor(readonly x: number) {}
}

Deno.test("assertEquals() compares values, not identities", () => {
  const alike: [unknown, unknown][] = [
    [{ a: [1, { b: 2n }] }, { a: [1, { b: 2n }] }],
    [NaN, NaN],
    [0, -0],
    [new Date(5), new Date(5)],
    [/a/g, /a/g],
    [new URL("https://example.org/"), new URL("https://example.org")],
    [new Set([1, 2]), new Set([2, 1])],
    [new Map([["a", [1]]]), new Map([["a", [1]]])],
    [new Set([{ a: 1 }]), new Set([{ a: 1 }])],
    [new Map([[{ k: 1 }, 1]]), new Map([[{ k: 1 }, 1]])],
    [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    [new Uint8Array([1]).buffer, new Uint8Array([1]).buffer],
    [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    [new Point(1), new Point(1)],
  ];
  for (const [one, other] of alike) assertEquals(one, other);
});

Deno.test("assertNotEquals() tells apart what differs in value, kind or keys", () => {
  const unlike: [unknown, unknown][] = [
    [{ a: 1 }, { a: 1, b: undefined }],
    [{ a: undefined }, { b: undefined }],
    [[1, 2], [2, 1]],
    [1, "1"],
    [null, undefined],
    [new Point(1), { x: 1 }],
    [new Date(5), new Date(6)],
    [/a/g, /a/i],
    [new Set([1]), new Set([2])],
    [new Map([["a", 1]]), new Map([["a", 2]])],
    [new Map([["a", undefined]]), new Map([["b", undefined]])],
    [new Uint8Array([1]), new Uint8Array([1, 2])],
    [new Uint8Array([1]), [1]],
    [new TypeError("a"), new TypeError("b")],
    [new TypeError("a"), new RangeError("a")],
    [{ [Symbol.iterator]: 1 }, {}],
  ];
  for (const [one, other] of unlike) assertNotEquals(one, other);
});

Deno.test("assertEquals() comes to an end where values hold themselves", () => {
  const one: Record<string, unknown> = { a: 1 };
  const other: Record<string, unknown> = { a: 1 };
  one.self = one;
  other.self = other;
  assertEquals(one, other);
  other.a = 2;
  assertNotEquals(one, other);
});

Deno.test("assertEquals() shows which lines differ", () => {
  const message = complaint(() => assertEquals({ a: 1, b: 2, c: 3 }, { a: 1, b: 5, c: 3 }));
  assertEquals(message.split("\n")[0], "Values are not equal.");
  const lines = message.split("\n").filter((line) => /\d/.test(line));
  assertEquals(lines, ["      a: 1,", "-     b: 2,", "+     b: 5,", "      c: 3,"]);
  assertMatch(
    complaint(() => assertEquals(1, 2, "of the run")),
    /^Values are not equal: of the run/,
  );
});

Deno.test("assertEquals() shows texts line by line", () => {
  const message = complaint(() => assertEquals("one\ntwo\nthree", "one\n2\nthree"));
  const lines = message.split("\n").map((line) => line.trimEnd());
  assert(lines.some((line) => /^- {3}two/.test(line)), message);
  assert(lines.some((line) => /^\+ {3}2/.test(line)), message);
});

Deno.test("the plain assertions pass what they should", () => {
  assert(1);
  assertFalse("");
  assertEquals([1], [1]);
  assertNotEquals([1], [2]);
  assertStrictEquals(NaN, NaN);
  assertMatch("abc", /b/);
  assertStringIncludes("abc", "bc");
  assertInstanceOf(new Point(1), Point);
  assertGreater(2, 1);
  assertGreaterOrEqual(2, 2);
  assertLess(1n, 2n);
  assertAlmostEquals(0.1 + 0.2, 0.3);
  assertAlmostEquals(10, 11, 1);
});

Deno.test("the plain assertions say what is wrong", () => {
  const said: [() => unknown, string][] = [
    [() => assert(0, "no"), "no"],
    [() => assertFalse(1, "yes"), "yes"],
    [() => assertNotEquals(1, 1), "Expected actual: 1 not to be: 1."],
    [() => assertMatch("a", /b/), 'Expected actual: "a" to match: "/b/".'],
    [() => assertStringIncludes("a", "b"), 'Expected actual: "a" to contain: "b".'],
    [
      () => assertInstanceOf({}, Point),
      'Expected object to be an instance of "Point" but was "Object".',
    ],
    [
      () => assertInstanceOf(null, Point),
      'Expected object to be an instance of "Point" but was "null".',
    ],
    [
      () => assertInstanceOf(Point, Point),
      'Expected object to be an instance of "Point" but was not an instanced object.',
    ],
    [() => assertGreater(1, 2), "Expect 1 > 2"],
    [() => assertGreaterOrEqual(1, 2), "Expect 1 >= 2"],
    [() => assertLess(2, 1), "Expect 2 < 1"],
    [
      () => assertAlmostEquals(1, 2, 0.5),
      'Expected actual: "1" to be close to "2": delta "1" is greater than "5e-1".',
    ],
    [() => fail("here"), "Failed assertion: here"],
  ];
  for (const [run, expected] of said) assertEquals(complaint(run), expected);
});

Deno.test("assertStrictEquals() says when only the identity differs", () => {
  assertMatch(complaint(() => assertStrictEquals({}, {})), /same structure but are not reference/);
  assertMatch(complaint(() => assertStrictEquals(1, 2)), /^Values are not strictly equal\./);
});

Deno.test("assertObjectMatch() looks at the expected keys alone, at every depth", () => {
  assertObjectMatch(
    { a: 1, b: { c: [1, { d: 2, e: 3 }], f: 4 }, when: new Date(1) },
    { b: { c: [1, { d: 2 }] }, when: new Date(1) },
  );
  for (
    const expected of [{ a: 2 }, { z: 1 }, { b: { c: 2 } }, { list: [1, 3] }, {
      a: 1,
      z: undefined,
    }]
  ) {
    complaint(() => assertObjectMatch({ a: 1, b: { c: 1 }, list: [1, 2] }, expected));
  }
});

Deno.test("assertThrows() gives back what was thrown", () => {
  const error = assertThrows(
    () => {
      throw new TypeError("out of luck");
    },
    TypeError,
    "luck",
  );
  assertEquals(error.message, "out of luck");
  const thrown = assertThrows(() => {
    throw 5;
  });
  assertEquals(thrown, 5);
});

Deno.test("assertThrows() fails for no error, another class and another message", () => {
  const raise = () => {
    throw new TypeError("out of luck");
  };
  assertEquals(complaint(() => assertThrows(() => 1)), "Expected function to throw.");
  assertEquals(complaint(() => assertThrows(() => 1, "why")), "Expected function to throw: why");
  assertMatch(
    complaint(() => assertThrows(raise, RangeError)),
    /"RangeError", but was "TypeError"/,
  );
  assertMatch(complaint(() => assertThrows(raise, TypeError, "x")), /to include "x", but got "out/);
  assertEquals(
    complaint(() =>
      assertThrows(() => {
        throw 5;
      }, TypeError)
    ),
    "A non-Error object was thrown.",
  );
});

Deno.test("assertRejects() gives back the reason, and fails where nothing is rejected", async () => {
  const error = await assertRejects(() => Promise.reject(new RangeError("far")), RangeError, "far");
  assertEquals(error.message, "far");
  assertEquals(await assertRejects(() => Promise.reject(5)), 5);
  const said = async (run: () => Promise<unknown>) =>
    (await run().catch((error) => error) as Error).message;
  assertEquals(
    await said(() => assertRejects(() => Promise.resolve())),
    "Expected function to reject.",
  );
  assertEquals(
    await said(() =>
      assertRejects(() => {
        throw new Error("too early");
      })
    ),
    "Function throws when expected to reject.",
  );
  assertEquals(
    await said(() => assertRejects(() => Promise.reject(5), Error)),
    "A non-Error object was rejected.",
  );
});

Deno.test("the assertions narrow types", () => {
  const found: { value?: string } | undefined = JSON.parse('{ "value": "x" }');
  assert(found?.value);
  assertEquals(found.value.length, 1);
  const thrown: unknown = new TypeError("a");
  assertInstanceOf(thrown, TypeError);
  assertEquals(thrown.message, "a");
});
