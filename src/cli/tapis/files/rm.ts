/** `keyferry tapis files rm` */

import type { FileStat } from "../../../tapis/v3/files/files.ts";
import { confirmed, demandAnswerer } from "../../terminal/confirm.ts";
import { exitCodes } from "../../exit_code.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { MisuseError } from "../../words/misuse.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { placeHelp, placeText, tapisFile } from "./path.ts";
import { bytesInWords, plain } from "../../terminal/text.ts";

/** The options and arguments of `tapis files rm`. */
export interface TapisFilesRmOptions extends TapisOptions {
  /** What is deleted. */
  readonly place: string;
  /** Delete a folder with all that is in it. */
  readonly recursive?: boolean | undefined;
  /** Do not ask. */
  readonly yes?: boolean | undefined;
}

/** What `tapis files rm --json` prints. */
export interface TapisRmReport {
  /** The system. */
  readonly system: string;
  /** The path on the system. */
  readonly path: string;
  /** What was there. */
  readonly type: FileStat["type"];
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
  if (!await confirmed(`Delete ${what} at ${plain(tapis.baseUrl)}`, yes, io)) {
    io.err("Nothing was deleted");
    return exitCodes.failed;
  }
  await tapis.deleteFile(system, path);
  return answered({ system, path, type } satisfies TapisRmReport, where, options, io);
}

/**
 * The command line of {@linkcode tapisFilesRm}.
 *
 * @param act Takes the command that was read.
 */
export function tapisFilesRmCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisFilesRm, needs: v3Needs, acts: true }, "place")
    .description(
      "Delete a file or folder of a system of Tapis v3. You are asked first; without a " +
        "terminal, --yes is needed.\n\n" +
        "--json prints {system, path, type}.",
    )
    .arguments("<place:string>", [`What is deleted: ${placeHelp}.`])
    .option("-r, --recursive", "Delete a folder with all that is in it.")
    .option("--yes", "Do not ask.")
    .example("A file", "keyferry tapis files rm my-system:runs/7/log.txt")
    .example("A folder, in a script", "keyferry tapis files rm -r --yes my-system:runs/7");
}
