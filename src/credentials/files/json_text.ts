/**
 * JSON objects as texts: where their members stand, and what is written there. Python writes (and reads)
 * `NaN` and `Infinity`, so both are accepted here.
 */

import { checkArguments } from "../../options.ts";

/**
 * One member of a JSON object, by its place in the text.
 *
 * @category Files
 */
export interface Member {
  /** The key, decoded. */
  readonly key: string;
  /** Where the key's opening quote stands. */
  readonly keyStart: number;
  /** Where the value starts. */
  readonly start: number;
  /** Where the value ends (exclusive). */
  readonly end: number;
}

/**
 * A value by its place in a text.
 *
 * @category Files
 */
export interface Span {
  /** Where the value starts. */
  readonly start: number;
  /** Where it ends (exclusive). */
  readonly end: number;
}

/**
 * A JSON object's members, and where its braces stand.
 *
 * @category Files
 */
export interface ObjectText {
  /** The members in order, duplicates included. */
  readonly members: readonly Member[];
  /** Where the opening brace stands. */
  readonly open: number;
  /** Where the closing brace stands. */
  readonly close: number;
}

const space = /[ \t\n\r]*/y;
// Unrolled, so that a long or an unclosed string costs one pass; and so much at once, since the engine
// keeps a place on its stack for each escape.
const stretch =
  // deno-lint-ignore no-control-regex
  /[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*){0,1000}/y;
const scalar =
  /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null|NaN|-?Infinity/y;
// JSON that nests deeper than this is not a credential file, and recursion must not overflow.
const deepest = 200;

function match(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** Where a string ends that begins at a place; -1 where none does. */
function stringEnd(text: string, from: number): number {
  if (text[from] !== '"') return -1;
  let at = from + 1;
  for (let end = match(stretch, text, at); end > at; end = match(stretch, text, at)) at = end;
  return text[at] === '"' ? at + 1 : -1;
}

function skip(text: string, from: number): number {
  return match(space, text, from);
}

function unexpected(text: string, at: number): SyntaxError {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = at - before.lastIndexOf("\n");
  // The text itself is never quoted: it holds secrets.
  return new SyntaxError(
    at >= text.length
      ? "the text ends too early"
      : `unexpected character at line ${line}, column ${column}`,
  );
}

function scanValue(text: string, from: number, depth: number): number {
  if (depth > deepest) throw new SyntaxError("nested too deeply");
  const first = text[from];
  if (first === "{") return scanObject(text, from, depth).close + 1;
  if (first === "[") return scanArray(text, from, depth).end;
  const end = first === '"' ? stringEnd(text, from) : match(scalar, text, from);
  if (end < 0) throw unexpected(text, from);
  return end;
}

function scanArray(
  text: string,
  open: number,
  depth: number,
): { readonly items: readonly Span[]; readonly end: number } {
  const items: Span[] = [];
  let at = skip(text, open + 1);
  if (text[at] === "]") return { items, end: at + 1 };
  while (true) {
    const end = scanValue(text, at, depth + 1);
    items.push({ start: at, end });
    at = skip(text, end);
    if (text[at] === "]") return { items, end: at + 1 };
    if (text[at] !== ",") throw unexpected(text, at);
    at = skip(text, at + 1);
  }
}

function scanObject(text: string, open: number, depth: number): ObjectText {
  const members: Member[] = [];
  let at = skip(text, open + 1);
  if (text[at] === "}") return { members, open, close: at };
  while (true) {
    const keyStart = at;
    const keyEnd = stringEnd(text, keyStart);
    if (keyEnd < 0) throw unexpected(text, keyStart);
    at = skip(text, keyEnd);
    if (text[at] !== ":") throw unexpected(text, at);
    const start = skip(text, at + 1);
    const end = scanValue(text, start, depth + 1);
    members.push({ key: JSON.parse(text.slice(keyStart, keyEnd)), keyStart, start, end });
    at = skip(text, end);
    if (text[at] === "}") return { members, open, close: at };
    if (text[at] !== ",") throw unexpected(text, at);
    at = skip(text, at + 1);
  }
}

/**
 * Finds the members of a JSON object without changing or copying their values.
 *
 * @param text A JSON text with an object at its top.
 * @throws {SyntaxError} When the text is not a JSON object; the message says where, never what.
 *
 * @example See where a value stands
 * ```ts
 * import { parseObjectText } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const text = '{"id": 864691135571546917}';
 * const [id] = parseObjectText(text).members;
 * assertEquals(text.slice(id?.start, id?.end), "864691135571546917");
 * ```
 *
 * @category Files
 */
export function parseObjectText(text: string): ObjectText {
  checkArguments({ text }, { text: "any text" });
  if (text.startsWith("\ufeff")) throw new SyntaxError("the text starts with a byte order mark");
  const open = skip(text, 0);
  if (text[open] === "[") throw new SyntaxError("the top level is an array, not an object");
  if (text[open] !== "{") {
    // A valid scalar at the top is not an object either; one message serves both.
    throw open >= text.length
      ? new SyntaxError("the text is empty")
      : new SyntaxError("the top level is not an object");
  }
  const object = scanObject(text, open, 0);
  const after = skip(text, object.close + 1);
  if (after < text.length) throw unexpected(text, after);
  return object;
}

/**
 * Finds the items of a JSON array without changing or copying them.
 *
 * @param text A JSON text with an array at its top.
 * @throws {SyntaxError} When the text is not a JSON array; the message says where, never what.
 *
 * @example See where an item stands
 * ```ts
 * import { parseArrayText } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const text = '[{"n": 1.0}, {"n": 2.0}]';
 * assertEquals(
 *   parseArrayText(text).map(({ start, end }) => text.slice(start, end)),
 *   ['{"n": 1.0}', '{"n": 2.0}'],
 * );
 * ```
 *
 * @category Files
 */
export function parseArrayText(text: string): readonly Span[] {
  checkArguments({ text }, { text: "any text" });
  const open = skip(text, 0);
  if (text[open] !== "[") throw new SyntaxError("the top level is not an array");
  const { items, end } = scanArray(text, open, 0);
  const after = skip(text, end);
  if (after < text.length) throw unexpected(text, after);
  return items;
}

/**
 * The text of one member's value; of several with the same key the last, as Python and JavaScript read
 * it.
 *
 * @param text A JSON text with an object at its top.
 * @param key The member's key.
 * @returns The value's text, or `undefined` when there is no such member.
 * @throws {SyntaxError} When the text is not a JSON object.
 *
 * @example Read one value beside others that JSON.parse refuses
 * ```ts
 * import { readMember } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readMember('{"weight": NaN, "token": "made-up"}', "token"), '"made-up"');
 * ```
 *
 * @category Files
 */
export function readMember(text: string, key: string): string | undefined {
  checkArguments({ text, key }, { text: "any text", key: "any text" });
  const member = parseObjectText(text).members.findLast((member) => member.key === key);
  return member === undefined ? undefined : text.slice(member.start, member.end);
}
