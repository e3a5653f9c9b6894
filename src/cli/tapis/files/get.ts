/** `keyferry tapis files get` and `put` */

import type { Needs } from "../../needs.ts";
import { openSystem, restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { nameOf, placeHelp, placeText, tapisFile, tapisPath } from "./path.ts";
import type { TapisGetReport, TapisPutReport } from "../json_documents.ts";
import { movedWithBar } from "../../terminal/byte_progress.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { MisuseError } from "../../words/misuse.ts";
import type { OneFileOptions } from "../../words/one_file.ts";
import {
  fromLocal,
  localPlace,
  oneFile,
  printedFile,
  sayMoved,
  sourcePermissions,
  standard,
} from "../../words/one_file.ts";
import { writePermissions } from "../../../credentials/files/files.ts";
import { localTarget } from "../../../ferry/ports/local.ts";
import type { SavedFile } from "../../../http/files/save_file.ts";

/** The options and arguments of `tapis files get`. */
export interface TapisFilesGetOptions extends TapisOptions, OneFileOptions {
  /** Fetch it packed, as a folder has to be. */
  readonly zip?: boolean | undefined;
}

function targetOf(options: TapisFilesGetOptions): string {
  const name = nameOf(tapisFile(options.source));
  return localTarget(options.zip ? zipName(name) : name, options.target ?? "./");
}

/** The name that the service gives it, too: what follows the last dot is left out. */
function zipName(name: string): string {
  return `${name.replace(/(?<=.)\.[^.]*$/, "")}.zip`;
}

/**
 * Fetches a file of a system. It is put in its place when it is whole.
 *
 * @param options See {@linkcode TapisFilesGetOptions}.
 * @param io Where to look and to print.
 * @returns 130 when it was given up; nothing of it is left then.
 * @throws {MisuseError} When no file is named.
 * @throws {FileError} When the target is there and `overwrite` is not set, or cannot be written.
 * @throws {ApiError} When there is no such file or it may not be read.
 */
export async function tapisFilesGet(options: TapisFilesGetOptions, io: Io): Promise<number> {
  const { system, path: source } = tapisFile(options.source);
  if (options.target === standard) {
    if (options.zip) throw new MisuseError("What is packed goes to a file: leave out - or --zip");
    return await printedFile(await openSystem(system, source, options, io), options, io);
  }
  const target = targetOf(options);
  const fetched = options.zip ? await fetchedZip(options, target, io) : await oneFile(
    await openSystem(system, source, options, io),
    await localPlace(options.target),
    options.overwrite,
    io,
  );
  return sayMoved(
    fetched,
    {
      givenUp: `nothing was written to ${target}`,
      how: `from ${placeText({ system, path: source })}`,
      report: (file): TapisGetReport => ({ system, source, ...file }),
    },
    options,
    io,
  );
}

/** What comes packed is made by the service as it goes, and has no size to compare. */
async function fetchedZip(
  options: TapisFilesGetOptions,
  target: string,
  io: Io,
): Promise<SavedFile | undefined> {
  const { system, path } = tapisFile(options.source);
  const tapis = await restoreV3(options, io);
  const { overwrite } = options;
  return await movedWithBar(io, (how) => {
    return tapis.downloadFile(system, path, target, { ...how, zip: true, overwrite });
  });
}

/**
 * What {@linkcode tapisFilesGet} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function tapisFilesGetNeeds(options: TapisFilesGetOptions, io: Io): Promise<Needs> {
  const needs = await v3Needs(options, io);
  if (options.target === standard) return needs;
  return { ...needs, needed: [...needs.needed, ...writePermissions(targetOf(options))] };
}

/**
 * The command line of {@linkcode tapisFilesGet}.
 *
 * @param act Takes the command that was read.
 */
export function tapisFilesGetCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisFilesGet, needs: tapisFilesGetNeeds, acts: true })
    .description(
      "Fetch a file of a system of Tapis v3, and print where it is. The file appears only " +
        "once it is complete: Ctrl-C leaves nothing half-written. A folder comes as a zip file, with --zip; for " +
        "much data between systems there is keyferry tapis transfer.\n\n" +
        "--json prints {system, source, path, bytes}.",
    )
    .arguments("<source:string> [target:string]", [
      `The file: ${placeHelp}.`,
      "The file to write, or a folder; the current folder by default.",
    ])
    .option("--overwrite", "Replace a file that is there.")
    .option("--zip", "Fetch it packed, as a folder has to be.")
    .example("Into the current folder", "keyferry tapis files get my-system:runs/7/log.txt")
    .example("A folder, packed", "keyferry tapis files get --zip my-system:runs/7 ./runs/");
}

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
  return jobCommand(act, { run: tapisFilesPut, needs: tapisFilesPutNeeds, acts: true })
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
