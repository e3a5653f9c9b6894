/** Places on collections as people write them. */

import { ArgumentRangeError, ArgumentTypeError } from "../../../argument_error.ts";
import type { Client } from "../../../http/client.ts";
import { document, filled, list } from "../../../http/reply/shape.ts";
import {
  checkArguments,
  checkOptions,
  requiredClient,
  requiredText,
  signalKinds,
} from "../../../options.ts";
import { ask } from "../_ask.ts";
import type { BookmarkListDocument } from "../bookmarks.ts";

/**
 * A place on a collection.
 *
 * @category Files
 */
export interface Place {
  /** The collection's id. */
  readonly collection: string;
  /** The path on it, where one is given. */
  readonly path: string | undefined;
  /** The name of the bookmark that led there. */
  readonly bookmark: string | undefined;
}

/** More is needed of a bookmark that is gone to than of one that is listed. */
const shape = document({
  DATA: list(document({ name: filled, endpoint_id: filled, path: filled })),
});
const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const byId = new RegExp(`^(${uuid})(?::(.*))?$`, "is");

/**
 * Finds the place that a text names: `UUID`, `UUID:PATH`, or the name of one of the person's own
 * bookmarks instead of the UUID; a path then is below the bookmark's folder. A collection is never
 * searched for by its name, which could be somebody else's too.
 *
 * @param client A Transfer client; asked for the bookmarks where the text has no UUID.
 * @param text The text.
 * @param options `signal` gives up.
 * @throws {TypeError} When the text names nothing, or a path leads away from its bookmark.
 * @throws {RangeError} When there is no such bookmark.
 * @throws {ApiError} When the service refuses to tell the bookmarks.
 *
 * @example
 * ```ts
 * import { findPlace, transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
 * const bookmark = { DATA_TYPE: "bookmark", id: "b", name: "runs", endpoint_id: id, path: "/data/runs/" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json({ DATA: [bookmark] })) });
 * assertEquals(await findPlace(transfer, `${id}:/data/`), {
 *   collection: id,
 *   path: "/data/",
 *   bookmark: undefined,
 * });
 * assertEquals(await findPlace(transfer, "runs:2026/log.txt"), {
 *   collection: id,
 *   path: "/data/runs/2026/log.txt",
 *   bookmark: "runs",
 * });
 * ```
 *
 * @category Files
 */
export async function findPlace(
  client: Client,
  text: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Place> {
  checkOptions(options, signalKinds);
  requiredClient(client);
  const place = placeById(text === "" ? text : requiredText("text", text));
  if (place !== undefined) return place;
  const [, name = "", path] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (name === "") {
    throw new ArgumentTypeError(
      `${JSON.stringify(text)} names no collection: give its UUID, which its page below ` +
        "https://app.globus.org/collections shows, or the name of one of your bookmarks",
    );
  }
  const listed = await ask<BookmarkListDocument>(client, "GET /bookmark_list", options, { shape });
  const bookmarks = listed.DATA;
  const found = bookmarks.find((bookmark) => bookmark.name === name);
  if (found === undefined) throw new ArgumentRangeError(noBookmark(name, bookmarks));
  return { collection: found.endpoint_id, path: below(found, path), bookmark: name };
}

/**
 * Reads `UUID` or `UUID:PATH`, for which nobody needs to be asked.
 *
 * @param text The text.
 * @returns The place; `undefined` where the text does not begin with a UUID.
 *
 * @example
 * ```ts
 * import { placeById } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(placeById("6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/data/")?.path, "/data/");
 * assertEquals(placeById("lab:/data/"), undefined);
 * ```
 *
 * @category Files
 */
export function placeById(text: string): Place | undefined {
  checkArguments({ text }, { text: "any text" });
  const [, collection, path] = byId.exec(text) ?? [];
  if (collection === undefined) return undefined;
  return { collection, path: path === "" ? undefined : path, bookmark: undefined };
}

/**
 * Whether a text is a UUID and nothing more: how Globus names collections, tasks and identities.
 *
 * @param text The text.
 */
export function isUuid(text: string): boolean {
  return new RegExp(`^${uuid}$`, "i").test(text);
}

function below(
  bookmark: { readonly name: string; readonly path: string },
  path: string | undefined,
): string {
  if (!path) return bookmark.path;
  if (path.startsWith("~")) {
    throw new ArgumentTypeError(
      `The path ${
        JSON.stringify(path)
      } leads away from the bookmark ${bookmark.name}, whose folder is ` +
        `${bookmark.path}: leave out the ~, or give the collection's UUID`,
    );
  }
  return `${bookmark.path.replace(/\/*$/, "/")}${path.replace(/^\/+/, "")}`;
}

function noBookmark(name: string, bookmarks: readonly { readonly name: string }[]): string {
  const names = bookmarks.map(({ name }) => name).join(", ");
  const [, first = "", below = ""] = /^([^/]+)\/(.*)$/s.exec(name) ?? [];
  if (isUuid(first) || bookmarks.some((bookmark) => bookmark.name === first)) {
    return `You have no bookmark ${
      JSON.stringify(name)
    }: for a path on ${first} write ${first}:/${below}`;
  }
  return `You have no bookmark ${JSON.stringify(name)} ` +
    `(${
      names === "" ? "you have none" : `yours: ${names}`
    }): give the collection's UUID, which its ` +
    "page below https://app.globus.org/collections shows, or bookmark it";
}
