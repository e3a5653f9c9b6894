/** Ids of 64 bits. */

import { requiredList } from "../options.ts";

/** An id as a caller may write it: a `bigint`, decimal text, or a number while it is safe. */
export type NodeId = bigint | string | number;

/**
 * An id as a `bigint`.
 *
 * @param id The id.
 * @throws {TypeError} When a number is no longer exact, or the text is no whole number.
 * @throws {RangeError} When it does not fit into 64 bits.
 */
export function toNodeId(id: NodeId): bigint {
  if (typeof id !== "bigint" && typeof id !== "string" && typeof id !== "number") {
    throw new TypeError("An id must be a bigint, decimal text, or a whole number");
  }
  if (typeof id === "number" && !Number.isSafeInteger(id)) {
    throw new TypeError(
      `The id ${id} is no exact number in JavaScript: write it as ${"`"}${
        Math.trunc(id)
      }n${"`"} with ` +
        "its last digits, or as text",
    );
  }
  if (typeof id === "string" && !/^\d+$/.test(id)) {
    throw new TypeError(`The id ${JSON.stringify(id)} is no whole number`);
  }
  const value = BigInt(id);
  if (value < 0n || value >= 1n << 64n) throw new RangeError(`The id ${value} is beyond 64 bits`);
  return value;
}

/**
 * Ids as `bigint`.
 *
 * @param name What the caller calls them.
 * @param ids The ids.
 * @throws {TypeError} When it is not a list, or not one of ids.
 */
export function toNodeIds(name: string, ids: Iterable<NodeId>): bigint[] {
  return Array.from(requiredList(name, ids), toNodeId);
}
