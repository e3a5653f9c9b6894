import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { inspect } from "node:util";
import { revealed, Secret } from "../../../src/credentials/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";

Deno.test("Secret shows nothing when inspected, alone or inside other values", () => {
  const text = canary();
  const secret = new Secret(text);
  assertEquals(Deno.inspect(secret), "Secret(hidden)");
  assertNothingShown({ deep: [{ secret }], map: new Map([["key", secret]]) }, text);
  assertNothingShown(new Error("wrong", { cause: { secret } }), text);
});

Deno.test("Secret shows nothing to Node's inspect, or in a Jupyter cell", () => {
  const text = canary();
  const secret = new Secret(text);
  assertEquals(inspect({ secret }), "{ secret: Secret(hidden) }");
  const display = Reflect.get(secret, Symbol.for("Jupyter.display")) as () => unknown;
  assertEquals(display.call(secret), { "text/plain": "Secret(hidden)" });
});

Deno.test("Secret throws when it is turned into text or JSON, without naming the text", () => {
  const text = canary();
  const secret: unknown = new Secret(text);
  const ways: readonly (() => unknown)[] = [
    () => `${secret}`,
    () => String(secret),
    () => secret + "",
    () => ["a", secret].join(),
    () => JSON.stringify({ secret }),
    () => Number(secret),
    () => new Headers({ authorization: secret as string }),
    () => new URLSearchParams({ token: secret as string }),
  ];
  for (const way of ways) assertNothingShown(assertThrows(way, TypeError), text);
});

Deno.test("Secret has no enumerable property, and a copy of it holds nothing", () => {
  const text = canary();
  const secret = new Secret(text);
  assertEquals(Object.keys(secret), []);
  assertNothingShown(structuredClone(secret), text);
  assertNothingShown({ ...secret }, text);
});

Deno.test("revealed() gives the same text for a string and for its Secret", () => {
  assertStrictEquals(revealed("made-up"), "made-up");
  assertStrictEquals(revealed(new Secret("made-up")), "made-up");
  assertStrictEquals(new Secret("").reveal(), "");
});
