/** Options as a caller in plain JavaScript gives them: the types hold nobody there, nor in a notebook. */

import { ArgumentRangeError, ArgumentTypeError } from "./argument_error.ts";
import { isAbsolute } from "./path/is_absolute.ts";
import { nearest } from "./nearest.ts";

/**
 * What keeps a text, such as a `Secret`.
 *
 * @category Calls and clients
 */
export interface Revealing {
  /** The text. */
  reveal(): string;
}

/**
 * What is looked at in an option's value: `any` is checked where it is used.
 *
 * @category Calls and clients
 */
export type OptionKind<Value> = [Value] extends [boolean] ? "flag"
  : [Value] extends [string] ? "text" | "absolute path"
  : [Value] extends [string | Revealing] ? "secret"
  : [Value, string] extends [string | readonly string[], Value] ? "texts"
  : [Value] extends [number] ? "number"
  : [Value] extends [AbortSignal] ? "signal"
  : [Value] extends [(...args: never) => unknown] ? "function"
  : [string] extends [keyof Value] ? "names"
  : [string] extends [Value] ? "any"
  : [Value] extends [readonly unknown[]] ? "list"
  : [readonly never[]] extends [Value] ? "each"
  : [Value] extends [object] ? "object"
  : "any";

/**
 * The options that a function has, as a value; the compiler holds it to their type.
 *
 * @category Calls and clients
 */
export type OptionKinds<Options> = {
  readonly [Name in keyof Options]-?: unknown extends Options[Name] ? "anything"
    : OptionKind<NonNullable<Options[Name]>>;
};

const fits: Readonly<Record<OptionKind<never> | string, (value: unknown) => boolean>> = {
  flag: (value) => typeof value === "boolean",
  text: (value) => typeof value === "string",
  // Below the working folder it would be another one after the next `Deno.chdir()`.
  "absolute path": (value) => typeof value === "string" && isAbsolute(value),
  secret: (value) => typeof value === "string" || isRevealing(value),
  texts: (value) => typeof value === "string" || isTexts(value),
  number: (value) => typeof value === "number" && !Number.isNaN(value),
  signal: (value) => value instanceof AbortSignal,
  function: (value) => typeof value === "function",
  names: isRecord,
  list: Array.isArray,
  object: (value) => isObject(value) && !Array.isArray(value) && !(value instanceof Map),
  each: (value) => isObject(value) && (Symbol.iterator in value || Symbol.asyncIterator in value),
  anything: () => true,
  any: () => true,
};

const words: Readonly<Record<string, string>> = {
  flag: "true or false",
  text: "a text",
  "absolute path": "an absolute path",
  secret: "a text or a Secret",
  texts: "a text, or a list of texts with one at least",
  number: "a number",
  signal: "an AbortSignal",
  function: "a function",
  names: "an object with names",
  list: "a list",
  object: "an object",
  each: "a list, or what gives one thing after the other",
};

/**
 * Refuses options that do not exist, and values of a wrong kind.
 *
 * @param options What the caller gave.
 * @param kinds The options that there are.
 * @throws {TypeError} Naming the option, and for an unknown one the nearest that there is.
 * @throws {RangeError} Naming the option that is not a number (`NaN`).
 */
export function checkOptions<Options extends object>(
  options: Options,
  kinds: OptionKinds<Options>,
): void {
  if (!isRecord(options)) {
    throw new ArgumentTypeError(`Options are given as an object with names: { ${names(kinds)} }`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(kinds, name)) throw new ArgumentTypeError(unknownOption(name, kinds));
    const kind: string = Reflect.get(kinds, name);
    if (value === undefined || fits[kind]?.(value) === true) continue;
    const message = `The option ${name} must be ${words[kind]}`;
    if (Number.isNaN(value)) throw new ArgumentRangeError(`${message}: it is NaN`);
    throw new ArgumentTypeError(message);
  }
}

/**
 * Those of a function's options that a function below it has, too.
 *
 * @param options What the caller gave, already checked.
 * @param kinds The options that the function below has.
 */
export function pickOptions<Part extends object>(
  options: Part,
  kinds: OptionKinds<NoInfer<Part>>,
): Part {
  const kept = Object.entries(options).filter(([name, value]) => {
    return Object.hasOwn(kinds, name) && value !== undefined;
  });
  return Object.fromEntries(kept) as Part;
}

/**
 * Leaves out what is `undefined`: an option that has no value keeps its default, and what is spread over
 * others does not cover them.
 *
 * @param members Options, or other members, by name.
 */
export function dropUndefined<Members extends object>(
  members: Members,
): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as {
    [Name in keyof Members]?: Exclude<Members[Name], undefined>;
  };
}

function unknownOption(name: string, kinds: object): string {
  const meant = nearest(name, Object.keys(kinds));
  const hint = meant === undefined ? `the options are ${names(kinds)}` : `did you mean ${meant}?`;
  return `There is no option ${JSON.stringify(name)}: ${hint}`;
}

function names(kinds: object): string {
  return Object.keys(kinds).join(", ");
}

