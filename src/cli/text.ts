/** Texts for a terminal or a pipe. */

export { bytesInWords, columns, counted, plain } from "../text.ts";

/**
 * A value as a JSON document for standard output.
 *
 * @param value The value.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
