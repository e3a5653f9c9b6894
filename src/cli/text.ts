/** Texts for a terminal or a pipe. */

export { bytesInWords, columns, counted, oneLine, plain } from "../text.ts";

/**
 * A value as a JSON document for standard output.
 *
 * @param value The value.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
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
