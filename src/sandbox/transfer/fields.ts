import type { Call } from "../server/call.ts";
import { badRequest } from "./errors.ts";

/** A JSON object as a request carries it. */
export type Body = Readonly<Record<string, unknown>>;

/** True or false. @throws A 400 for anything else. */
export function flag(call: Call, body: Body, name: string, fallback: boolean): boolean {
  const value = body[name];
  if (value === undefined || value === null) return fallback;
  if (typeof value !== "boolean") throw badRequest(call, `"${name}" must be true or false`);
  return value;
}

/** Text that must be there. @throws A 400 where it is not. */
export function requiredText(call: Call, body: Body, name: string, where = ""): string {
  const value = body[name];
  if (typeof value !== "string" || value === "") {
    throw badRequest(call, `"${name}" is required${where}`);
  }
  return value;
}

/** Text, or nothing for null and for what is not there. @throws A 400 for anything else. */
export function optionalText(call: Call, body: Body, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw badRequest(call, `"${name}" must be a string`);
  return value;
}

/** A list of objects. @throws A 400 for anything else. */
export function objects(call: Call, value: unknown, name: string): Body[] {
  if (!Array.isArray(value)) throw badRequest(call, `"${name}" must be an array`);
  for (const item of value) {
    if (typeof item !== "object" || item === null || Array.isArray(item)) {
      throw badRequest(call, `"${name}" must hold objects`);
    }
  }
  return value;
}

/** One of several words. @throws A 400 for anything else. */
export function oneOf<T extends string>(
  call: Call,
  body: Body,
  name: string,
  words: readonly T[],
): T {
  const value = body[name];
  const word = words.find((word) => word === value);
  if (word === undefined) throw badRequest(call, `"${name}" must be one of ${words.join(", ")}`);
  return word;
}

/** @throws A 400 where the body is another type of document; without a type it is taken. */
export function demandDataType(call: Call, body: Body, dataType: string): void {
  if (body.DATA_TYPE !== undefined && body.DATA_TYPE !== dataType) {
    throw badRequest(call, `DATA_TYPE must be "${dataType}"`);
  }
}

/** A date, and behind a `T` or a blank the time of day and the zone, as ISO 8601 has them. */
const isoForm = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d:?\d\d)?$/;

/** A time, read as UTC where it names no zone. @throws A 400 for what is not a time. */
export function timeOf(call: Call, name: string, text: string): number {
  const [, date = "", clock = "00:00", zone = "Z"] = isoForm.exec(text) ?? [];
  const time = Date.parse(`${date}T${clock}${zone}`);
  // The 30th of February would be read as a day of March.
  const isDay = !Number.isNaN(time) && new Date(date).toISOString().startsWith(date);
  if (!isDay) throw badRequest(call, `Invalid "${name}": "${text}"`);
  return time;
}

/** A task's label, or null. @throws A 400 for one that the service does not take. */
export function labelOf(call: Call, body: Body): string | null {
  const label = optionalText(call, body, "label") ?? null;
  if (label !== null && (label.length > 128 || /[\r\n]/.test(label) || label !== label.trim())) {
    throw badRequest(
      call,
      '"label" must have at most 128 characters, no line break and no space at its ends',
    );
  }
  return label;
}

const dayMs = 24 * 60 * 60 * 1000;

/** A task's deadline, a day from now where none is named. @throws A 400 for one that has passed. */
export function deadlineOf(call: Call, body: Body): number {
  const now = call.world.now();
  const text = optionalText(call, body, "deadline");
  if (text === undefined) return now + dayMs;
  const deadline = timeOf(call, "deadline", text);
  if (deadline <= now) throw badRequest(call, '"deadline" is in the past');
  return deadline;
}
