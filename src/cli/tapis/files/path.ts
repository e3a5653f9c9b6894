/** A place on a system of Tapis v3, as it is written on the command line. */

import { MisuseError } from "../../words/misuse.ts";

/** A place on a system. */
export interface TapisPath {
  /** The system's id. */
  readonly system: string;
  /** The path below the system's own folder; empty for that folder itself. */
  readonly path: string;
}

/** How a place is written, for the help. */
export const placeHelp = "SYSTEM:PATH, or tapis://SYSTEM/PATH";

/**
 * Reads `SYSTEM:PATH`, `tapis://SYSTEM/PATH`, or `SYSTEM` alone for its own folder.
 *
 * @param text The text.
 * @throws {MisuseError} When it names no system.
 */
export function tapisPath(text: string): TapisPath {
  const [, system, path = ""] = /^tapis:\/\/([^/:]+)(?:\/(.*))?$/s.exec(text) ??
    /^(?!tapis:\/\/)([^/:]+)(?::(.*))?$/s.exec(text) ?? [];
  if (system !== undefined) return { system, path };
  const [, first, below] = /^([^./:~][^/:]*)\/(.*)$/s.exec(text) ?? [];
  const write = first === undefined ? placeHelp : `${first}:${below}, or tapis://${first}/${below}`;
  throw new MisuseError(`${JSON.stringify(text)} names no place on a system: write ${write}`);
}

/**
 * Reads a place that is a file or folder below the system's own folder.
 *
 * @param text The text.
 * @throws {MisuseError} When it names no system, or no path on it.
 */
export function tapisFile(text: string): TapisPath {
  const place = tapisPath(text);
  if (nameOf(place) !== "") return place;
  throw new MisuseError(
    `${JSON.stringify(text)} names the system's own folder: write ${place.system}:PATH`,
  );
}

/** The last name of a path. */
export function nameOf({ path }: TapisPath): string {
  return path.split("/").findLast((name) => name !== "") ?? "";
}

/** A place in the shorter of its two spellings. */
export function placeText({ system, path }: TapisPath): string {
  return `${system}:${path}`;
}
