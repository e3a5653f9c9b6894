/** URL paths and queries that cannot be led astray by an id. */

import { ArgumentTypeError } from "../argument_error.ts";
import { requiredObject } from "../options.ts";

/**
 * A URL path, as a template: each inserted id becomes one encoded segment, whatever it holds. It is given
 * under the name that the caller knows it by.
 *
 * @throws {TypeError} Naming the id, when it is not a text; when it is empty, `.` or `..`: URL parsers
 * collapse dot segments even when they are percent-encoded, and the request would reach another resource.
 *
 * @example
 * ```ts ignore
 * const taskId = "t/../x";
 * path`/task/${{ taskId }}/cancel`; // "/task/t%2F..%2Fx/cancel"
 * ```
 *
 * @category Calls and clients
 */
export function path(
  texts: TemplateStringsArray,
  ...ids: readonly Readonly<Record<string, string>>[]
): string {
  return texts.reduce((whole, text, index) => `${whole}${segment(ids[index - 1] ?? {})}${text}`);
}

function segment(named: Readonly<Record<string, string>>): string {
  const [[name, id] = ["An id", ""]] = Object.entries(named);
  // Plain JavaScript callers are not held by the types, and a number is mostly an index by mistake.
  if (typeof id !== "string") throw new ArgumentTypeError(`${name} must be a text`);
  if (id === "" || id === "." || id === "..") {
    throw new ArgumentTypeError(`${name} is ${JSON.stringify(id)}, which names nothing`);
  }
  if (!id.isWellFormed()) throw new ArgumentTypeError(`${name} is not well-formed text`);
  return encodeURIComponent(id);
}

/**
 * An id that its service counts, as text for a path.
 *
 * @param name The argument's name.
 * @param id The id: a whole number, or its digits.
 * @throws {TypeError} When it is neither.
 */
export function countedId(name: string, id: number | string): string {
  const isNumber = typeof id === "number" && Number.isSafeInteger(id) && id >= 0;
  if (isNumber || typeof id === "string" && /^\d+$/.test(id)) return String(id);
  throw new ArgumentTypeError(`${name} must be a whole number, or its digits as text`);
}

/**
 * A value of a query parameter; `each` gives the parameter once for every value.
 *
 * @category Calls and clients
 */
export type QueryValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly (string | number | bigint)[]
  | { readonly each: readonly (string | number | bigint)[] };

/**
 * Query parameters by name; those `undefined` or `null` are left out.
 *
 * @category Calls and clients
 */
export type Query = Readonly<Record<string, QueryValue>>;

const written = new WeakMap<Query, string>();

/**
 * A query that goes as it stands: an address may be signed, letter for letter.
 *
 * @param search The query with its `?`, or nothing, as `URL` has it.
 */
export function writtenQuery(search: string): Query {
  const query: Query = {};
  written.set(query, search);
  return query;
}

/**
 * A query string with its `?`, or nothing.
 *
 * @param query The parameters: lists are joined by commas, booleans are lower-case.
 * @throws {TypeError} When they are not an object with names, or a value is not one of those.
 */
export function queryText(query: Query | undefined): string {
  if (query === undefined) return "";
  const known = written.get(query);
  if (known !== undefined) return known;
  let search: URLSearchParams | undefined;
  // A Map has no entries of its own: all of it would be left out without a word.
  for (const [name, value] of Object.entries(requiredObject("Query parameters", query))) {
    if (value === undefined || value === null) continue;
    search ??= new URLSearchParams();
    for (const text of textsOf(name, value)) search.append(name, text);
  }
  const text = search?.toString() ?? "";
  return text === "" ? "" : `?${text}`;
}

function textsOf(name: string, value: Exclude<QueryValue, null | undefined>): string[] {
  if (typeof value !== "object") return [textOf(name, value)];
  const list = "each" in value ? value.each : value;
  if (!Array.isArray(list)) throw notQuery(name);
  const texts = list.map((item) => textOf(name, item));
  return "each" in value ? texts : [texts.join(",")];
}

function textOf(name: string, value: string | number | bigint | boolean): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw notQuery(name);
  // Plain JavaScript callers are not held by the types.
  if (!["string", "number", "bigint", "boolean"].includes(typeof value)) throw notQuery(name);
  return String(value);
}

function notQuery(name: string): TypeError {
  return new ArgumentTypeError(
    `The query parameter ${name} must be a text, a number, true or false, or a list of those`,
  );
}

/**
 * The URL of a call: the client's base, a path below it, a query.
 *
 * @param baseUrl The client's base URL.
 * @param path A path that starts with `/`; dot segments are refused.
 * @param query The parameters.
 * @throws {TypeError} When the path leads out of the base URL.
 */
export function callUrl(baseUrl: string, path: string, query?: Query): string {
  if (typeof path !== "string") {
    throw new ArgumentTypeError("A path must be a text that starts with a slash");
  }
  if (!path.startsWith("/") || path.startsWith("//") || /[\\?#\s]/.test(path)) {
    throw new ArgumentTypeError(
      `The path ${JSON.stringify(path)} is not a path on ${
        new URL(baseUrl).origin
      }: start it with one ` +
        "slash, encode ids, and give the query as an option",
    );
  }
  const dots = /\/(\.|%2e){1,2}(\/|$)/i.test(path);
  if (dots) throw new ArgumentTypeError(`The path ${JSON.stringify(path)} holds a dot segment`);
  return baseUrl.replace(/\/+$/, "") + path + queryText(query);
}
