/** Ids of 64 bits. */

import { ArgumentRangeError, ArgumentTypeError } from "../../argument_error.ts";
import { requiredList } from "../../options.ts";

/**
 * An id as a caller may write it: a `bigint`, decimal text, or a number while it is safe.
 *
 * @category Chunkedgraph
 */
export type NodeId = bigint | string | number;

/**
 * An id as a `bigint`.
 *
 * @param id The id.
 * @throws {TypeError} When a number is no longer exact, or the text is not a whole number.
 * @throws {RangeError} When it does not fit into 64 bits.
 *
 * @example
 * ```ts
 * import { toNodeId } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toNodeId("864691135571546917"), 864691135571546917n);
 * ```
 *
 * @category Chunkedgraph
 */
export function toNodeId(id: NodeId): bigint {
  return namedNodeId("id", id);
}

/** {@linkcode toNodeId} of an argument that the caller knows by another name. */
export function namedNodeId(name: string, id: NodeId): bigint {
  if (typeof id === "bigint" && fits(id)) return id;
  if (typeof id !== "bigint" && typeof id !== "string" && typeof id !== "number") {
    throw new ArgumentTypeError(`${name} must be a bigint, decimal text, or a whole number`);
  }
  if (typeof id === "number" && !Number.isInteger(id)) {
    throw new ArgumentTypeError(`${name} is ${id}, which is not a whole number`);
  }
  if (typeof id === "number" && !Number.isSafeInteger(id)) {
    throw new ArgumentTypeError(
      `${name} is about ${id}: a number of that size is not exact in JavaScript. Add an n to the ` +
        "end of the id where you write it, as in 12n, or put it in quotes",
    );
  }
  if (typeof id === "string" && !/^\d+$/.test(id)) {
    throw new ArgumentTypeError(`${name} is ${JSON.stringify(id)}, which is not a whole number`);
  }
  const value = BigInt(id);
  if (fits(value)) return value;
  throw new ArgumentRangeError(`${name} is ${value}, which is not a number of 64 bits`);
}

function fits(id: bigint): boolean {
  return BigInt.asUintN(64, id) === id;
}

/**
 * An id as decimal text, for a path.
 *
 * @param name The argument's name.
 * @param id The id.
 * @throws {TypeError} When it is not an id, see {@linkcode toNodeId}.
 */
export function nodeIdText(name: string, id: NodeId): string {
  return String(namedNodeId(name, id));
}

/**
 * Ids as `bigint`.
 *
 * @param name What the caller calls them.
 * @param ids The ids.
 * @throws {TypeError} When it is not a list, or not one of ids.
 */
export function toNodeIds(name: string, ids: Iterable<NodeId>): bigint[] {
  const each = `An id of ${name}`;
  return Array.from(requiredList(name, ids), (id) => namedNodeId(each, id));
}
