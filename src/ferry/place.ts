/**
 * Places that a copy goes from or to, as people write them.
 *
 * @module
 */

import { ArgumentTypeError } from "../argument_error.ts";
import { isLoopback } from "../credentials/destination.ts";
import { isUuid } from "../globus/transfer/files/find_place.ts";
import { nearest } from "../nearest.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../options.ts";
import { PlaceError } from "../credentials/errors/place_error.ts";

/**
 * What every place has.
 *
 * @category Places
 */
export interface PlaceFacts {
  /** The path: of a collection or a system from its root, without `.`, `//` and a slash at the end. */
  readonly path: string;
  /** Whether it is written as a folder: with a slash at its end. */
  readonly isFolder: boolean;
}

/**
 * A file or folder of this machine.
 *
 * @category Places
 */
export interface LocalPlace extends PlaceFacts {
  /** Always `local`. */
  readonly kind: "local";
}

/**
 * A file or folder on a Globus collection.
 *
 * @category Places
 */
export interface GlobusPlace extends PlaceFacts {
  /** Always `globus`. */
  readonly kind: "globus";
  /** The collection's id; or the name of a bookmark, below whose folder the path then is. */
  readonly collection: string;
}

/**
 * A file or folder on a system of Tapis v3.
 *
 * @category Places
 */
export interface TapisPlace extends PlaceFacts {
  /** Always `tapis`. */
  readonly kind: "tapis";
  /** The system's id. */
  readonly system: string;
}

/**
 * A file of the web.
 *
 * @category Places
 */
export interface WebPlace extends PlaceFacts {
  /** Always `web`. */
  readonly kind: "web";
  /** The address. */
  readonly url: string;
}

/**
 * A place that a copy goes from or to.
 *
 * @category Places
 */
export type Place = LocalPlace | GlobusPlace | TapisPlace | WebPlace;

/**
 * How places are read.
 *
 * @category Places
 */
export interface ParsePlaceOptions {
  /**
   * Whether one letter before a colon is a drive.
   *
   * @default {as this machine has it}
   */
  readonly windows?: boolean | undefined;
}

const parsePlaceKinds: OptionKinds<ParsePlaceOptions> = { windows: "flag" };

/** The ways to write a place. */
const ways = "write globus:UUID-OR-BOOKMARK:/PATH, tapis:SYSTEM:/PATH, https://HOST/PATH, or " +
  "./NAME for a file of this machine";

/**
 * Reads a place: `globus:UUID-OR-BOOKMARK:/path` or `UUID:/path` on a collection, `tapis:SYSTEM:/path` or
 * `tapis://SYSTEM/path` on a system of Tapis v3, `https://...` for a file of the web (`http:` on this
 * machine alone), and anything else without a colon before its first slash on this machine. Nobody is
 * asked for it.
 *
 * @param text The text.
 * @param options See {@linkcode ParsePlaceOptions}.
 * @throws {PlaceError} When it is not one of these, or names nothing.
 *
 * @example
 * ```ts
 * import { parsePlace } from "@keyferry/keyferry/ferry";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parsePlace("tapis://lab/runs//7/"), {
 *   kind: "tapis",
 *   system: "lab",
 *   path: "/runs/7",
 *   isFolder: true,
 * });
 * assertEquals(parsePlace("./a:b").kind, "local");
 * ```
 *
 * @category Places
 */
export function parsePlace(text: string, options: ParsePlaceOptions = {}): Place {
  checkOptions(options, parsePlaceKinds);
  const { windows = Deno.build.os === "windows" } = options;
  if (typeof text !== "string" || text.trim() === "") throw nothing(text);
  if (text.includes("\0") || !text.isWellFormed()) {
    throw new PlaceError(`${JSON.stringify(text)} is not a place: no path holds such a character`);
  }
  if (text === "-") {
    throw new PlaceError("- is not a place: one copy is of files, not of a stream", {
      step: { kind: "other", words: "write ./- for a file of that name" },
    });
  }
  const [, scheme = ""] = /^([^/]*?):/s.exec(text) ?? [];
  if (/^https?$/i.test(scheme)) return webPlace(text);
  if (scheme === "globus") return globusPlace(text, text.slice("globus:".length));
  if (scheme === "tapis") return tapisPlace(text);
  if (isUuid(scheme)) return globusPlace(text, text);
  const isDrive = windows && /^[a-z]$/i.test(scheme);
  if (scheme !== "" && !isDrive || text.startsWith(":")) throw unknown(text, scheme);
  return { kind: "local", path: text, isFolder: isFolderPath(text, windows) };
}

/**
 * Whether a path of this machine is written as a folder.
 *
 * @param path The path.
 * @param windows Whether it is one of Windows.
 */
export function isFolderPath(
  path: string,
  windows: boolean = Deno.build.os === "windows",
): boolean {
  return (windows ? /[/\\]$/ : /\/$/).test(path);
}

/**
 * A place as it is written, without what only its owner should read.
 *
 * @param place The place.
 * @param path Another path on the same collection or system.
 *
 * @example
 * ```ts
 * import { parsePlace, placeText } from "@keyferry/keyferry/ferry";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(placeText(parsePlace("tapis://lab/runs/7")), "tapis:lab:/runs/7");
 * assertEquals(placeText(parsePlace("https://example.org/a?key=secret")), "https://example.org/a");
 * ```
 *
 * @category Places
 */
