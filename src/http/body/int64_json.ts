/** JSON whose whole numbers may be longer than JavaScript's: ids of 64 bits, read and written exactly. */

import { ArgumentTypeError } from "../../argument_error.ts";

/** Above this, whole numbers stand for entries of a table while a text is read. */
const first = 2 ** 53;
/** So many entries have names of the same length. */
const mostEntries = 22_000_000;
const nameDigits = 16;

const quote = 0x22;
const backslash = 0x5c;
const minus = 0x2d;
const comma = 0x2c;
const open = 0x5b;
const close = 0x5d;
const space = 0x20;
const zero = 0x30;
const nine = 0x39;

/**
 * Reads JSON as `JSON.parse` does, but for whole numbers beyond 2^53: those come as `bigint`, with all
 * their digits.
 *
 * `JSON.parse` does most of the work: long numbers, and whole lists of them, are read beforehand and
 * stand in the text as names that no other number can have.
 *
 * @param text The JSON text.
 * @throws {SyntaxError} When it is not JSON.
 *
 * @example
 * ```ts ignore
 * parseInt64Json('{"root_id": 864691135571546917}'); // { root_id: 864691135571546917n }
 * ```
 */
export function parseInt64Json(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const table: unknown[] = [];
  const named = nameLongNumbers(new TextEncoder().encode(text), table);
  if (named === undefined) return parseSlowly(text);
  let value: unknown;
  try {
    value = JSON.parse(named);
  } catch {
    // Again, for an error that points into the text as it came.
    return JSON.parse(text);
  }
  return table.length === 0 ? value : restored(value, table);
}

/**
 * Writes JSON as `JSON.stringify` does; a `bigint` is written as a bare whole number.
 *
 * @param value The value.
 * @throws {TypeError} When it refers to itself, or is nothing that JSON can hold.
 *
 * @example
 * ```ts ignore
 * stringifyInt64Json({ node_ids: [864691135571546917n] }); // '{"node_ids":[864691135571546917]}'
 * ```
 */
export function stringifyInt64Json(value: unknown): string {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
  const text = JSON.stringify(value, (_key, item) => {
    return typeof item === "bigint" ? rawJSON(String(item)) : item;
  });
  if (text === undefined) {
    throw new ArgumentTypeError(`JSON cannot hold ${typeof value}: give a value`);
  }
  return text;
}

/** The way of the language itself, ten times slower. */
function parseSlowly(text: string): unknown {
  const reviver = (
    _key: string,
    value: unknown,
    context?: { source?: string | undefined },
  ): unknown => {
    const source = context?.source;
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
  };
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown);
}

function restored(value: unknown, table: readonly unknown[]): unknown {
  if (typeof value === "number") return value < first ? value : entry(value, table);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item = value[index];
      if (typeof item === "number") {
        if (item >= first) value[index] = entry(item, table);
      } else if (typeof item === "object" && item !== null) {
        value[index] = restored(item, table);
      }
    }
    return value;
  }
  if (typeof value !== "object" || value === null) return value;
  const members = value as Record<string, unknown>;
  for (const key in members) {
    const item = members[key];
    if (typeof item === "number") {
      if (item >= first) members[key] = entry(item, table);
    } else if (typeof item === "object" && item !== null) {
      restored(item, table);
    }
  }
  return value;
}

function entry(name: number, table: readonly unknown[]): unknown {
  const index = (name - first) / 2;
  return index < table.length ? table[index] : name;
}

/** A 64-bit number as the two words it is put together from. */
interface Words {
  readonly words: Uint32Array;
  readonly whole: BigUint64Array;
  readonly low: 0 | 1;
  /** How many bytes may still be looked ahead over. */
  lookAhead: number;
}

function makeWords(lookAhead: number): Words {
  const whole = new BigUint64Array(1);
  const words = new Uint32Array(whole.buffer);
  words[0] = 1;
  return { words, whole, low: whole[0] === 1n ? 0 : 1, lookAhead };
}

/** What up to nine digits spell. */
function shortValue(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + ((bytes[at] as number) - zero);
  return value;
}

/** What 16 digits or more spell. */
function longValue(
  bytes: Uint8Array,
  start: number,
  end: number,
  words: Words,
): bigint | number {
  if (end - start > 18) return BigInt(new TextDecoder().decode(bytes.subarray(start, end)));
  const upper = shortValue(bytes, start, end - 9);
  const lower = shortValue(bytes, end - 9, end);
  const rough = upper * 1e9 + lower;
  if (rough < first) return rough;
  // upper * 1e9 + lower, in parts that doubles hold exactly.
  const high = (upper >> 15) * 1e9;
  const shifted = Math.floor(high / 131072);
  const sum = (high - shifted * 131072) * 32768 + (upper & 32767) * 1e9 + lower;
  const carry = Math.floor(sum / 4294967296);
  words.words[words.low] = sum - carry * 4294967296;
  words.words[1 - words.low] = shifted + carry;
  return words.whole[0] as bigint;
}

function negated(value: bigint | number): bigint | number {
  return typeof value === "bigint" ? -value : -value;
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine;
}

