import { assertEquals } from "./values.ts";

type Loose = Record<PropertyKey, unknown>;

function isLoose(value: unknown): value is Loose {
  return typeof value === "object" && value !== null &&
    [Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value));
}

/** What `actual` holds under the keys of `expected`, so that the two can be compared whole. */
function pick(actual: unknown, expected: unknown): unknown {
  if (!isLoose(actual) || !isLoose(expected)) return actual;
  if (Array.isArray(actual)) {
    return Array.isArray(expected)
      ? actual.slice(0, expected.length).map((value, i) => pick(value, expected[i]))
      : actual;
  }
  const shared = Reflect.ownKeys(expected).filter((key) => Object.hasOwn(actual, key));
  return Object.fromEntries(shared.map((key) => [key, pick(actual[key], expected[key])]));
}

/** Asserts that `actual` holds at least what `expected` does, at every depth. */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  assertEquals(pick(actual, expected), expected as unknown, msg);
}
