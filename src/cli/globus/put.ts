/** `keyferry globus put` */

import { demandReading } from "../../credentials/files/files.ts";
import type { SavedFile } from "../../http/files/save_file.ts";
import { filesNeeds, type GlobusOptions, openFiles } from "./client.ts";
import { demandPath, nameWithOwner, placeHelp } from "./place.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import type { Needs } from "../needs.ts";
import type { OneFileOptions } from "../words/one_file.ts";
import { fromLocal, oneFile, sayMoved, sourcePermissions, standard } from "../words/one_file.ts";
import type { GlobusPutReport } from "./json_documents.ts";

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
  return jobCommand(
    act,
    { run: globusPut, needs: globusPutNeeds, acts: true },
    "source",
    "destination",
  )
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
