/** Texts for a terminal or a pipe. */

export {
  bytesInWords,
  columns,
  counted,
  displayWidth,
  oneLine,
  plain,
  wordLines,
} from "../text.ts";

/**
 * A value as a JSON document for standard output.
 *
 * @param value The value.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/**
 * A moment as a person's clock shows it; a text that is none stays as it is.
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
 * A time in words, roughly: `40 s`, `3 min`, `2 h 5 min`, `3 d 4 h`.
 *
 * @param seconds The time, in seconds.
 */
export function secondsInWords(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}
