/** `keyferry tapis files put` */

import { type Act, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import type { Needs } from "../../needs.ts";
import type { OneFileOptions } from "../../words/one_file.ts";
import { fromLocal, oneFile, sayMoved, sourcePermissions } from "../../words/one_file.ts";
import { openSystem, type TapisOptions, v3Needs } from "../client.ts";
import { placeHelp, placeText, tapisPath } from "./path.ts";
import type { TapisPutReport } from "../json_documents.ts";

/** The options and arguments of `tapis files put`. */
export interface TapisFilesPutOptions extends TapisOptions, OneFileOptions {
  readonly target: string;
}

/**
 * Sends a file of this machine to a system.
 *
 * @param options See {@linkcode TapisFilesPutOptions}.
 * @param io Where to look and to print.
 * @returns 130 when it was given up.
 * @throws {MisuseError} When no system is named.
 * @throws {FileError} When a file is there and `overwrite` is not set.
 * @throws {FileError} When the file cannot be read.
 * @throws {ApiError} When it may not be written.
 */
export async function tapisFilesPut(options: TapisFilesPutOptions, io: Io): Promise<number> {
  const { source, overwrite } = options;
  const { system, path: wanted } = tapisPath(options.target);
  const to = await openSystem(system, wanted, options, io);
  const sent = await fromLocal(source, to, io, (from) => oneFile(from, to, overwrite, io));
  const where = placeText({ system, path: wanted });
  return sayMoved(
    sent,
    {
      givenUp: `what is at ${where} now may be a part of the file`,
      how: "sent",
      report: ({ path, bytes }): TapisPutReport => ({ source, system, path: path.slice(1), bytes }),
      place: placeText,
    },
    options,
    io,
  );
}

/**
 * What {@linkcode tapisFilesPut} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function tapisFilesPutNeeds(options: TapisFilesPutOptions, io: Io): Promise<Needs> {
  const needs = await v3Needs(options, io);
  return { ...needs, needed: [...needs.needed, ...sourcePermissions(options.source, io)] };
}

/**
 * The command line of {@linkcode tapisFilesPut}.
 *
 * @param act Takes the command that was read.
 */
export function tapisFilesPutCommand(act: Act): AnyCommand {
  return jobCommand(
    act,
    { run: tapisFilesPut, needs: tapisFilesPutNeeds, acts: true },
    "source",
    "target",
  )
    .description(
      "Send a file of this machine to a system of Tapis v3, and print where it is. Folders above it " +
        "are made.\n\n" +
        "--json prints {source, system, path, bytes}.",
    )
    .arguments("<source:string> <target:string>", [
      "The file of this machine.",
      `The file to write, or a folder: ${placeHelp}.`,
    ])
    .option("--overwrite", "Replace a file that is there.")
    .example("Into a folder", "keyferry tapis files put notes.txt my-system:runs/7/")
    .example("Under another name", "keyferry tapis files put notes.txt my-system:runs/7/about.txt");
}
