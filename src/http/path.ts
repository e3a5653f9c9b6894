/** URL paths and queries that cannot be led astray by an id. */

/**
 * A URL path, as a template: each inserted id becomes one encoded segment, whatever it holds.
 *
 * @throws {TypeError} When an id is empty, `.` or `..`: URL parsers collapse dot segments even when
 * they are percent-encoded, and the request would reach another resource.
 *
 * @example
 * ```ts ignore
 * path`/task/${"t/../x"}/cancel`; // "/task/t%2F..%2Fx/cancel"
 * ```
 */
export function path(
  texts: TemplateStringsArray,
  ...ids: readonly (string | number | bigint)[]
): string {
  return texts.reduce((whole, text, index) =>
    `${whole}${segment(ids[index - 1], texts[0])}${text}`
  );
}

function segment(id: string | number | bigint | undefined, where: string | undefined): string {
  // Plain JavaScript callers are not held by the types.
  if (typeof id !== "string" && typeof id !== "number" && typeof id !== "bigint") {
    throw new TypeError(`The id for ${where}... is missing: give it as a string`);
  }
  if (typeof id === "number" && !Number.isSafeInteger(id)) {
    throw new TypeError(`The id for ${where}... is ${id}, which is not a whole number`);
  }
  const text = String(id);
  if (text === "" || text === "." || text === "..") {
    throw new TypeError(`The id for ${where}... is ${JSON.stringify(text)}, which names nothing`);
  }
  if (!text.isWellFormed()) {
    throw new TypeError(`The id for ${where}... is not well-formed text`);
  }
  return encodeURIComponent(text);
}

/** A value of a query parameter; `each` gives the parameter once for every value. */
export type QueryValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly (string | number | bigint)[]
  | { readonly each: readonly (string | number | bigint)[] };

/** Query parameters by name; those `undefined` or `null` are left out. */
export type Query = Readonly<Record<string, QueryValue>>;

/**
 * A query string with its `?`, or nothing.
 *
 * @param query The parameters: lists are joined by commas, booleans are lower-case.
 * @throws {TypeError} When a value is none of those.
 */
export function queryText(query: Query | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null) continue;
    for (const text of textsOf(name, value)) search.append(name, text);
  }
  const text = search.toString();
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
  return new TypeError(
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
    throw new TypeError("A path must be a text that starts with a slash");
  }
  if (!path.startsWith("/") || path.startsWith("//") || /[\\?#\s]/.test(path)) {
    throw new TypeError(
      `The path ${JSON.stringify(path)} is no path on ${
        new URL(baseUrl).origin
      }: start it with one ` +
        "slash, encode ids, and give the query as an option",
    );
  }
  const dots = path.split("/").some((part) => /^(\.|%2e){1,2}$/i.test(part));
  if (dots) throw new TypeError(`The path ${JSON.stringify(path)} holds a dot segment`);
  return baseUrl.replace(/\/+$/, "") + path + queryText(query);
}
