/** Paths and times, as services have them. */

/**
 * The path of something in a folder of a service.
 *
 * @param folder The folder.
 * @param name Its name.
 */
export function childPath(folder: string, name: string): string {
  return `${folder.replace(/\/$/, "")}/${name}`;
}

/**
 * A service's time, in milliseconds since 1970; without a zone it is UTC.
 *
 * @param text The time.
 * @returns Nothing without a time.
 */
export function timeOf(text: string | null | undefined): number | undefined {
  if (typeof text !== "string") return undefined;
  const hasZone = /(Z|GMT|UTC|[+-]\d\d:?\d\d)\s*$/i.test(text);
  const ms = Date.parse(hasZone ? text : `${text.trim().replace(" ", "T")}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
