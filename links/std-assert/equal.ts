const textual = new Set<unknown>([RegExp.prototype, URL.prototype]);

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isPlain(prototype: unknown): boolean {
  return prototype === null || prototype === Object.prototype;
}

/** The keys that count: enumerable ones of plain objects and arrays, all of instances. */
function keysOf(value: object): Set<PropertyKey> {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isBare = isPlain(prototype) || prototype === Array.prototype;
  const counts = Object.prototype.propertyIsEnumerable;
  return new Set(Reflect.ownKeys(value).filter((key) => !isBare || counts.call(value, key)));
}

/** Whether two values are deeply equal; prototypes count, `0` equals `-0`, `NaN` equals `NaN`. */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

function compare(a: unknown, b: unknown, seen: Map<object, object>): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  const prototype: unknown = Object.getPrototypeOf(a);
  const other: unknown = Object.getPrototypeOf(b);
  if (prototype !== other && !(isPlain(prototype) && isPlain(other))) return false;
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (textual.has(prototype)) return String(a) === String(b);
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) {
    return compare(new Uint8Array(a), new Uint8Array(b), seen);
  }
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  if (a instanceof Set && b instanceof Set) return entriesEqual(a, b, seen);
  if (a instanceof Map && b instanceof Map) return entriesEqual(a, b, seen);
  const keys = keysOf(a);
  if (keys.size !== keysOf(b).size) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key)) return false;
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
