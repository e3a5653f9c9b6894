/** `keyferry globus stat` */

import type { FileDocument } from "../../globus/transfer/documents.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { bytesInWords, factsText, localTime } from "../terminal/text.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "./client.ts";
import { kindOf } from "./ls.ts";
import { demandPath, onCollection, pathPlace, placeHelp } from "./place.ts";

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
  return jobCommand(act, { run: globusStat, needs: transferNeeds }, "place")
    .description(
      `Show what is known of one file or folder: kind, size, time, mode and owner.\n\n${placeHelp}\n\n` +
        "--json prints the Transfer API's file document.",
    )
    .arguments("<place:string>", ["UUID:PATH or BOOKMARK:PATH."])
    .example("How large is it?", "keyferry globus stat lab:/data/cells.csv");
}
