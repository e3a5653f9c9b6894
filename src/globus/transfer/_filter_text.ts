/** Filters as the Transfer API reads them. */

/** A filter: text as the API spells it, or fields and their values. */
export type Filter = string | Readonly<Record<string, string | readonly string[]>>;

/**
 * A filter as the API spells it: `field:value,value/field:value`.
 *
 * @param filter The filter.
 */
export function filterText(filter: Filter | undefined): string | undefined {
  if (filter === undefined || typeof filter === "string") return filter;
  return Object.entries(filter)
    .map(([field, values]) => `${field}:${[values].flat().join(",")}`)
    .join("/");
}
