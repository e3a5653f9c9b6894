import { Secret } from "../../../src/credentials/mod.ts";
import type { Sandbox } from "../../../src/sandbox/mod.ts";

/** A value as the scripts tell it: ids that are no safe number as text, and nothing but JSON. */
export function plain(value: unknown): unknown {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (value instanceof Secret) return value.reveal();
  if (value instanceof Map) return plain(Object.fromEntries(value));
  if (value instanceof URL) return value.href;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => item === undefined ? [] : [[key, plain(item)]]),
  );
}

const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Tokens, ids, codes and keys, as the sandbox makes them. */
const madeUp = new RegExp(
  [
    "eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+",
    "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "\\b[0-9a-f]{32}\\b",
    "\\b[0-9A-Za-z]{40}\\b",
    "-----BEGIN [^-]+-----[^-]+-----END [^-]+-----",
  ].join("|"),
  "g",
);

/** Fields that hold what is made up, in the form of a word. */
const madeUpFields = new Set<unknown>(["user_code"]);

/**
 * Tells apart, but does not compare, what every sandbox makes up: its address, tokens, and ids, each
 * by the order in which it is first met.
 */
export function namesOf({ url }: Pick<Sandbox, "url">): (value: unknown) => unknown {
  const known = new Map<string, string>();
  const { host } = new URL(url);
  const counts = { id: 0, secret: 0 };
  const name = (found: string): string => {
    // One program may show its tokens more often than the other; ids keep their order all the same.
    const kind = id.test(found) ? "id" : "secret";
    const given = known.get(found) ?? `made-up ${kind} ${++counts[kind]}`;
    known.set(found, given);
    return given;
  };
  const named = (value: unknown): unknown => {
    if (typeof value === "string") return value.replaceAll(host, "HOST").replace(madeUp, name);
    if (Array.isArray(value)) {
      const [field, text] = value;
      return madeUpFields.has(field) ? [field, name(String(text))] : value.map(named);
    }
    if (typeof value !== "object" || value === null || value instanceof RegExp) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const isName = madeUpFields.has(key) && typeof item === "string";
        return [String(named(key)), isName ? name(item) : named(item)];
      }),
    );
  };
  return named;
}
