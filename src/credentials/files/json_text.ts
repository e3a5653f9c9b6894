/**
 * JSON objects as texts: a member is read or replaced where it stands, and every byte outside it stays
 * as it was. Python writes (and reads) `NaN` and `Infinity`, so both are accepted here.
 */

import { ArgumentTypeError } from "../../argument_error.ts";
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
 * @throws {SyntaxError} When the text is not JSON array; the message says where, never what.
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

/**
 * The same text with one member's value replaced, or added behind the last member.
 *
 * @param text A JSON text with an object at its top.
 * @param key The member's key.
 * @param value The value; written as Python's `json.dump` writes it.
 * @returns The new text: every byte outside the value (or the added member) is as it was.
 * @throws {SyntaxError} When the text is not a JSON object.
 *
 * @example Replace a token, keep the rest
 * ```ts
 * import { writeMember } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   writeMember('{"n": 1.0,\n "token": "old"}\n', "token", "new"),
 *   '{"n": 1.0,\n "token": "new"}\n',
 * );
 * ```
 *
 * @category Files
 */
export function writeMember(text: string, key: string, value: unknown): string {
  checkArguments({ text, key }, { text: "any text", key: "any text" });
  return writeMemberText(text, [key], pythonJson(value));
}

/**
 * The same text with one member's value replaced by a JSON text, however deep it is; objects that are
 * missing on the way are added.
 *
 * @param text A JSON text with an object at its top.
 * @param path The keys from the top to the member, at least one.
 * @param value The value as a JSON text; it is written as it is.
 * @returns The new text: every byte outside the value (or the added member) is as it was.
 * @throws {SyntaxError} When the text is not a JSON object, or a member on the way is not valid.
 *
 * @example Move a value without touching its digits
 * ```ts
 * import { writeMemberText } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   writeMemberText('{"a": {"b": 1.0}}', ["a", "c", "d"], "864691135571546917"),
 *   '{"a": {"b": 1.0, "c": {"d": 864691135571546917}}}',
 * );
 * ```
 *
 * @category Files
 */
export function writeMemberText(
  text: string,
  path: readonly [string, ...string[]],
  value: string,
): string {
  checkArguments({ text, path, value }, { text: "any text", path: "list", value: "text" });
  const [key, next, ...deeper] = path;
  if (key === undefined) throw new ArgumentTypeError("path must name a member");
  const { members, open, close } = parseObjectText(text);
  const member = members.findLast((member) => member.key === key);
  if (next !== undefined) {
    const inner = member === undefined ? "{}" : text.slice(member.start, member.end);
    return writeMemberText(text, [key], writeMemberText(inner, [next, ...deeper], value));
  }
  if (member !== undefined) return text.slice(0, member.start) + value + text.slice(member.end);
  const added = `${pythonJson(key)}: ${value}`;
  const last = members.at(-1);
  if (last === undefined) return text.slice(0, open + 1) + added + text.slice(close);
  return `${text.slice(0, last.end)},${indentation(text, open, members)}${added}${
    text.slice(last.end)
  }`;
}

/**
 * The same text without one member, however deep it lies.
 *
 * @param text A JSON text with an object at its top.
 * @param path The keys from the top to the member, at least one.
 * @returns The new text: every byte outside the member, and the comma that parts it from its neighbour, is
 * as it was; all of it where there is no such member.
 * @throws {SyntaxError} When the text is not a JSON object, or a member on the way is not one.
 *
 * @example Remove a token, keep the rest
 * ```ts
 * import { removeMemberText } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(removeMemberText('{"n": 1.0,\n "token": "old"}\n', ["token"]), '{"n": 1.0}\n');
 * ```
 *
 * @category Files
 */
export function removeMemberText(text: string, path: readonly [string, ...string[]]): string {
  checkArguments({ text, path }, { text: "any text", path: "list" });
  const [key, next, ...deeper] = path;
  if (key === undefined) throw new ArgumentTypeError("path must name a member");
  const { members } = parseObjectText(text);
  const at = members.findLastIndex((member) => member.key === key);
  const member = members[at];
  if (member === undefined) return text;
  const { keyStart, start, end } = member;
  if (next !== undefined) {
    const inner = removeMemberText(text.slice(start, end), [next, ...deeper]);
    return text.slice(0, start) + inner + text.slice(end);
  }
  const [before, after] = [members[at - 1], members[at + 1]];
  const rest = before !== undefined
    ? text.slice(0, before.end) + text.slice(end)
    : text.slice(0, keyStart) + text.slice(after?.keyStart ?? end);
  // Of a key that is there twice, none may come back to life.
  return removeMemberText(rest, path);
}

/** The space before a new member: a line of its own where the others have one. */
function indentation(text: string, open: number, members: readonly Member[]): string {
  const last = members.at(-1);
  const from = members.length > 1 ? members.at(-2)?.end ?? open : open;
  const between = text.slice(from + 1, last?.keyStart).replace(/^[^\S]*,/, "");
  return between.includes("\n") ? between : " ";
}

/**
 * A value as Python's `json.dump` writes it by default: `", "` and `": "` between, ASCII only.
 *
 * @param value A JSON value; `undefined` members are left out.
 *
 * @example The bytes CAVEclient would write
 * ```ts
 * import { pythonJson } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pythonJson({ token: "made-up", owner: "Zoë" }), '{"token": "made-up", "owner": "Zo\\u00eb"}');
 * ```
 *
 * @category Files
 */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    const texts = members.map(([key, member]) => `${pythonJson(key)}: ${pythonJson(member)}`);
    return `{${texts.join(", ")}}`;
  }
  const text = JSON.stringify(value);
  if (text === undefined) throw new ArgumentTypeError(`Cannot write a ${typeof value} as JSON`);
  return text.replace(/[\u007f-\uffff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
