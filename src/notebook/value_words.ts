/** Values of a table's rows as a person says them. */

import { bytesInWords } from "../text.ts";

const stamp = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/**
 * A value of a row: a number of bytes as an amount of data, a time stamp as a date and a time; any other
 * as it is.
 *
 * @param row The row.
 * @param name The value's key.
 */
export function inWords<Row extends object>(row: Row, name: keyof Row & string): unknown {
  const value: unknown = row[name];
  if (typeof value === "number" && isAmount(name) && Number.isInteger(value) && value >= 0) {
    const isFolder = name === "size" && "type" in row && row.type === "dir";
    return isFolder ? "" : `${bytesInWords(value)}${/per_?second$/i.test(name) ? "/s" : ""}`;
  }
  return typeof value === "string" && stamp.test(value) ? timeInWords(value) : value;
}

function isAmount(name: string): boolean {
  return name === "size" || /(^|_)bytes(_|$)|[a-z]Bytes|^bytes[A-Z]/.test(name);
}

function timeInWords(text: string): string {
  const time = new Date(text.replace(" ", "T"));
  const day = text.slice(0, 10);
  // The 30th of February would be one of March.
  if (Number.isNaN(time.getTime()) || !new Date(day).toJSON()?.startsWith(day)) return text;
  const clock = time.toISOString().slice(11, 16);
  return `${time.getUTCDate()} ${
    months[time.getUTCMonth()]
  } ${time.getUTCFullYear()}, ${clock} UTC`;
}
