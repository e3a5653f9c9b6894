/** `keyferry tapis files mkdir` and `rm` */

import { exitCodes } from "../../exit_code.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { placeHelp, placeText, tapisFile, type TapisPath } from "./path.ts";
import { confirmed, demandAnswerer } from "../../terminal/confirm.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { bytesInWords, plain } from "../../terminal/text.ts";
import { MisuseError } from "../../words/misuse.ts";
import type { TapisRmReport } from "../json_documents.ts";

/** The options and arguments of `tapis files mkdir`. */
export interface TapisFilesMkdirOptions extends TapisOptions {
  /** The folder. */
  readonly place: string;
}

/**
 * Makes a folder on a system, with those above it; one that is there already is fine.
 *
 * @param options See {@linkcode TapisFilesMkdirOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When no folder is named.
 * @throws {ApiError} When the service refuses.
 */
export async function tapisFilesMkdir(options: TapisFilesMkdirOptions, io: Io): Promise<number> {
  const place: TapisPath = tapisFile(options.place);
  const tapis = await restoreV3(options, io);
  await tapis.mkdir(place.system, place.path);
  return answered(place, plain(placeText(place)), options, io);
}

/**
 * The command line of {@linkcode tapisFilesMkdir}.
 *
 * @param act Takes the command that was read.
 */
export function tapisFilesMkdirCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisFilesMkdir, needs: v3Needs, acts: true })
    .description(
      "Make a folder on a system of Tapis v3, with those above it; one that is there already is " +
        "fine.\n\n" +
        "--json prints {system, path}.",
    )
    .arguments("<place:string>", [`The folder: ${placeHelp}.`])
    .example("A folder", "keyferry tapis files mkdir my-system:runs/2026/11");
}

/** The options and arguments of `tapis files rm`. */
export interface TapisFilesRmOptions extends TapisOptions {
  /** What is deleted. */
  readonly place: string;
  /** Delete a folder with all that is in it. */
  readonly recursive?: boolean | undefined;
  /** Do not ask. */
  readonly yes?: boolean | undefined;
}

/**
 * Deletes a file or folder of a system, once the person has agreed.
 *
 * @param options See {@linkcode TapisFilesRmOptions}.
 * @param io Where to look and to print, and who is asked.
 * @returns 1 when the person did not agree.
 * @throws {MisuseError} When no file is named, a folder is to be deleted without `recursive`, or nobody
 * is there to agree and `yes` is not set.
 * @throws {ApiError} When nothing is there, or it may not be deleted.
 */
export async function tapisFilesRm(options: TapisFilesRmOptions, io: Io): Promise<number> {
  const place = tapisFile(options.place);
  const { system, path } = place;
  const { yes = false, recursive = false } = options;
  demandAnswerer(`Delete ${plain(placeText(place))}`, yes, io);
  const tapis = await restoreV3(options, io);
  const { type, size } = await tapis.statFile(system, path);
  const where = plain(placeText(place));
  if (type === "dir" && !recursive) {
    throw new MisuseError(`${where} is a folder: add --recursive to delete it with all in it`);
  }
  const what = type === "dir"
    ? `${where} and all that is in it`
    : where + (size === undefined ? "" : ` (${bytesInWords(size)})`);
  const question = `Delete ${what} at ${plain(tapis.baseUrl)}`;
  if (!await confirmed(question, yes, io, "Nothing was deleted")) return exitCodes.failed;
  await tapis.deleteFile(system, path);
  return answered({ system, path, type } satisfies TapisRmReport, where, options, io);
}

/**
 * The command line of {@linkcode tapisFilesRm}.
 *
 * @param act Takes the command that was read.
 */
export function tapisFilesRmCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisFilesRm, needs: v3Needs, acts: true })
    .description(
      "Delete a file or folder of a system of Tapis v3. You are asked first; without a " +
        "terminal, --yes is needed.\n\n" +
        "--json prints {system, path, type}.",
    )
    .arguments("<place:string>", [`What is deleted: ${placeHelp}.`])
    .option("-r, --recursive", "Delete a folder with all that is in it.")
    .option("-y, --yes", "Do not ask.")
    .example("A file", "keyferry tapis files rm my-system:runs/7/log.txt")
    .example("A folder, in a script", "keyferry tapis files rm -r --yes my-system:runs/7");
}
