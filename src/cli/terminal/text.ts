/** Texts for a terminal or a pipe. */

import { columns, plain } from "../../text.ts";

export {
  bytesInWords,
  columns,
  counted,
  displayWidth,
  oneLine,
  plain,
  secondsInWords,
  wordLines,
  wrapped,
} from "../../text.ts";

/**
 * A value as a JSON document for standard output.
 *
 * @param value The value.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/**
 * A moment as a person's clock shows it; a text that is not a moment stays as it is.
 *
 * @param text The moment as a service writes it; without a zone it is UTC.
 */
export function localTime(text: string | null | undefined): string {
  if (!text) return "-";
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
  const moment = new Date(zoned.replace(" ", "T"));
  if (Number.isNaN(moment.getTime())) return text;
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
  return `${day} ${
    [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(":")
  }`;
}

/**
 * Facts, a line each: of what is not known there is none.
 *
 * @param rows What each is about, and the fact; none but a text or a number is one.
 */
export function factsText(rows: readonly (readonly [label: string, fact: unknown])[]): string {
  return columns(rows.flatMap(([label, fact]) => {
    const isKnown = typeof fact === "string" || typeof fact === "number";
    return isKnown && fact !== "" ? [[plain(label), plain(String(fact))]] : [];
  }));
}