function isSpace(byte: number): boolean {
  return byte === space || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Writes the name of a table's entry over what it stands for, which is at least as long. */
function writeName(bytes: Uint8Array, start: number, end: number, index: number): void {
  let lower = 54740992 + 2 * index;
  let upper = 90071992;
  for (let digit = 7; digit >= 0; digit--) {
    const [lowerRest, upperRest] = [(lower / 10) | 0, (upper / 10) | 0];
    bytes[start + digit] = zero + upper - upperRest * 10;
    bytes[start + digit + 8] = zero + lower - lowerRest * 10;
    lower = lowerRest;
    upper = upperRest;
  }
  for (let at = start + nameDigits; at < end; at++) bytes[at] = space;
}

/**
 * Puts names in the place of long numbers, and of lists of whole numbers that hold one.
 *
 * @returns The text, or `undefined` where names could be mistaken.
 */
function nameLongNumbers(bytes: Uint8Array, table: unknown[]): string | undefined {
  const words = makeWords(2 * bytes.length);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const parts: string[] = [];
  const total = bytes.length;
  let kept = 0;
  let at = 0;
  while (at < total) {
    const byte = bytes[at] as number;
    if (byte === quote) {
      at++;
      while (at < total && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
      at++;
    } else if (byte === open) {
      const list = wholeNumbers(bytes, at, words);
      if (list?.long) {
        const name = at + nameDigits;
        writeName(bytes, at, name, table.length);
        table.push(list.values);
        parts.push(decoder.decode(bytes.subarray(kept, name)));
        kept = list.end;
      }
      at = list?.end ?? at + 1;
    } else if (byte === minus || isDigit(byte)) {
      const start = byte === minus ? at + 1 : at;
      let end = start;
      while (isDigit(bytes[end] as number)) end++;
      const whole = end;
      let power = false;
      for (let part = bytes[end] as number; isPartOfNumber(part); part = bytes[++end] as number) {
        power ||= part === 0x65 || part === 0x45;
      }
      if (end > whole) {
        if ((power || whole - start >= nameDigits) && collides(bytes, at, end)) return undefined;
      } else if (end - start >= nameDigits && bytes[start] !== zero) {
        const value = longValue(bytes, start, end, words);
        writeName(bytes, at, end, table.length);
        table.push(byte === minus ? negated(value) : value);
      }
      at = end;
    } else {
      at++;
    }
  }
  if (table.length > mostEntries) return undefined;
  parts.push(decoder.decode(bytes.subarray(kept)));
  return parts.join("");
}

/** A digit, or `. e E + -`. */
function isPartOfNumber(byte: number): boolean {
  return isDigit(byte) || byte === 0x2e || byte === 0x65 || byte === 0x45 || byte === 0x2b ||
    byte === minus;
}

/** Whether a fraction or a power has a value that names may have. */
function collides(bytes: Uint8Array, start: number, end: number): boolean {
  const value = Number(new TextDecoder().decode(bytes.subarray(start, end)));
  return value >= first && value <= first * 2;
}

/** From so many items on, a list gets room for all of them at once. */
const worthRoom = 1000;

/** Growing a list of millions costs more than reading it. */
function withRoom(
  values: readonly (bigint | number)[],
  bytes: Uint8Array,
  start: number,
  at: number,
  words: Words,
): (bigint | number)[] {
  const end = words.lookAhead > 0 ? bytes.indexOf(close, at) : at;
  // Bounded over the whole text, which may open lists without end.
  words.lookAhead -= Math.abs(end - at);
  const perItem = (at - start) / values.length;
  const roomy = new Array<bigint | number>(Math.ceil((Math.max(end, at) - start) / perItem) + 1);
  for (let index = 0; index < values.length; index++) roomy[index] = values[index] as bigint;
  return roomy;
}

interface WholeNumbers {
  readonly values: (bigint | number)[];
  readonly long: boolean;
  readonly end: number;
}

/** The list that begins at `start`, if it holds whole numbers alone. */
function wholeNumbers(bytes: Uint8Array, start: number, words: Words): WholeNumbers | undefined {
  let values: (bigint | number)[] = [];
  let filled = 0;
  let long = false;
  let at = start + 1;
  while (true) {
    while (isSpace(bytes[at] as number)) at++;
    const negative = bytes[at] === minus;
    if (negative) at++;
    const digits = at;
    while (isDigit(bytes[at] as number)) at++;
    const count = at - digits;
    if (count === 0 || (count > 1 && bytes[digits] === zero)) return undefined;
    const isLong = count >= nameDigits;
    const value = isLong ? longValue(bytes, digits, at, words) : shortValue(bytes, digits, at);
    long ||= isLong;
    if (filled === worthRoom) values = withRoom(values, bytes, start, at, words);
    values[filled++] = negative ? negated(value) : value;
    while (isSpace(bytes[at] as number)) at++;
    const next = bytes[at++];
    if (next === close) {
      values.length = filled;
      return { values, long, end: at };
    }
    if (next !== comma) return undefined;
  }
}
