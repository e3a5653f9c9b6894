/** Filters as the Transfer API reads them. */

import { ArgumentTypeError } from "../../../argument_error.ts";
import type { QueryValue } from "../../../http/path.ts";
import { isRecord } from "../../../options.ts";

/**
 * A filter: text as the API spells it, or fields and their values.
 *
 * @category Transfers and deletes
 */
export type Filter = string | Readonly<Record<string, string | readonly string[]>>;

/**
 * A filter, or several, as a query has them: each in a parameter of its own.
 *
 * @param filter The filter, or a list of them.
 */
export function filterQuery(filter: Filter | readonly Filter[] | undefined): QueryValue {
  if (!Array.isArray(filter)) return filterText(filter as Filter);
  return { each: filter.flatMap((one: Filter) => filterText(one) ?? []) };
}

/**
 * A filter as the API spells it: `field:value,value/field:value`; nothing where it has no field.
 *
 * @param filter The filter.
 */
export function filterText(filter: Filter | undefined): string | undefined {
  const text = filter === undefined ? undefined : textOf(filter);
  return text === "" && typeof filter !== "string" ? undefined : text;
}

function textOf(filter: Filter): string {
  if (typeof filter === "string") return filter;
  if (!isRecord(filter)) {
    throw new ArgumentTypeError(
      "A filter is text as the API spells it, or fields and their values: { status: [...] }",
    );
  }
  for (const [field, values] of Object.entries(filter)) {
    if ([values].flat().every((value) => typeof value === "string")) continue;
    throw new ArgumentTypeError(`The filter's ${field} must be a text, or a list of texts`);
  }
  return Object.entries(filter)
    .map(([field, values]) => `${field}:${[values].flat().join(",")}`)
    .join("/");
}
