import { assertEquals, assertThrows } from "@std/assert";
import {
  dataAccessScope,
  makeScope,
  mergeScopes,
  parseScopes,
  scopeText,
} from "../../src/globus/scopes.ts";

// What globus-sdk-python 4.9.0 answers for the same texts, the order aside, in which it varies.
const wellFormed: readonly (readonly [text: string, written: string])[] = [
  ["", ""],
  ["a", "a"],
  ["  a   b ", "a b"],
  ["a a", "a"],
  ["*a a", "*a a"],
  ["a*b", "a *b"],
  ["a[b c]", "a[b c]"],
  ["a[b *c]", "a[b *c]"],
  ["a[ b ]", "a[b]"],
  ["a[b[c]]", "a[b[c]]"],
  ["a[b] a[c]", "a[b c]"],
  ["a[*b] a[b]", "a[b]"],
  ["a[b[c]] b[d]", "a[b[c d]] b[c d]"],
  ["a[b]  c", "a[b] c"],
];

for (const [text, written] of wellFormed) {
  Deno.test(`parseScopes() reads ${JSON.stringify(text)}`, () => {
    assertEquals(scopeText(parseScopes(text)), written);
  });
}

const malformed = [
  "a[",
  "a]",
  "a[]",
  "a[ ]",
  "[a]",
  "a [b]",
  "a[b]c",
  "a[b]*c",
  "a[b][c]",
  "*",
  "* a",
  "**a",
  "a[*]",
  "a[b *]",
];

for (const text of malformed) {
  Deno.test(`parseScopes() refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => parseScopes(text), SyntaxError, "not well formed");
  });
}

Deno.test("parseScopes() refuses scopes that depend on themselves, however far around", () => {
  assertThrows(() => parseScopes("a[a]"), SyntaxError, "a > a");
  assertThrows(() => parseScopes("a[b] b[c] c[a]"), SyntaxError, "a > b > c > a");
});

Deno.test("mergeScopes() takes texts and values, and a required dependency beats an optional one", () => {
  const value = makeScope("a", { dependencies: [makeScope("b", { optional: true })] });
  assertEquals(scopeText(mergeScopes(value, "a[b] c", [makeScope("d")])), "a[b] c d");
});

for (const text of ["", "a b", "a*", "a[b]"]) {
  Deno.test(`makeScope() refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => makeScope(text), SyntaxError);
  });
}

const collection = {
  DATA_TYPE: "endpoint",
  id: "6c54cade-bde5-45c1-bdea-f4bd71dba2cc",
  display_name: "lab",
} as const;

Deno.test("dataAccessScope() refuses guest and high-assurance collections, saying why", () => {
  assertThrows(
    () => dataAccessScope([{ ...collection, entity_type: "GCSv5_guest_collection" }]),
    RangeError,
    "lab takes no data_access consent: it is a GCSv5_guest_collection",
  );
  assertThrows(
    () =>
      dataAccessScope([{
        ...collection,
        entity_type: "GCSv5_mapped_collection",
        high_assurance: true,
      }]),
    RangeError,
    "high-assurance",
  );
});
