/** `keyferry globus get` and `put` */

import { filesNeeds, type GlobusOptions, openFiles } from "./client.ts";
import type { GlobusGetReport, GlobusPutReport } from "./json_documents.ts";
import { demandPath, nameWithOwner, placeHelp } from "./place.ts";
import type { Needs } from "../needs.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import type { OneFileOptions } from "../words/one_file.ts";
import {
  fromLocal,
  localPlace,
  oneFile,
  printedFile,
  sayMoved,
  sourcePermissions,
  standard,
} from "../words/one_file.ts";
import { demandReading, demandWriting, writePermissions } from "../../credentials/files/files.ts";
import { localTarget } from "../../ferry/ports/local.ts";
import type { SavedFile } from "../../http/files/save_file.ts";

/** The options and arguments of `globus get`. */
export interface GlobusGetOptions extends GlobusOptions, OneFileOptions {}

/**
 * Fetches a file from a collection's HTTPS server. It is put in its place when it is whole.
 *
 * @param options See {@linkcode GlobusGetOptions}.
 * @param io Where to look and to print.
 * @returns 130 when it was given up; nothing of it is left then, but a part that the next run goes on
 * with.
 * @throws {MisuseError} When the path is missing, or a folder's.
 * @throws {FileError} When the target is there and `overwrite` is not set, or cannot be written.
 * @throws {CredentialError} When there is no token for the collection's files.
 * @throws {ApiError} When there is no such file or it may not be read.
 */
export async function globusGet(options: GlobusGetOptions, io: Io): Promise<number> {
  const { source, target = "./" } = options;
  demandPath(source, "source");
  if (target !== standard) demandWriting([localTarget(someName, target)]);
  const files = await openFiles(source, options, io);
  io.note(`From ${nameWithOwner(files.collection)}`);
  if (target === standard) return await printedFile(files, options, io);
  const fetched = await oneFile(files, await localPlace(options.target), options.overwrite, io);
  const report = (file: SavedFile): GlobusGetReport => {
    return { collection: files.collection.id, source: files.path, ...file };
  };
  const givenUp = `nothing was written to ${target}`;
  return sayMoved(fetched, { givenUp, how: "fetched", report }, options, io);
}

/** Stands for the file's name where that is not known yet. */
const someName = "file";

/**
 * What {@linkcode globusGet} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function globusGetNeeds(options: GlobusGetOptions, io: Io): Promise<Needs> {
  const needs = await filesNeeds(options, io);
  if (options.target === standard) return needs;
  const writing = writePermissions(localTarget(someName, options.target ?? "./"));
  return { ...needs, needed: [...writing, ...needs.needed] };
}

/**
 * The command line of {@linkcode globusGet}.
 *
 * @param act Takes the command that was read.
 */
export function globusGetCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusGet, needs: globusGetNeeds, acts: true })
    .description(
      "Fetch a file from a collection's HTTPS server, and print where it is.\n\nThe file appears only once it " +
        "is complete. Ctrl-C leaves nothing behind, except part of a file of 64 MiB or more: it is named on " +
        "standard error, and the same command continues from there. The login must be good for the collection's " +
        `files: keyferry globus login --https UUID. ${placeHelp}\n\n` +
        "--json prints {collection, source, path, bytes}.",
    )
    .arguments("<source:string> [target:string]", [
      "UUID:PATH or BOOKMARK:PATH of a file.",
      "The file to write, or a folder; the current folder by default; - for standard output.",
    ])
    .option("--overwrite", "Replace a file that is there.")
    .example(
      "Into the current folder",
      "keyferry globus get 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/data/cells.csv",
    )
    .example("From a bookmark, under another name", "keyferry globus get runs:log.txt run-7.log");
}

/** The options and arguments of `globus put`. */
export interface GlobusPutOptions extends GlobusOptions, Omit<OneFileOptions, "target"> {
  /** Where it goes: a file, or a folder that is there. */
  readonly destination: string;
}

/**
 * Sends a file to a collection's HTTPS server.
 *
 * @param options See {@linkcode GlobusPutOptions}.
 * @param io Where to look and to print.
 * @returns 130 when it was given up.
 * @throws {MisuseError} When the path is missing.
 * @throws {FileError} When the file cannot be read, or one is there and `overwrite` is not set.
 * @throws {CredentialError} When there is no token for the collection's files.
 * @throws {ApiError} When it may not be written.
 */
export async function globusPut(options: GlobusPutOptions, io: Io): Promise<number> {
  const { source, destination, overwrite } = options;
  demandPath(destination, "destination");
  if (source !== standard) demandReading(source);
  const files = await openFiles(destination, options, io);
  io.note(`To ${nameWithOwner(files.collection)}`);
  const sent = await fromLocal(source, files, io, (from) => oneFile(from, files, overwrite, io));
  const report = (file: SavedFile): GlobusPutReport => {
    return { collection: files.collection.id, ...file };
  };
  return sayMoved(
    sent,
    { givenUp: `${destination} was not replaced`, how: "sent", report },
    options,
    io,
  );
}

/**
 * What {@linkcode globusPut} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function globusPutNeeds(options: GlobusPutOptions, io: Io): Promise<Needs> {
  const needs = await filesNeeds(options, io);
  return { ...needs, needed: [...sourcePermissions(options.source, io), ...needs.needed] };
}

/**
 * The command line of {@linkcode globusPut}.
 *
 * @param act Takes the command that was read.
 */
export function globusPutCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusPut, needs: globusPutNeeds, acts: true })
    .description(
      "Send a file to a collection's HTTPS server, and print its path there.\n\nThe login must be good " +
        `for the collection's files: keyferry globus login --https UUID. ${placeHelp}\n\n` +
        "--json prints {collection, path, bytes}.",
    )
    .arguments("<source:string> <destination:string>", [
      "The file to send; - for standard input.",
      "UUID:PATH or BOOKMARK:PATH of a file, or of a folder that is there.",
    ])
    .option("--overwrite", "Replace a file that is there.")
    .example(
      "Into a folder",
      "keyferry globus put cells.csv 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/data/",
    );
}
