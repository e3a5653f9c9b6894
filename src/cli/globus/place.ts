/** Places on collections, as the Globus commands take them. */

import type { TransferClient } from "../../globus/transfer/client.ts";
import type { EndpointDocument } from "../../globus/transfer/documents.ts";
import {
  findPlace,
  isUuid,
  type Place,
  placeById,
} from "../../globus/transfer/files/find_place.ts";
import { isApiError } from "../../http/reply/errors.ts";
import { MisuseError } from "../words/misuse.ts";
import { plain } from "../terminal/text.ts";

/** A place with its path. */
export interface PathPlace extends Place {
  /** The path. */
  readonly path: string;
}

/**
 * Finds a place whose path counts.
 *
 * @param transfer A Transfer client.
 * @param text `UUID:PATH`, `BOOKMARK:PATH` or `BOOKMARK`.
 * @param which What it is to the person, such as `source`.
 * @throws {MisuseError} When it lacks its path.
 * @throws {RangeError} When there is no such bookmark.
 */
export async function pathPlace(
  transfer: TransferClient,
  text: string,
  which: string,
): Promise<PathPlace> {
  demandPath(text, which);
  const place = await findPlace(transfer, text);
  return { ...place, path: place.path ?? "/" };
}

/**
 * Refuses a UUID without a path, before anybody is asked. A bookmark has one of its own.
 *
 * @param text The text.
 * @param which What it is to the person.
 * @throws {MisuseError} When the path is missing.
 */
export function demandPath(text: string, which: string): void {
  refuseLocal(text, which);
  const place = placeById(text);
  if (place === undefined || place.path !== undefined) return;
  throw new MisuseError(`The ${which} lacks its path: write ${place.collection}:/PATH`);
}

/**
 * Refuses a path of this machine, which is not a place on a collection.
 *
 * @param text The text.
 * @param which What it is to the person.
 * @throws {MisuseError} When it is one.
 */
export function refuseLocal(text: string, which: string): void {
  if (!/^(?:[.~]{0,2}[/\\]|\.{1,2}$)/.test(text)) return;
  const given = `The ${which} ${JSON.stringify(text)}`;
  throw new MisuseError(
    `${given} is on this machine, where keyferry cp copies from and to: a ` +
      "collection is written UUID:/PATH or BOOKMARK:/PATH",
  );
}

/**
 * A collection, and whose it is, in words.
 *
 * @param transfer A Transfer client.
 * @param id The collection's id.
 * @throws {ApiError} When there is no such collection.
 */
export async function collectionInWords(transfer: TransferClient, id: string): Promise<string> {
  return nameWithOwner(await transfer.getEndpoint(id));
}

/**
 * A collection's name, its id and its owner.
 *
 * @param collection Its document.
 */
export function nameWithOwner({ id, display_name, owner_string }: EndpointDocument): string {
  return plain(
    `${display_name ?? "a collection"} (${id}) of ${owner_string ?? "an unknown owner"}`,
  );
}

/**
 * What failed on a collection, in its name: that something is not there says what and where.
 *
 * @param transfer A Transfer client.
 * @param place Where.
 * @param what What was looked for, such as `Folder`.
 * @param error What was thrown.
 */
export async function onCollection(
  transfer: TransferClient,
  { collection, path }: { readonly collection: string; readonly path?: string | undefined },
  what: string,
  error: unknown,
): Promise<unknown> {
  const isMissing = isApiError(error) && error.status === 404 && path !== undefined &&
    ["ClientError.NotFound", "NotFound"].includes(error.apiCode ?? "");
  if (!isMissing) return error;
  const found = await transfer.getEndpoint(collection).catch(() => undefined);
  const name = found?.display_name ?? collection;
  return error.knowing({ explanation: `${what} "${path}" does not exist on "${name}"` });
}

/** What every command that takes a place says about it. */
export const placeHelp =
  "A collection is named by its UUID, or by the name of one of your bookmarks: the path is then below " +
  "the bookmark's folder. It is never named by a search.";

/**
 * Refuses what is not a collection's id, before anything is asked for it.
 *
 * @param text The text.
 * @param option The option that takes it.
 * @throws {MisuseError} When it is not a UUID.
 */
export function idOf(text: string, option: string): string {
  if (isUuid(text)) return text;
  throw new MisuseError(`${option} takes a collection's UUID: got ${JSON.stringify(text)}`);
}
