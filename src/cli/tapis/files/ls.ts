/** `keyferry tapis files ls` */

import type { FileInfo } from "../../../tapis/v3/files/files.ts";
import { exitCodes } from "../../exit_code.ts";
import { limitOf, type ListOptions, taken, withListOptions } from "../../terminal/lister.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { tableText } from "../../terminal/table.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { placeHelp, tapisPath } from "./path.ts";
import { bytesInWords, jsonText, localTime, plain } from "../../terminal/text.ts";
import type { TapisFileList } from "../json_documents.ts";

/** The options and arguments of `tapis files ls`. */
export interface TapisFilesLsOptions extends TapisOptions, ListOptions {
  /** The folder. */
  readonly place: string;
  /** Show modes, sizes and times. */
  readonly long?: boolean | undefined;
  /** List the folders below too. */
  readonly recursive?: boolean | undefined;
  /** Only what fits. */
  readonly pattern?: string | undefined;
}

/**
 * Lists a folder of a system.
 *
 * @param options See {@linkcode TapisFilesLsOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When no system is named.
 * @throws {ApiError} When the folder is not there or may not be read.
 */
export async function tapisFilesLs(options: TapisFilesLsOptions, io: Io): Promise<number> {
  const { system, path } = tapisPath(options.place);
  const { recursive: recurse, pattern } = options;
  const limit = limitOf(options);
  const tapis = await restoreV3(options, io);
  const found = tapis.listFiles(system, path, { recurse, pattern });
  const shown = (file: FileInfo): string => nameOf(file, recurse ?? false);
  if (options.json || options.long || limit !== undefined) {
    const { items: files, capped } = await taken(limit, found, io);
    io.out(
      options.json
        ? jsonText({ files, capped } satisfies TapisFileList)
        : options.long
        ? longListing(files, shown, io)
        : files.map(shown).join("\n"),
    );
    return exitCodes.ok;
  }
  for await (const file of found) io.out(shown(file));
  return exitCodes.ok;
}

function nameOf({ name, path, type }: FileInfo, whole: boolean): string {
  return plain(whole ? path : name) + (type === "dir" ? "/" : "");
}

function longListing(
  files: readonly FileInfo[],
  shown: (file: FileInfo) => string,
  io: Io,
): string {
  const rows = files.map((file) => [
    plain(file.nativePermissions ?? "-"),
    file.type === "dir" ? "-" : bytesInWords(file.size),
    plain(localTime(file.lastModified)),
    shown(file),
  ]);
  return tableText(["Mode", "Size", "Modified", "Name"], rows, io, { right: [1] });
}

/**
 * The command line of {@linkcode tapisFilesLs}.
 *
 * @param act Takes the command that was read.
 */
export function tapisFilesLsCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: tapisFilesLs, needs: v3Needs })
    .description(
      "List a folder of a system of Tapis v3; folders end in a slash. Without a path it is the " +
        "system's own folder.\n\n" +
        "--json prints {files: [document], capped}, each as Tapis sends it: {name, path, type, size, " +
        "lastModified, url, nativePermissions, ...}.",
    )
    .arguments("<place:string>", [`The folder: ${placeHelp}.`])
    .option("-l, --long", "Show modes, sizes and times.")
    .option("-r, --recursive", "List the folders below too, with whole paths.")
    .option(
      "--pattern <glob:string>",
      "Only what fits, such as '*.csv'; with --recursive at most 20 folders deep.",
    );
  return withListOptions(command)
    .example("A folder", "keyferry tapis files ls my-system:runs/2026")
    .example("All tables below it", "keyferry tapis files ls -r --pattern '*.csv' my-system:runs");
}
