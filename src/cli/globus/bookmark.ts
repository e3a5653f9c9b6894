/** `keyferry globus bookmark list`, `create`, `rename` and `delete` */

import { placeById } from "../../globus/transfer/files/find_place.ts";
import type { TransferClient } from "../../globus/transfer/client.ts";
import type { BookmarkDocument } from "../../globus/transfer/bookmarks.ts";
import { confirmed, demandAnswerer } from "../terminal/confirm.ts";
import { exitCodes } from "../exit_code.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "./client.ts";
import { collectionInWords, demandPath } from "./place.ts";
import { group } from "../words/group.ts";
import type { Act, AnyCommand, Io, TableFor } from "../terminal/job.ts";
import { answered, answeredList, jobCommand } from "../terminal/job.ts";
import { limitOf, type ListOptions, taken, withListOptions } from "../terminal/lister.ts";
import { MisuseError } from "../words/misuse.ts";
import { plain } from "../terminal/text.ts";

/** The options of `globus bookmark list`. */
export interface GlobusBookmarkListOptions extends GlobusOptions, ListOptions {}

/** The options and arguments of a command about one bookmark. */
export interface GlobusBookmarkOptions extends GlobusOptions {
  /** The bookmark's name. */
  readonly name: string;
}

/** The options and arguments of `globus bookmark create`. */
export interface GlobusBookmarkCreateOptions extends GlobusBookmarkOptions {
  /** The folder, as `UUID:PATH`. */
  readonly place: string;
}

/** The options and arguments of `globus bookmark rename`. */
export interface GlobusBookmarkRenameOptions extends GlobusBookmarkOptions {
  /** The new name. */
  readonly newName: string;
}

/** The options and arguments of `globus bookmark delete`. */
export interface GlobusBookmarkDeleteOptions extends GlobusBookmarkOptions {
  /** Do not ask. */
  readonly yes?: boolean | undefined;
}

/**
 * Lists the person's bookmarks.
 *
 * @param options Whose.
 * @param io Where to look and to print.
 * @throws {ApiError} When the service refuses.
 */
export async function globusBookmarkList(
  options: GlobusBookmarkListOptions,
  io: Io,
): Promise<number> {
  const limit = limitOf(options);
  const transfer = await restoreTransfer(options, io);
  const list = await transfer.bookmarkList();
  const { items: DATA, capped } = await taken(limit, list.DATA, io);
  return answeredList({ ...list, DATA, capped }, { items: DATA, ...table }, options, io);
}

const table: TableFor<BookmarkDocument> = {
  head: ["Name", "Collection", "Path"],
  row: ({ name, endpoint_id, path }) => [name, endpoint_id, path],
  whole: [1],
};

/**
 * Makes a bookmark.
 *
 * @param options See {@linkcode GlobusBookmarkCreateOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the name would be read as something else, or the place is not valid.
 * @throws {ApiError} When the service refuses, for want of a free name say.
 */
