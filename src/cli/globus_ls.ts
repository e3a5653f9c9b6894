/** `keyferry globus ls` */

import { Command } from "@cliffy/command";
import type { FileDocument } from "../globus/transfer/documents.ts";
import { collectionPath } from "./collection_path.ts";
import { given } from "./given.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "./globus_client.ts";
import type { Io } from "./io.ts";
import type { Act, AnyCommand, Globals } from "./job.ts";
import { MisuseError } from "./misuse.ts";
import { columns, jsonText, plain } from "./text.ts";

/** The options and arguments of `globus ls`. */
export interface GlobusLsOptions extends GlobusOptions {
  /** `COLLECTION` or `COLLECTION:PATH`. */
  readonly collection: string;
  /** The path, where it is given apart. */
  readonly path?: string | undefined;
  /** Show modes, owners, sizes and times. */
  readonly long?: boolean | undefined;
}

/**
 * Lists a folder of a collection.
 *
 * @param options See {@linkcode GlobusLsOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the collection is not named by its id, or two paths are given.
 * @throws {ApiError} When the folder is not there or may not be read.
 */
export async function globusLs(options: GlobusLsOptions, io: Io): Promise<number> {
  const { collection, path } = collectionPath(options.collection);
  if (path !== undefined && options.path !== undefined) {
    throw new MisuseError("The path is given twice: after the colon, and as an argument");
  }
  const transfer = await restoreTransfer(options, io);
  const listing = await transfer.operationLs(collection, given({ path: path ?? options.path }));
  if (options.json) io.out(jsonText(listing));
  else if (listing.DATA.length > 0) {
    io.out(options.long ? longListing(listing.DATA) : listing.DATA.map(nameOf).join("\n"));
  }
  return 0;
}

function nameOf({ name, type }: FileDocument): string {
  return plain(name) + (type === "dir" ? "/" : "");
}

function longListing(files: readonly FileDocument[]): string {
  const head = ["Mode", "User", "Group", "Size", "Modified", "Name"];
  const rows = files.map((file) => [
    plain(file.permissions ?? "-"),
    plain(file.user ?? "-"),
    plain(file.group ?? "-"),
    String(file.size ?? "-"),
    plain(file.last_modified ?? "-"),
    nameOf(file) + (file.link_target ? ` -> ${plain(file.link_target)}` : ""),
  ]);
  return columns([head, ...rows], { right: [3] });
}

/**
 * The command line of {@linkcode globusLs}.
 *
 * @param act Takes the command that was read.
 */
export function globusLsCommand(act: Act): AnyCommand {
  return new Command<Globals>()
    .description(
      "List a folder of a collection. A collection is named by its id, and the path follows a colon " +
        "or stands alone; without a path it is the collection's default folder.\n\n" +
        "--json prints the Transfer API's file_list document.",
    )
    .arguments("<collection:string> [path:string]", [
      "The collection's UUID, or UUID:PATH.",
      "The folder.",
    ])
    .option("-l, --long", "Show modes, owners, sizes in bytes and times.")
    .example("A folder", "keyferry globus ls 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/home/share/")
    .example(
      "Just as well",
      "keyferry globus ls -l 6c54cade-bde5-45c1-bdea-f4bd71dba2cc /home/share/",
    )
    .action((
      options: Omit<GlobusLsOptions, "collection" | "path">,
      collection: string,
      path?: string,
    ) => act({ run: globusLs, needs: transferNeeds }, { ...options, collection, path }));
}
