/** `keyferry globus mkdir`, `rename` and `stat` */

import { type GlobusOptions, restoreTransfer, transferNeeds } from "./client.ts";
import { kindOf } from "./ls.ts";
import { collectionInWords, demandPath, onCollection, pathPlace, placeHelp } from "./place.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { bytesInWords, factsText, localTime, plain } from "../terminal/text.ts";
import { MisuseError } from "../words/misuse.ts";
import type { FileDocument } from "../../globus/transfer/documents.ts";
import { placeById } from "../../globus/transfer/files/find_place.ts";

/** The options and arguments of `globus mkdir`. */
export interface GlobusMkdirOptions extends GlobusOptions {
  /** The folder to make. */
  readonly folder: string;
}

/**
 * Makes a folder on a collection.
 *
 * @param options See {@linkcode GlobusMkdirOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the path is missing.
 * @throws {ApiError} When the service refuses.
 */
export async function globusMkdir(options: GlobusMkdirOptions, io: Io): Promise<number> {
  demandPath(options.folder, "folder");
  const transfer = await restoreTransfer(options, io);
  const { collection, path } = await pathPlace(transfer, options.folder, "folder");
  io.note(`On ${await collectionInWords(transfer, collection)}`);
  const result = await transfer.operationMkdir(collection, path);
  return answered(result, plain(path), options, io);
}

/**
 * The command line of {@linkcode globusMkdir}.
 *
 * @param act Takes the command that was read.
 */
export function globusMkdirCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusMkdir, needs: transferNeeds, acts: true })
    .description(
      `Make a folder on a collection, in a folder that is there, and print its path.\n\n${placeHelp}\n\n` +
        "--json prints the Transfer API's mkdir_result document.",
    )
    .arguments("<folder:string>", ["UUID:PATH or BOOKMARK:PATH."])
    .example("A folder", "keyferry globus mkdir 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/~/run-7");
}

/** The options and arguments of `globus rename`. */
export interface GlobusRenameOptions extends GlobusOptions {
  /** What to rename. */
  readonly from: string;
  /** Its new path, alone or behind the same collection. */
  readonly to: string;
}

/**
 * Renames or moves a file or folder within a collection.
 *
 * @param options See {@linkcode GlobusRenameOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When a path is missing, or two collections are named.
 * @throws {ApiError} When the service refuses.
 */
export async function globusRename(options: GlobusRenameOptions, io: Io): Promise<number> {
  demandPath(options.from, "source");
  const isPath = placeById(options.to) === undefined && /^[/~]/.test(options.to);
  if (!isPath) demandPath(options.to, "destination");
  const transfer = await restoreTransfer(options, io);
  const from = await pathPlace(transfer, options.from, "source");
  const to = isPath
    ? { collection: from.collection, path: options.to }
    : await pathPlace(transfer, options.to, "destination");
  if (to.collection.toLowerCase() !== from.collection.toLowerCase()) {
    throw new MisuseError(
      "A rename stays on its collection: copy with keyferry globus transfer, then delete",
    );
  }
  io.note(`On ${await collectionInWords(transfer, from.collection)}`);
  const result = await transfer.operationRename(from.collection, from.path, to.path)
    .catch(async (error) => {
      throw await onCollection(transfer, from, "File or folder", error);
    });
  return answered(result, plain(to.path), options, io);
}

/**
 * The command line of {@linkcode globusRename}.
 *
 * @param act Takes the command that was read.
 */
export function globusRenameCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusRename, needs: transferNeeds, acts: true })
    .description(
      `Rename or move a file or folder within its collection, and print its new path.\n\n${placeHelp}\n\n` +
        "--json prints the Transfer API's result document.",
    )
    .arguments("<from:string> <to:string>", [
      "UUID:PATH or BOOKMARK:PATH to rename.",
      "Its new path, from the collection's root (/...) or home (~/...); or a place like the first.",
    ])
    .example(
      "A better name",
      "keyferry globus rename 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/data/tmp /data/run-7",
    )
    .example("Below a bookmark", "keyferry globus rename runs:tmp runs:run-7");
}

/** The options and arguments of `globus stat`. */
export interface GlobusStatOptions extends GlobusOptions {
  /** The file or folder. */
  readonly place: string;
}

/**
 * Shows what is known of one file or folder.
 *
 * @param options See {@linkcode GlobusStatOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the path is missing.
 * @throws {ApiError} When it is not there or may not be seen.
 */
export async function globusStat(options: GlobusStatOptions, io: Io): Promise<number> {
  demandPath(options.place, "place");
  const transfer = await restoreTransfer(options, io);
  const { collection, path } = await pathPlace(transfer, options.place, "place");
  const file = await transfer.operationStat(collection, path).catch(async (error) => {
    throw await onCollection(transfer, { collection, path }, "File or folder", error);
  });
  return answered(file, () => factsOf(file), options, io);
}

function factsOf(file: FileDocument): string {
  const { type, size } = file;
  return factsText([
    ["Name", file.name],
    ["Kind", kindOf(file)],
    ["Link to", file.link_target],
    ["Size", type === "file" && size !== null ? `${bytesInWords(size)} (${size} bytes)` : null],
    ["Modified", file.last_modified && localTime(file.last_modified)],
    ["Mode", file.permissions],
    ["User", file.user],
    ["Group", file.group],
  ]);
}

/**
 * The command line of {@linkcode globusStat}.
 *
 * @param act Takes the command that was read.
 */
export function globusStatCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusStat, needs: transferNeeds })
    .description(
      `Show what is known of one file or folder: kind, size, time, mode and owner.\n\n${placeHelp}\n\n` +
        "--json prints the Transfer API's file document.",
    )
    .arguments("<place:string>", ["UUID:PATH or BOOKMARK:PATH."])
    .example("How large is it?", "keyferry globus stat lab:/data/cells.csv");
}
