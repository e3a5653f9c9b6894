/** `keyferry globus ls` */

import { Command } from "@cliffy/command";
import type { TransferClient } from "../../globus/transfer/client.ts";
import type { FileDocument } from "../../globus/transfer/documents.ts";
import { findPlace } from "../../globus/transfer/find_place.ts";
import type { WalkEntry } from "../../globus/transfer/walk.ts";
import { exitCodes } from "../exit_code.ts";
import { given } from "../given.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "./client.ts";
import { collectionInWords, placeHelp } from "./place.ts";
import type { Io } from "../io.ts";
import type { Act, AnyCommand, Globals } from "../job.ts";
import { demandCount, MisuseError } from "../misuse.ts";
import { tableText } from "../table.ts";
import { jsonText, plain } from "../text.ts";

/** The options and arguments of `globus ls`. */
export interface GlobusLsOptions extends GlobusOptions {
  /** A collection, or a collection with a path behind a colon. */
  readonly collection: string;
  /** The path, where it is given apart. */
  readonly path?: string | undefined;
  /** Show kinds, modes, owners, sizes and times. */
  readonly long?: boolean | undefined;
  /** List the folders below, too. */
  readonly recursive?: boolean | undefined;
  /** How many levels of folders at most. */
  readonly depth?: number | undefined;
}

/** What `globus ls --recursive --json` prints. */
export interface GlobusWalkReport {
  /** The collection's id. */
  readonly collection: string;
  /** What was come to: path, depth, and the Transfer API's file document. */
  readonly entries: readonly WalkEntry[];
  /** Folders that the service refused to list. */
  readonly refused: readonly string[];
}

/**
 * Lists a folder of a collection.
 *
 * @param options See {@linkcode GlobusLsOptions}.
 * @param io Where to look and to print.
 * @returns 1 when a folder below could not be listed.
 * @throws {MisuseError} When two paths are given.
 * @throws {RangeError} When the collection is neither a UUID nor a bookmark.
 * @throws {ApiError} When the folder is not there or may not be read.
 */
export async function globusLs(options: GlobusLsOptions, io: Io): Promise<number> {
  if (options.path !== undefined && options.collection.includes(":")) {
    throw new MisuseError("The path is given twice: after the colon, and as an argument");
  }
  if (options.depth !== undefined) demandCount("--depth", options.depth);
  const transfer = await restoreTransfer(options, io);
  const text = options.path === undefined
    ? options.collection
    : `${options.collection}:${options.path}`;
  const { collection, path, bookmark } = await findPlace(transfer, text);
  if (bookmark !== undefined) io.note(`On ${await collectionInWords(transfer, collection)}`);
  if (options.recursive) return await walked(transfer, collection, path, options, io);
  const listing = await transfer.operationLs(collection, given({ path }));
  if (options.json) io.out(jsonText(listing));
  else await print(listing.DATA.map((file) => ({ name: nameOf(file), file })), options, io);
  return exitCodes.ok;
}

async function walked(
  transfer: TransferClient,
  collection: string,
  path: string | undefined,
  options: GlobusLsOptions,
  io: Io,
): Promise<number> {
  const entries: WalkEntry[] = [];
  const refused: string[] = [];
  const walk = transfer.walk(collection, {
    ...given({ path, maxDepth: options.depth }),
    order: "depth",
    onError(error, folder): void {
      // Nothing at all is known of the folder that was asked for.
      if (entries.length === 0) throw error;
      refused.push(folder);
      io.err(`keyferry: ${plain(error.message)}`);
    },
  });
  for await (const entry of walk) entries.push(entry);
  const report: GlobusWalkReport = { collection, entries, refused };
  const [first] = entries;
  const base = first === undefined ? 0 : first.path.length - nameIn(first.file).length;
  if (options.json) io.out(jsonText(report));
  else {
    const named = entries.map(({ path, file }) => ({ name: plain(path.slice(base)), file }));
    await print(named, options, io);
  }
  return refused.length === 0 ? exitCodes.ok : exitCodes.failed;
}

/** A file under the name that is shown. */
interface Named {
  readonly name: string;
  readonly file: FileDocument;
}

async function print(
  files: readonly Named[],
  { long }: GlobusLsOptions,
  io: Io,
): Promise<void> {
  if (files.length === 0) return;
  io.out(long ? await longListing(files, io) : files.map(({ name }) => name).join("\n"));
}

function nameIn({ name, type }: FileDocument): string {
  return name + (type === "dir" ? "/" : "");
}

function nameOf(file: FileDocument): string {
  return plain(nameIn(file));
}

const kinds: Readonly<Record<string, string>> = {
  file: "file",
  dir: "folder",
  invalid_symlink: "broken link",
};

function longListing(files: readonly Named[], io: Io): Promise<string> {
  const head = ["Kind", "Mode", "User", "Group", "Size", "Modified", "Name"];
  const rows = files.map(({ name, file }) => [
    plain(file.link_target ? "link" : kinds[file.type] ?? file.type),
    plain(file.permissions ?? "-"),
    plain(file.user ?? "-"),
    plain(file.group ?? "-"),
    String(file.size ?? "-"),
    plain(file.last_modified ?? "-"),
    name + (file.link_target ? ` -> ${plain(file.link_target)}` : ""),
  ]);
  return tableText(head, rows, io, { right: [4] });
}

/**
 * The command line of {@linkcode globusLs}.
 *
 * @param act Takes the command that was read.
 */
export function globusLsCommand(act: Act): AnyCommand {
  return new Command<Globals>()
    .description(
      `List a folder of a collection.\n\n${placeHelp} The path follows a colon or stands alone; without ` +
        "a path it is the collection's default folder.\n\n" +
        "--json prints the Transfer API's file_list document; with --recursive {collection, entries: " +
        "[{path, depth, file}], refused: [path]}, of which file is the API's file document.",
    )
    .arguments("<collection:string> [path:string]", [
      "The collection's UUID, or UUID:PATH; or a bookmark in its stead.",
      "The folder.",
    ])
    .option("-l, --long", "Show kinds, modes, owners, sizes in bytes and times.")
    .option("-r, --recursive", "List the folders below, too.")
    .option("--depth <count:number>", "So many levels of folders at most.", {
      depends: ["recursive"],
    })
    .example("A folder", "keyferry globus ls 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/home/share/")
    .example(
      "Just as well",
      "keyferry globus ls -l 6c54cade-bde5-45c1-bdea-f4bd71dba2cc /home/share/",
    )
    .example("All that lies below a bookmark", "keyferry globus ls -r runs:/2026/")
    .action((
      options: Omit<GlobusLsOptions, "collection" | "path">,
      collection: string,
      path?: string,
    ) => act({ run: globusLs, needs: transferNeeds }, { ...options, collection, path }));
}