export async function globusBookmarkCreate(
  options: GlobusBookmarkCreateOptions,
  io: Io,
): Promise<number> {
  demandName(options.name);
  demandPath(options.place, "place");
  const place = placeById(options.place);
  if (place?.path === undefined) {
    throw new MisuseError(`${JSON.stringify(options.place)} is not of the form UUID:PATH`);
  }
  const transfer = await restoreTransfer(options, io);
  const { collection: endpoint_id, path } = place;
  io.note(`On ${await collectionInWords(transfer, endpoint_id)}`);
  // The service wants a folder's path with its slash.
  const folder = path.replace(/\/*$/, "/");
  const made = await transfer.createBookmark({ name: options.name, endpoint_id, path: folder });
  return answered(made, () => plain(made.name), options, io);
}

/**
 * Gives a bookmark another name.
 *
 * @param options See {@linkcode GlobusBookmarkRenameOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When there is no such bookmark, or the new name would be read as something else.
 * @throws {ApiError} When the service refuses.
 */
export async function globusBookmarkRename(
  options: GlobusBookmarkRenameOptions,
  io: Io,
): Promise<number> {
  demandName(options.newName);
  const transfer = await restoreTransfer(options, io);
  const { id } = await bookmarkOf(transfer, options.name);
  const renamed = await transfer.updateBookmark(id, { name: options.newName });
  return answered(renamed, () => plain(renamed.name), options, io);
}

/**
 * Removes a bookmark once the person agreed; the folder stays.
 *
 * @param options See {@linkcode GlobusBookmarkDeleteOptions}.
 * @param io Where to look and to print, and who is asked.
 * @returns 1 when the person did not agree.
 * @throws {MisuseError} When there is no such bookmark, or no one is there to agree and `yes` is not set.
 * @throws {ApiError} When the service refuses.
 */
export async function globusBookmarkDelete(
  options: GlobusBookmarkDeleteOptions,
  io: Io,
): Promise<number> {
  const { yes = false } = options;
  const question = `Remove the bookmark ${plain(options.name)}`;
  demandAnswerer(question, yes, io);
  const transfer = await restoreTransfer(options, io);
  const { id, name, endpoint_id, path } = await bookmarkOf(transfer, options.name);
  const place = plain(`${endpoint_id}:${path}`);
  const whole = `${question}, which leads to ${place}`;
  if (!await confirmed(whole, yes, io, "Nothing was removed")) return exitCodes.failed;
  const result = await transfer.deleteBookmark(id);
  io.note(`It led to ${place}`);
  return answered(result, plain(name), options, io);
}

/** A name that a place could not be told from would never be found. */
function demandName(name: string): void {
  if (placeById(name) === undefined && !name.includes(":")) return;
  const given = `The bookmark's name ${JSON.stringify(name)}`;
  throw new MisuseError(
    `${given} holds a colon or is a UUID: choose another, since ` +
      "NAME:PATH could not be read",
  );
}

async function bookmarkOf(transfer: TransferClient, name: string): Promise<BookmarkDocument> {
  const { DATA: bookmarks } = await transfer.bookmarkList();
  const found = bookmarks.find((bookmark) => bookmark.name === name);
  if (found !== undefined) return found;
  const names = bookmarks.map(({ name }) => name).join(", ");
  throw new MisuseError(
    `You have no bookmark ${JSON.stringify(name)}: yours are ${names || "none"}`,
  );
}

/**
 * The commands about bookmarks.
 *
 * @param act Takes the command that was read.
 */
export function globusBookmarkCommands(act: Act): AnyCommand {
  return group("Name folders on collections.", {
    list: listCommand(act),
    create: createCommand(act),
    rename: renameCommand(act),
    delete: deleteCommand(act),
  });
}

function listCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: globusBookmarkList, needs: transferNeeds })
    .description(
      "List your bookmarks: folders on collections under names of your own, which commands take " +
        "instead of a UUID.\n\n--json prints the Transfer API's bookmark_list document with capped, " +
        "which is true where there are more.",
    );
  return withListOptions(command)
    .example("What have I named?", "keyferry globus bookmark list");
}

function createCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusBookmarkCreate, needs: transferNeeds, acts: true })
    .description("Name a folder.\n\n--json prints the Transfer API's bookmark document.")
    .arguments("<name:string> <place:string>", ["The name.", "The folder, as UUID:PATH."])
    .example(
      "A name for the runs",
      "keyferry globus bookmark create runs 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/data/runs/",
    );
}

function renameCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusBookmarkRename, needs: transferNeeds, acts: true })
    .description(
      "Give a bookmark another name.\n\n--json prints the Transfer API's bookmark document.",
    )
    .arguments("<name:string> <new-name:string>", ["Its name.", "Its new name."])
    .example("A better name", "keyferry globus bookmark rename runs old-runs");
}

function deleteCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusBookmarkDelete, needs: transferNeeds, acts: true })
    .description(
      "Remove a bookmark; the folder stays. You are asked first; without a terminal, --yes is " +
        "needed.\n\n--json prints the Transfer API's result document.",
    )
    .arguments("<name:string>", ["Its name."])
    .option("-y, --yes", "Do not ask.")
    .example("No longer needed", "keyferry globus bookmark delete old-runs");
}
