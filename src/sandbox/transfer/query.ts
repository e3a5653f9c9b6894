import type { Call } from "../server/call.ts";
import { badRequest } from "./errors.ts";

/** What a whole-number parameter may be. */
export interface NumberRange {
  /** The value where the parameter is absent. */
  fallback: number;
  /** The least it may be. */
  least: number;
  /** The most it may be. */
  most: number;
}

/** A whole number from the query. @throws A 400 where it is not valid, or out of its range. */
export function numberParam(call: Call, name: string, range: NumberRange): number {
  const given = call.url.searchParams.get(name);
  if (given === null) return range.fallback;
  const value = /^\d{1,15}$/.test(given) ? Number(given) : NaN;
  if (!(value >= range.least && value <= range.most)) {
    throw badRequest(
      call,
      `Invalid value for "${name}": it must be a whole number from ${range.least} to ${range.most}`,
    );
  }
  return value;
}

/** Seconds since 1970 in the form of most documents: `2021-09-02T18:04:49+00:00`. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19) + "+00:00";
}

/** A page of a list that is at hand, with the members every such document has. */
export function offsetPage<T>(
  call: Call,
  items: readonly T[],
  range: NumberRange,
): { page: T[]; limit: number; offset: number; total: number } {
  const limit = numberParam(call, "limit", range);
  const offset = numberParam(call, "offset", { fallback: 0, least: 0, most: 1e12 });
  return { page: items.slice(offset, offset + limit), limit, offset, total: items.length };
}

/** A filter's fields, and the values of each. */
export type FilterFields = Map<string, string[]>;

/** A filter parameter: `field:value,value/field:value`, also given several times. */
export function filterParam(call: Call): FilterFields {
  const fields: FilterFields = new Map();
  for (const one of filterParams(call)) addTo(fields, one);
  return fields;
}

/** The same where a parameter that is given several times holds alternatives. */
export function filterParams(call: Call): FilterFields[] {
  const texts = call.url.searchParams.getAll("filter");
  return texts.filter((text) => text !== "").map((text) => fieldsOf(call, text));
}

function fieldsOf(call: Call, text: string): FilterFields {
  const fields: FilterFields = new Map();
  for (const part of text.split("/").filter((part) => part !== "")) {
    const colon = part.indexOf(":");
    if (colon < 1) throw badRequest(call, `Invalid filter "${part}": it must be field:value`);
    addTo(fields, [[part.slice(0, colon), part.slice(colon + 1).split(",")]]);
  }
  return fields;
}

function addTo(fields: FilterFields, more: Iterable<[string, string[]]>): void {
  for (const [name, values] of more) fields.set(name, [...fields.get(name) ?? [], ...values]);
}