export function placeText(place: Place, path: string = placeOf("place", place).path): string {
  placeOf("place", place);
  checkArguments({ path }, { path: "any text" });
  switch (place.kind) {
    case "local":
      return path;
    case "globus":
      return `globus:${place.collection}:${path}`;
    case "tapis":
      return `tapis:${place.system}:${path}`;
    case "web":
      return place.url.split(/[?#]/, 1)[0] ?? place.url;
  }
}

/**
 * Whether the second place is the first, or is in it.
 *
 * @param from The first.
 * @param to The second.
 */
export function isWithin(from: Place, to: Place): boolean {
  if (!haveOneRoot(from, to)) return false;
  return from.path === to.path || from.path === "/" || to.path.startsWith(`${from.path}/`);
}

/**
 * Whether two places are on the same collection or system.
 *
 * @param one The one.
 * @param other The other.
 */
export function haveOneRoot(one: Place, other: Place): boolean {
  const root = rootOf(one);
  return root !== undefined && root === rootOf(other);
}

function rootOf(place: Place): string | undefined {
  if (place.kind === "globus") return `globus ${place.collection.toLowerCase()}`;
  return place.kind === "tapis" ? `tapis ${place.system}` : undefined;
}

/**
 * The ways to write what was written as a path of this machine, or with a name that is not known, if it
 * is elsewhere; nothing where it can only be here.
 *
 * @param text The text.
 */
export function elsewhere(text: string): string | undefined {
  const [, name, path] = /^([^/\\:.~\s][^/\\:\s]*)(?::?\/|:)(?!\/)([^\s:]*)$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const place = `${name}:/${path}`;
  return `write globus:${place} for your bookmark ${name}, or tapis:${place} for a system of Tapis`;
}

function nothing(text: string): PlaceError {
  return new PlaceError(`${JSON.stringify(text)} names nothing: ${ways}`);
}

function unknown(text: string, scheme: string): PlaceError {
  const meant = nearest(scheme, ["globus", "tapis", "https"]);
  const guess = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  return new PlaceError(
    `${JSON.stringify(text)} is not a place: nothing is known as ${
      JSON.stringify(scheme)
    }${guess}; ${guess === "" && elsewhere(text) || ways}`,
  );
}

function globusPlace(text: string, rest: string): GlobusPlace {
  const [, collection = "", path] = /^([^:]*)(?::(.*))?$/s.exec(rest) ?? [];
  if (collection.trim() === "") throw nothing(text);
  const isId = isUuid(collection);
  // A bookmark has a path of its own.
  if (isId && !/^[/~]/.test(path ?? "")) {
    throw new PlaceError(`${JSON.stringify(text)} lacks its path: write ${collection}:/PATH`);
  }
  return {
    kind: "globus",
    collection: isId ? collection.toLowerCase() : collection,
    ...remotePath(text, path ?? ""),
  };
}

function tapisPlace(text: string): TapisPlace {
  const [, system, path] = /^tapis:\/\/([^/:\s]+)(\/.*)$/s.exec(text) ??
    /^tapis:([^/:\s]+):(.*)$/s.exec(text) ?? [];
  if (system === undefined || path === undefined || path === "") {
    throw new PlaceError(
      `${JSON.stringify(text)} names nothing on a system: write tapis:SYSTEM:/PATH`,
    );
  }
  return { kind: "tapis", system, ...remotePath(text, path) };
}

function remotePath(text: string, path: string): PlaceFacts {
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  if (names.includes("..")) {
    throw new PlaceError(`${JSON.stringify(text)} holds "..": write the path without it`);
  }
  return { path: `/${names.join("/")}`, isFolder: names.length === 0 || /\/\.?$/.test(path) };
}

function webPlace(text: string): WebPlace {
  const url = URL.parse(text);
  if (url === null || url.hostname === "") throw nothing(text);
  const where = `${url.origin}${url.pathname}`;
  if (url.username !== "" || url.password !== "") {
    throw new PlaceError(`${where} is fetched without a credential: leave out user and password`);
  }
  if (url.protocol === "http:" && !isLoopback(url)) {
    throw new PlaceError(`${where} would come unencrypted: write https (http is for this machine)`);
  }
  if (url.pathname.startsWith("//")) {
    throw new PlaceError(`${where} has no name before its second slash: write ${url.origin}/PATH`);
  }
  url.hash = "";
  return { kind: "web", url: url.href, path: url.pathname, isFolder: false };
}

/**
 * The place that an argument names.
 *
 * @param name The argument's name.
 * @param place What the caller gave.
 * @throws {TypeError} When it is neither a text nor a place.
 * @throws {PlaceError} When the text names no place.
 */
export function placeOf(name: string, place: string | Place): Place {
  if (typeof place === "string") return parsePlace(place);
  if (typeof place === "object" && place !== null && typeof place.kind === "string") return place;
  throw new ArgumentTypeError(
    `${name} must be a text such as UUID:/path, or a place from parsePlace()`,
  );
}
