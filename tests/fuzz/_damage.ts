/** Bytes from elsewhere, as they should be and as they should not. */

import fc from "../helpers/fast_check.ts";

/** A secret that stands in what is damaged, and of which no part may stand in an error. */
export const secret = "Zq7xK2mVw9RtLpYcB4sNhD6gJfUe8aQo";

/** The shortest part of the secret that counts as shown. */
const shortestPart = 8;

/** Whether a text shows a part of the secret. */
export function showsSecret(text: string): boolean {
  for (let at = 0; at + shortestPart <= secret.length; at++) {
    if (text.includes(secret.slice(at, at + shortestPart))) return true;
  }
  return false;
}

/** What damages: what parsers stumble over, and what terminals obey. */
const grit = fc.oneof(
  fc.constantFrom(
    ..."{}[]\",:\\\n\r\t =#;'$%&?/.-+*0eE",
    "\u0000",
    "\u001b[2J",
    "\ufeff",
    "\u2028",
    "\ud800",
    "NaN",
    "null",
    "1e999",
    "9223372036854775808",
    "__proto__",
    "constructor",
    '"\\u12"',
    "[[[[",
    "\\u0000",
    "%00",
    "%",
    "$(id)",
  ),
  fc.string({ unit: "binary", maxLength: 6 }),
);

interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly added: string;
}

function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((now, { at, removed, added }) => {
    const place = at % (now.length + 1);
    return now.slice(0, place) + added + now.slice(place + removed);
  }, text);
}

/** Good texts with up to four places damaged, cut short, doubled, or no such text at all. */
export function damaged(...good: readonly [string, ...string[]]): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat(5000), removed: fc.nat({ max: 12 }), added: grit });
  const one = fc.constantFrom(...good);
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(one, fc.array(edit, { maxLength: 4 })).map(([text, edits]) =>
        edited(text, edits)
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(one, fc.nat(5000)).map(([text, at]) =>
        text.slice(0, at % (text.length + 1))
      ),
    },
    { weight: 1, arbitrary: one.map((text) => text + text) },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
  );
}

/** Bytes, good or not. */
export function damagedBytes(
  ...good: readonly [Uint8Array, ...Uint8Array[]]
): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const change = fc.tuple(fc.nat(100_000), fc.nat(255));
  return fc.oneof(
    fc.tuple(
      fc.constantFrom(...good),
      fc.array(change, { maxLength: 5 }),
      fc.nat(100_000),
      fc.boolean(),
    )
      .map(([bytes, changes, end, cut]) => {
        const copy = new Uint8Array(bytes);
        for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
        return cut ? copy.slice(0, end % (copy.length + 1)) : copy;
      }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
  );
}

/** JSON values with these keys among others, and the secret among their texts. */
export function documents(...keys: readonly string[]): fc.Arbitrary<unknown> {
  const leaf = fc.oneof(
    fc.constantFrom(null, true, 0, -1, 1e999, NaN, "", secret, "all", "a b", "2", 3600, {}, []),
    fc.string({ maxLength: 12 }),
    fc.integer(),
  );
  const key = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...keys) },
    { weight: 1, arbitrary: fc.constantFrom("__proto__", "constructor", "toString", "") },
  );
  return fc.letrec<{ value: unknown; fields: unknown; list: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, leaf, tie("fields"), tie("list")),
    fields: fc.array(fc.tuple(key, tie("value")), { maxLength: 6 })
      .map((entries) => Object.fromEntries(entries)),
    list: fc.array(tie("value"), { maxLength: 4 }),
  })).fields;
}
