/** `keyferry globus mkdir` */

import { type GlobusOptions, restoreTransfer, transferNeeds } from "./client.ts";
import { collectionInWords, demandPath, pathPlace, placeHelp } from "./place.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { plain } from "../terminal/text.ts";

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
  return jobCommand(act, { run: globusMkdir, needs: transferNeeds, acts: true }, "folder")
    .description(
      `Make a folder on a collection, in a folder that is there, and print its path.\n\n${placeHelp}\n\n` +
        "--json prints the Transfer API's mkdir_result document.",
    )
    .arguments("<folder:string>", ["UUID:PATH or BOOKMARK:PATH."])
    .example("A folder", "keyferry globus mkdir 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/~/run-7");
}
