/** When a task is given up. */

/** A time from now. */
export interface RelativeTime {
  /** Days. */
  readonly days?: number;
  /** Hours. */
  readonly hours?: number;
  /** Minutes. */
  readonly minutes?: number;
  /** Seconds. */
  readonly seconds?: number;
}

/** When a task is given up: a moment, ISO 8601 text, or a time from now. */
export type Deadline = Date | string | RelativeTime;

const units = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const;

/**
 * A deadline as the API reads it.
 *
 * @param deadline The deadline; text goes through as it is.
 * @param now The clock, in milliseconds since 1970.
 * @throws {RangeError} When it is no moment.
 */
export function deadlineText(deadline: Deadline, now: () => number): string {
  const at = deadline instanceof Date || typeof deadline === "string"
    ? new Date(deadline)
    : new Date(now() + milliseconds(deadline));
  if (!Number.isNaN(at.getTime())) {
    return typeof deadline === "string" ? deadline : at.toISOString();
  }
  throw new RangeError(
    "deadline is no moment: give a Date, ISO 8601 text, or a time from now such as { minutes: 10 }",
  );
}

/** Anything but a time ahead makes no number, so that the caller refuses it. */
function milliseconds(time: RelativeTime): number {
  const entries = Object.entries(time).filter(([, value]) => value !== undefined);
  const sum = entries.reduce((sum, [unit, value]) => {
    return sum + (Object.hasOwn(units, unit) ? units[unit as keyof typeof units] : NaN) * value;
  }, 0);
  return sum > 0 ? sum : NaN;
}
