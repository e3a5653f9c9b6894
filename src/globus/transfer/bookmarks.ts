/**
 * Bookmarks: folders on collections, under names of one's own.
 *
 * @module
 */

import type { Client } from "../../http/client.ts";
import type { Listed } from "../../http/reply/iterable_document.ts";
import { path } from "../../http/path.ts";
import { document, filled, type Shape, text } from "../../http/reply/shape.ts";
import { ask, askList, type CallParams, change } from "./_ask.ts";
import type { ListDocument, ResultDocument } from "./documents.ts";
import type { BookmarkData } from "./endpoints/resource_data.ts";

/**
 * A folder on a collection, under a name of its owner.
 *
 * @category Bookmarks
 */
export interface BookmarkDocument {
  /** Always `bookmark`. */
  readonly DATA_TYPE: "bookmark";
  /** Its id. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** The collection's id. */
  readonly endpoint_id: string;
  /** The folder. */
  readonly path: string;
  /** Whether it stands at the top. */
  readonly pinned?: boolean | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The person's bookmarks.
 *
 * @category Bookmarks
 */
export type BookmarkListDocument = ListDocument<BookmarkDocument>;

const bookmark: Shape = document({
  id: filled,
  name: text,
  endpoint_id: filled,
  path: text,
});

/**
 * The person's bookmarks (`GET /v0.10/bookmark_list`).
 *
 * @param client A Transfer client.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @returns The document, iterable over its items.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "bookmark_list", DATA: [{ DATA_TYPE: "bookmark", id: "bookmark-id", name: "data" }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const list = await transfer.bookmarkList();
 * assertEquals([...list].length, 1);
 * ```
 *
 * @category Bookmarks
 */
export async function bookmarkList(
  client: Client,
  options: CallParams = {},
): Promise<Listed<BookmarkListDocument, BookmarkDocument>> {
  return await askList(client, "/bookmark_list", options);
}

/**
 * Makes a bookmark (`POST /v0.10/bookmark`).
 *
 * In Python: `create_bookmark()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param bookmarkData The bookmark.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { id: "bookmark-id", name: "data", endpoint_id: "collection-id", path: "/data/" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { id } = await transfer.createBookmark({ name: "data", endpoint_id: "collection-id", path: "/data/" });
 * assertEquals(id, "bookmark-id");
 * ```
 *
 * @category Bookmarks
 */
export async function createBookmark(
  client: Client,
  bookmarkData: BookmarkData,
  options: CallParams = {},
): Promise<BookmarkDocument> {
  return await ask(client, "POST /bookmark", options, {
    json: bookmarkData,
    shape: bookmark,
  });
}

/**
 * A bookmark (`GET /v0.10/bookmark/{id}`).
 *
 * In Python: `get_bookmark()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param bookmarkId The bookmark's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { id: "bookmark-id", name: "data", endpoint_id: "collection-id", path: "/data/" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { name } = await transfer.getBookmark("bookmark-id");
 * assertEquals(name, "data");
 * ```
 *
 * @category Bookmarks
 */
export async function getBookmark(
  client: Client,
  bookmarkId: string,
  options: CallParams = {},
): Promise<BookmarkDocument> {
  return await ask(client, path`GET /bookmark/${{ bookmarkId }}`, options, {
    shape: bookmark,
  });
}

/**
 * Changes a bookmark (`PUT /v0.10/bookmark/{id}`).
 *
 * In Python: `update_bookmark()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param bookmarkId The bookmark's id.
 * @param bookmarkData What to change.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { id: "bookmark-id", name: "data", endpoint_id: "collection-id", path: "/data/" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { name } = await transfer.updateBookmark("bookmark-id", { name: "data" });
 * assertEquals(name, "data");
 * ```
 *
 * @category Bookmarks
 */
export async function updateBookmark(
  client: Client,
  bookmarkId: string,
  bookmarkData: BookmarkData,
  options: CallParams = {},
): Promise<BookmarkDocument> {
  return await ask(client, path`PUT /bookmark/${{ bookmarkId }}`, options, {
    shape: bookmark,
    json: bookmarkData,
  });
}

/**
 * Removes a bookmark (`DELETE /v0.10/bookmark/{id}`).
 *
 * In Python: `delete_bookmark()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param bookmarkId The bookmark's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "Deleted", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.deleteBookmark("bookmark-id");
 * assertEquals(code, "Deleted");
 * ```
 *
 * @category Bookmarks
 */
export async function deleteBookmark(
  client: Client,
  bookmarkId: string,
  options: CallParams = {},
): Promise<ResultDocument> {
  return await change(client, path`DELETE /bookmark/${{ bookmarkId }}`, options);
}
