/** A copy that makes no sense as it was asked for. */

import { KeyferryError } from "./errors.ts";

/**
 * Something that is not a place, two places between which nothing can be copied, or a copy that has to be asked
 * for in other words. Nothing has been changed.
 *
 * @example
 * ```ts
 * import { parsePlace, PlaceError } from "@keyferry/keyferry/ferry";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => parsePlace("my lab:/runs"), PlaceError, '"my lab"');
 * ```
 *
 * @category Errors
 */
export class PlaceError extends KeyferryError {
  /** The class by name. */
  override readonly name = "PlaceError";
  /** What the error is about. */
  readonly kind = "place";
}
