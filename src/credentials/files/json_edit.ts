/** Changing JSON objects as texts: every byte outside a member that is written or removed stays as it was. */

import { ArgumentTypeError } from "../../argument_error.ts";
import { checkArguments } from "../../options.ts";
import { type Member, parseObjectText } from "./json_text.ts";

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
