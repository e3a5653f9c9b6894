/** When a task is given up. */

import { ArgumentRangeError } from "../../../argument_error.ts";

/**
 * A time from now.
 *
 * @category Tasks
 */
export interface RelativeTime {
  /** Days. */
  readonly days?: number | undefined;
  /** Hours. */
  readonly hours?: number | undefined;
  /** Minutes. */
  readonly minutes?: number | undefined;
  /** Seconds. */
  readonly seconds?: number | undefined;
}

/**
 * When a task is given up: a moment, ISO 8601 text, or a time from now, in numbers or as text such as
 * `90s`, `10m`, `2h`, `1d` or `1d12h`. The text of a moment without a zone is UTC to the service.
 *
 * @category Tasks
 */
export type Deadline = Date | string | RelativeTime;

const units = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const;

/**
 * A deadline as the API reads it.
 *
 * @param deadline The deadline; the text of a moment goes through as it is.
 * @param now The clock, in milliseconds since 1970.
 * @throws {RangeError} When it is not a moment, such as the 30th of February.
 */
export function deadlineText(deadline: Deadline, now: () => number): string {
  const time = typeof deadline === "string" ? relativeTime(deadline) : deadline;
  if (time === undefined) {
    if (isMoment(String(deadline))) return String(deadline);
  } else {
    const at = time instanceof Date ? time : new Date(now() + milliseconds(time));
    if (!Number.isNaN(at.getTime())) return at.toISOString();
  }
  throw new ArgumentRangeError(
    "deadline is not a time: give ISO 8601 text such as 2026-12-31T18:00:00Z, or a time from now such " +
      "as 10m, 2h or 1d (a program may give a Date, or { minutes: 10 })",
  );
}

/** Documents whose deadline is so long from their submission, and the text that says it until then. */
const fromSubmission = new WeakMap<
  object,
  { readonly time: RelativeTime; readonly text: string }
>();

/**
 * Remembers that a document's deadline is a time from its submission, which the clock of the client that
 * submits it counts.
 *
 * @param document The document, whose `deadline` is set already.
 * @param deadline The deadline, as the caller gave it.
 */
export function rememberDeadline(document: object, deadline: Deadline | undefined): void {
  const time = typeof deadline === "string" ? relativeTime(deadline) : deadline;
  const text: unknown = Reflect.get(document, "deadline");
  if (time === undefined || time instanceof Date || typeof text !== "string") return;
  fromSubmission.set(document, { time, text });
}

/**
 * Sets the deadline of a document that is submitted for the first time.
 *
 * @param document The document.
 * @param now The client's clock, in milliseconds since 1970.
 */
export function setDeadline(document: object, now: () => number): void {
  const known = fromSubmission.get(document);
  fromSubmission.delete(document);
  // One that was set by hand since counts as it is.
  if (known === undefined || Reflect.get(document, "deadline") !== known.text) return;
  Reflect.set(document, "deadline", deadlineText(known.time, now));
}

/** Text such as `1d12h`; nothing where it is another. */
function relativeTime(text: string): RelativeTime | undefined {
  const [, days, hours, minutes, seconds] =
    /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  const time = { days, hours, minutes, seconds };
  const parts = Object.entries(time).filter(([, value]) => value !== undefined);
  if (parts.length === 0) return undefined;
  return Object.fromEntries(parts.map(([unit, value]) => [unit, Number(value)]));
}

/** Date's own parser takes nearly any text that ends in a number, and a 31st of every month. */
function isMoment(text: string): boolean {
  const iso = /^(\d{4})-(\d\d)-(\d\d)([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;
  const [, year, month, day] = iso.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && !Number.isNaN(new Date(text).getTime());
}

/** Anything but a time ahead makes no number, so that the caller refuses it. */
function milliseconds(time: RelativeTime): number {
  const entries = Object.entries(time ?? {}).filter(([, value]) => value !== undefined);
  const sum = entries.reduce((sum, [unit, value]) => {
    const isKnown = Object.hasOwn(units, unit) && typeof value === "number";
    return isKnown ? sum + units[unit as keyof typeof units] * value : NaN;
  }, 0);
  return sum > 0 ? sum : NaN;
}
