import { assertEquals, assertThrows } from "@std/assert";
import fc from "../../helpers/fast_check.ts";
import {
  allNames,
  parseScopes,
  type RequestedScope,
  ScopeSyntaxError,
} from "../../../src/sandbox/globus_auth/scope_text.ts";

function spell(scopes: readonly RequestedScope[]): string {
  return scopes.map(({ name, optional, dependencies }) =>
    (optional ? "*" : "") + name + (dependencies.length === 0 ? "" : `[${spell(dependencies)}]`)
  ).join(" ");
}

function leaf(name: string, optional = false): RequestedScope {
  return { name, optional, dependencies: [] };
}

Deno.test("parseScopes() reads dependencies, optional ones too", () => {
  assertEquals(parseScopes("openid a[b *c[d e]] f"), [
    leaf("openid"),
    {
      name: "a",
      optional: false,
      dependencies: [
        leaf("b"),
        { name: "c", optional: true, dependencies: [leaf("d"), leaf("e")] },
      ],
    },
    leaf("f"),
  ]);
});

Deno.test("parseScopes() takes all mentions of a scope for one, required where one is", () => {
  assertEquals(parseScopes("a[b] x a[c *b]"), [
    { name: "a", optional: false, dependencies: [leaf("b"), leaf("c")] },
    leaf("x"),
  ]);
  assertEquals(parseScopes("*a a"), [leaf("a")]);
});

Deno.test("parseScopes() refuses what does not follow the grammar", () => {
  const bad = ["", " ", "[", "a[", "a[]", "a[ ]", "a]", "a[b]]", "a[b", "a [b]", "*", "* a"];
  const worse = ["a*b", "a**b", "**a", "a[b]c", "a[b]*c", "a\tb", "a[*]", "[a]"];
  for (const text of [...bad, ...worse]) {
    assertThrows(() => parseScopes(text), ScopeSyntaxError, "Expected", text);
  }
});

Deno.test("parseScopes() refuses very deep nesting instead of running out of stack", () => {
  const deep = "a[".repeat(200_000);
  assertThrows(() => parseScopes(deep), ScopeSyntaxError, "fewer nested scopes");
});

Deno.test("parseScopes() reads back whatever can be spelled", () => {
  function trees(depth: number): fc.Arbitrary<RequestedScope[]> {
    if (depth === 0) return fc.constant([]);
    const tree = fc.record({
      name: fc.stringMatching(/^[a-z:/.]{1,4}$/),
      optional: fc.boolean(),
      dependencies: trees(depth - 1),
    });
    return fc.array(tree, { maxLength: 3 });
  }
  const some = trees(4).filter((scopes) => scopes.length > 0);
  fc.assert(fc.property(some, (scopes) => {
    const parsed = parseScopes(spell(scopes));
    assertEquals(parseScopes(spell(parsed)), parsed);
    assertEquals(new Set(allNames(parsed)), new Set(allNames(scopes)));
  }));
});

Deno.test("parseScopes() throws nothing but a ScopeSyntaxError", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "[", "]", "*", " ", "é") });
  fc.assert(fc.property(text, (value) => {
    try {
      parseScopes(value);
    } catch (error) {
      if (!(error instanceof ScopeSyntaxError)) throw error;
    }
  }));
});
