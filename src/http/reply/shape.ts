/** What an answer must look like before it is believed. */

import { checkArguments } from "../../options.ts";

/**
 * What came where something else belongs, and at which place of the document.
 *
 * @category Calls and clients
 */
export interface Misfit {
  /** What came, such as `null`. */
  readonly got: string;
  /** What belongs there, such as `an id`. */
  readonly wanted: string;
  /** The fields that lead there, the outermost first. */
  readonly at: readonly string[];
}

/**
 * Says what does not fit in a value, or nothing where it fits.
 *
 * @category Calls and clients
 */
export type Shape = (value: unknown) => Misfit | undefined;

/**
 * The shape of a single value.
 *
 * @param wanted Its name for an error, with its article.
 * @param fits Whether a value is one.
 *
 * @example
 * ```ts
 * import { single } from "@keyferry/keyferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const even = single("an even number", (value) => Number(value) % 2 === 0);
 * assertEquals(even(4), undefined);
 * assertEquals(even(5), { got: "a number", wanted: "an even number", at: [] });
 * ```
 *
 * @category Calls and clients
 */
export function single(wanted: string, fits: (value: unknown) => boolean): Shape {
  checkArguments({ wanted, fits }, { wanted: "text", fits: "function" });
  return (value) => fits(value) ? undefined : { got: kindOf(value), wanted, at: [] };
}

/** Whatever JSON can say. */
export const anything: Shape = () => undefined;

/**
 * A text, which may be empty.
 *
 * @category Calls and clients
 */
export const text: Shape = single("a text", (value) => typeof value === "string");

/**
 * A text that says something: an id, a name, a token.
 *
 * @category Calls and clients
 */
export const filled: Shape = single("a text", (value) => typeof value === "string" && value !== "");

/**
 * A yes or no.
 *
 * @category Calls and clients
 */
export const truth: Shape = single("true or false", (value) => typeof value === "boolean");

/**
 * A number.
 *
 * @category Calls and clients
 */
export const number: Shape = single("a number", (value) => Number.isFinite(value));

/**
 * A whole number.
 *
 * @category Calls and clients
 */
export const whole: Shape = single("a whole number", (value) => Number.isSafeInteger(value));

/** An id of 64 bits: a number while it is exact, a `bigint`, or decimal text. */
export const id64: Shape = single("an id", (value) => {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0;
  if (typeof value === "bigint") return value >= 0n && value < 1n << 64n;
  return typeof value === "string" && /^\d{1,20}$/.test(value) && BigInt(value) < 1n << 64n;
});

/** An id that means nothing here: a text, or a number where the service counts. */
export const opaqueId: Shape = single("an id", (value) => {
  return typeof value === "string" && value !== "" || Number.isSafeInteger(value);
});

/** The address of a web page or service. */
export const address: Shape = single("an address", (value) => {
  return typeof value === "string" && /^https?:\/\//i.test(value) && URL.canParse(value);
});

/**
 * A value that may be missing or `null`.
 *
 * @param shape What it is otherwise.
 *
 * @example
 * ```ts
 * import { optional, text } from "@keyferry/keyferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([undefined, null, "b"].map(optional(text)), [undefined, undefined, undefined]);
 * assertEquals(optional(text)(5)?.wanted, "a text");
 * ```
 *
 * @category Calls and clients
 */
export function optional(shape: Shape): Shape {
  checkArguments({ shape }, { shape: "function" });
  return (value) => value === undefined || value === null ? undefined : shape(value);
}

/**
 * A JSON object.
 *
 * @param fields What is needed of it; whatever else it holds is not looked at.
 *
 * @example An answer that is not what was asked for
 * ```ts
 * import { document, filled, list } from "@keyferry/keyferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const page = document({ runs: list(document({ id: filled })) });
 * assertEquals(page({ runs: [{ id: "7" }] }), undefined);
 * assertEquals(page({ runs: [{}] }), { got: "nothing", wanted: "a text", at: ["runs", "id"] });
 * ```
 *
 * @category Calls and clients
 */
export function document(fields: Readonly<Record<string, Shape>> = {}): Shape {
  checkArguments({ fields }, { fields: "names" });
  const wanted = Object.entries(fields);
  return (value) => {
    if (!isDocument(value)) return { got: kindOf(value), wanted: "a document", at: [] };
    for (const [name, shape] of wanted) {
      const misfit = shape(Object.hasOwn(value, name) ? value[name] : undefined);
      if (misfit !== undefined) return below(name, misfit);
    }
    return undefined;
  };
}

/**
 * A list.
 *
 * @param shape What each item is.
 * @param count How many there must be; any number by default.
 *
 * @example
 * ```ts
 * import { list, number } from "@keyferry/keyferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(list(number)([1, 2]), undefined);
 * assertEquals(list(number, 3)([1, 2])?.wanted, "a list of 3");
 * ```
 *
 * @category Calls and clients
 */
export function list(shape: Shape = anything, count?: number): Shape {
  checkArguments({ shape }, { shape: "function" });
  if (count !== undefined) checkArguments({ count }, { count: "number" });
  return (value) => {
    if (!Array.isArray(value)) return { got: kindOf(value), wanted: "a list", at: [] };
    if (count !== undefined && value.length !== count) {
      return { got: `a list of ${value.length}`, wanted: `a list of ${count}`, at: [] };
    }
    for (const item of value) {
      const misfit = shape(item);
      if (misfit !== undefined) return misfit;
    }
    return undefined;
  };
}

/**
 * A JSON object whose keys are ids of 64 bits.
 *
 * @param shape What each value is.
 */
export function byId64(shape: Shape): Shape {
  return (value) => {
    if (!isDocument(value)) return { got: kindOf(value), wanted: "a document", at: [] };
    for (const [key, item] of Object.entries(value)) {
      const misfit = id64(key) ?? shape(item);
      if (misfit !== undefined) return below(key, misfit);
    }
    return undefined;
  };
}

/**
 * What does not fit, in words: `null for "root_id" where an id was expected`.
 *
 * @param misfit What does not fit.
 */
export function misfitWords({ got, wanted, at }: Misfit): string {
  const place = at.length === 0 ? "" : ` for ${JSON.stringify(at.join(".").slice(0, 80))}`;
  return `${got}${place} where ${wanted} was expected`;
}

function below(name: string, { got, wanted, at }: Misfit): Misfit {
  return { got, wanted, at: [name, ...at] };
}

function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value itself stays out: it may be a secret. */
function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "object":
      return "a document";
    case "string":
      return value === "" ? "an empty text" : "another text";
    case "number":
    case "bigint":
      return "a number";
    default:
      return `${value}`;
  }
}
