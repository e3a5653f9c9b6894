import { assertEquals } from "./values.ts";

type Loose = Record<PropertyKey, unknown>;

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null;
}

/** What `actual` holds under the keys of `expected`, so that the two can be compared whole. */
function pick(actual: unknown, expected: unknown, seen: WeakMap<object, unknown>): unknown {
  if (!isObject(actual) || !isObject(expected)) return actual;
  if (actual instanceof RegExp || actual instanceof Date) return actual;
  if (seen.get(actual) === expected) return actual;
  if (Array.isArray(actual) && Array.isArray(expected)) {
    seen.set(actual, expected);
    return actual.slice(0, expected.length).map((value, i) => pick(value, expected[i], seen));
  }
  if (actual instanceof Map && expected instanceof Map) {
    return new Map(
      [...actual].filter(([key]) => expected.has(key))
        .map(([key, value]) => [key, pick(value, expected.get(key), seen)]),
    );
  }
  if (actual instanceof Set && expected instanceof Set) return actual.intersection(expected);
  return pickKeys(actual, expected, seen);
}

function pickKeys(actual: Loose, expected: Loose, seen: WeakMap<object, unknown>): Loose {
  seen.set(actual, expected);
  const keys = Reflect.ownKeys(actual);
  const shared = keys.filter((key) => Object.hasOwn(expected, key));
  const disjoint = shared.length === 0 && Reflect.ownKeys(expected).length > 0;
  const out: Loose = {};
  for (const key of disjoint ? keys : shared) {
    const value = disjoint ? actual[key] : pick(actual[key], expected[key], seen);
    Object.defineProperty(out, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return out;
}

/** Asserts that `actual` holds at least what `expected` does, at every depth. */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  if (!isObject(actual)) {
    throw new TypeError(
      `Cannot assertObjectMatch ${actual === null ? null : `type ${typeof actual}`}`,
    );
  }
  const [left, right] = [actual, expected].map((one) => pickKeys(one, expected, new WeakMap()));
  assertEquals(left, right, msg);
}