/** What a required argument is. */
type ArgumentKind =
  | "any text"
  | "client"
  | "function"
  | "list"
  | "names"
  | "number"
  | "secret"
  | "surroundings"
  | "text";

const argumentKinds: Readonly<
  Record<ArgumentKind, readonly [string, (value: unknown) => boolean]>
> = {
  "any text": ["a text", (value) => typeof value === "string"],
  client: ["a client, as the functions that make one give it", isClient],
  function: ["a function", (value) => typeof value === "function"],
  list: ["a list", isList],
  names: ["an object with names", isRecord],
  number: ["a number", (value) => typeof value === "number" && !Number.isNaN(value)],
  secret: ["a text or a Secret", (value) => typeof value === "string" || isRevealing(value)],
  surroundings: [
    "what a program has of the machine, such as { env, home }, home as an absolute path",
    (value) =>
      isRecord(value) && isUnsetOr("absolute path", value, "home") &&
      isUnsetOr("names", value, "env"),
  ],
  text: ["a text that is not empty", (value) => typeof value === "string" && value !== ""],
};

/** With what every request asks of it: an address alone, or its options, are not client. */
function isClient(value: unknown): boolean {
  // Part by part: a copy of a client with two hundred functions would cost each call a fifth.
  return isRecord(value) && typeof Reflect.get(value, "baseUrl") === "string" &&
    isObject(Reflect.get(value, "authorizer")) && isObject(Reflect.get(value, "retry")) &&
    typeof Reflect.get(value, "fetch") === "function" &&
    typeof Reflect.get(value, "sleep") === "function";
}

function isUnsetOr(kind: string, value: object, name: string): boolean {
  const part: unknown = Reflect.get(value, name);
  return part === undefined || fits[kind]?.(part) === true;
}

/**
 * Refuses required arguments that are something else, as a caller in plain JavaScript may give them.
 *
 * @param given The arguments by name.
 * @param kinds What each of them is.
 * @throws {TypeError} Naming the argument.
 */
export function checkArguments<Given extends object>(
  given: Given,
  kinds: { readonly [Name in keyof NoInfer<Given>]: ArgumentKind },
): void {
  for (const [name, value] of Object.entries(given)) {
    const [words, fits] = argumentKinds[Reflect.get(kinds, name) as ArgumentKind];
    if (!fits(value)) throw new ArgumentTypeError(`${name} must be ${words}`);
  }
}

/** The options of a call that can only be given up. */
export const signalKinds: OptionKinds<{ readonly signal?: AbortSignal | undefined }> = {
  signal: "signal",
};

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** One at least: none would ask for nothing in particular, or for everything. */
function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 &&
    value.every((text) => typeof text === "string");
}

function isRevealing(value: unknown): boolean {
  return isObject(value) && typeof Reflect.get(value, "reveal") === "function";
}

/** Letters one by one are not list, nor is what goes by names. */
function isList(value: unknown): value is Iterable<unknown> {
  return isObject(value) && Symbol.iterator in value &&
    !(value instanceof String || value instanceof Map);
}

/** An object of named parts: a Map or a Date has some as well, and means something else. */
export function isRecord(value: unknown): value is object {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/**
 * A required argument that is a text.
 *
 * @param name The argument's name.
 * @param value What the caller gave.
 * @throws {TypeError} When it is not a text, or an empty one.
 */
export function requiredText(name: string, value: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new ArgumentTypeError(`${name} must be a text that is not empty`);
}

/**
 * A client, where it is first looked into.
 *
 * @param client What the caller gave.
 * @throws {TypeError} When it is not one.
 */
export function requiredClient(client: object): void {
  checkArguments({ client }, { client: "client" });
}

/**
 * A required argument that is an object of named parts.
 *
 * @param name The argument's name.
 * @param value What the caller gave.
 * @throws {TypeError} When it is not an object.
 */
export function requiredObject<Value extends object>(name: string, value: Value): Value {
  if (isRecord(value)) return value;
  throw new ArgumentTypeError(`${name} must be an object with names`);
}

/**
 * A required argument that is the contents of a file.
 *
 * @param value What the caller gave.
 * @throws {TypeError} When it is nothing that has bytes, or a stream that another reads.
 */
export function requiredContents<Contents>(value: Contents): Contents {
  if (value instanceof ReadableStream && value.locked) {
    throw new ArgumentTypeError("What is sent is a stream that has a reader already: it is locked");
  }
  const kinds = [Blob, ReadableStream, Uint8Array];
  if (typeof value === "string" || kinds.some((kind) => value instanceof kind)) return value;
  throw new ArgumentTypeError("What is sent must be a text, a Blob, bytes or a stream");
}

/**
 * A required argument that is a list. One id as text would be taken apart into its letters.
 *
 * @param name The argument's name.
 * @param value What the caller gave.
 * @throws {TypeError} When it is not a list of anything.
 */
export function requiredList<Item>(name: string, value: Iterable<Item>): Iterable<Item> {
  if (isList(value)) return value;
  throw new ArgumentTypeError(`${name} must be a list, also where there is only one`);
}
