const textual = new Set<unknown>(
  [RegExp, URL, URLSearchParams, Intl.Locale].map((c) => c.prototype),
);
const TypedArray = Object.getPrototypeOf(Uint8Array) as new () => Uint8Array;

function same(a: unknown, b: unknown): boolean {
  return a === b || Object.is(a, b);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isPlain(prototype: unknown): boolean {
  return prototype === null || prototype === Object.prototype;
}

function bytes(value: object): ArrayLike<unknown> | undefined {
  if (value instanceof TypedArray) return value;
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return new Uint8Array(value);
  }
  return undefined;
}

/** The keys that count: own ones of plain objects and arrays, inherited ones too of instances. */
function keysOf(value: object): Set<PropertyKey> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (isPlain(prototype) || prototype === Array.prototype) {
    const symbols = Object.getOwnPropertySymbols(value)
      .filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
    return new Set([...Object.keys(value), ...symbols]);
  }
  const keys = new Set<PropertyKey>();
  for (
    let at: object | null = value;
    at !== null && at !== Object.prototype && at !== Array.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    for (const key of Reflect.ownKeys(at)) keys.add(key);
  }
  return keys;
}

/** Whether two values are deeply equal; prototypes count, `0` equals `-0`, `NaN` equals `NaN`. */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

function compare(a: unknown, b: unknown, seen: Map<object, object>): boolean {
  if (same(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (a instanceof Date && b instanceof Date) return same(a.getTime(), b.getTime());
  const prototype: unknown = Object.getPrototypeOf(a);
  const other: unknown = Object.getPrototypeOf(b);
  if (prototype !== other && !(isPlain(prototype) && isPlain(other))) return false;
  const left = bytes(a);
  const right = bytes(b);
  if (left && right) {
    return left.length === right.length &&
      Array.prototype.every.call(left, (value, i) => same(value, right[i]));
  }
  if (a instanceof WeakMap) throw new TypeError("Cannot compare WeakMap instances");
  if (a instanceof WeakSet) throw new TypeError("Cannot compare WeakSet instances");
  if (a instanceof WeakRef) return compare(a.deref(), (b as WeakRef<object>).deref(), seen);
  if (seen.get(a) === b) return true;
  if (Object.keys(a).length !== Object.keys(b).length) return false;
  seen.set(a, b);
  if (a instanceof Set && b instanceof Set) return entriesEqual(a, b, seen);
  if (a instanceof Map && b instanceof Map) return entriesEqual(a, b, seen);
  if (textual.has(prototype)) return String(a) === String(b);
  for (const key of keysOf(a).union(keysOf(b))) {
    if ((key in a) !== (key in b)) return false;
    if (!compare(Reflect.get(a, key), Reflect.get(b, key), seen)) return false;
  }
  return true;
}

type Keyed = Set<unknown> | Map<unknown, unknown>;

function entriesEqual(a: Keyed, b: Keyed, seen: Map<object, object>): boolean {
  if (a.size !== b.size) return false;
  return [...a.entries()].every(([key, value]) => {
    if (!isObject(key) && b.has(key)) {
      return b instanceof Set || compare(value, b.get(key), seen);
    }
    return [...b.entries()].some(([k, v]) =>
      compare(key, k, seen) && (a instanceof Set || compare(value, v, seen))
    );
  });
}
