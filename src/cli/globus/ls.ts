/** `keyferry globus ls` */

import type { TransferClient } from "../../globus/transfer/client.ts";
import type { FileDocument, FileListDocument } from "../../globus/transfer/documents.ts";
import { findPlace } from "../../globus/transfer/files/find_place.ts";
import { exitCodes } from "../exit_code.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "./client.ts";
import { collectionInWords, onCollection, placeHelp, refuseLocal } from "./place.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { limitOf, type ListOptions, taken, tellCut, withListOptions } from "../terminal/lister.ts";
import { demandCount, MisuseError } from "../words/misuse.ts";
import { tableText } from "../terminal/table.ts";
import { bytesInWords, jsonText, localTime, plain } from "../terminal/text.ts";
import type { GlobusWalkReport } from "./json_documents.ts";

/** The options and arguments of `globus ls`. */
export interface GlobusLsOptions extends GlobusOptions, ListOptions {
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
  /** A pattern of names. */
  readonly filter?: string | undefined;
  /** The order within a folder: fields, with ` DESC` downwards. */
  readonly orderby?: string | undefined;
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
  refuseLocal(options.collection, "folder");
  if (options.depth !== undefined) demandCount("--depth", options.depth);
  const limit = limitOf(options);
  const transfer = await restoreTransfer(options, io);
  const text = options.path === undefined
    ? options.collection
    : `${options.collection}:${options.path}`;
  const { collection, path, bookmark } = await findPlace(transfer, text);
  if (bookmark !== undefined) io.note(`On ${await collectionInWords(transfer, collection)}`);
  if (options.recursive) return await walked(transfer, { collection, path, limit }, options, io);
  const listing = await whole(transfer, collection, { ...options, path, limit })
    .catch(async (error) => {
      throw await onCollection(transfer, { collection, path }, "Folder", error);
    });
  const { length, total } = listing;
  if (length < total) tellCut(length, total, io);
  if (options.json) io.out(jsonText({ ...listing, capped: length < total }));
  else print(listing.DATA.map((file) => ({ name: nameOf(file), file })), options, io);
  return exitCodes.ok;
}

/** More than these the service lists in one answer never. */
const largest = 100_000;

/** A listing up to the limit, or to its end, as one document. */
async function whole(
  transfer: TransferClient,
  collection: string,
  { path, limit = Infinity, filter, orderby }: {
    readonly path: string | undefined;
    readonly limit: number | undefined;
    readonly filter?: string | undefined;
    readonly orderby?: string | undefined;
  },
): Promise<FileListDocument> {
  const named = filter === undefined ? undefined : { name: `~${filter}` };
  const ask = (offset: number): Promise<FileListDocument> => {
    const part = limit - offset < largest ? { limit: limit - offset } : {};
    const from = offset === 0 ? {} : { offset };
    const order = orderby?.split(",");
    return transfer.operationLs(collection, {
      path,
      filter: named,
      orderby: order,
      ...part,
      ...from,
    });
  };
  const first = await ask(0);
  const files = [...first.DATA];
  while (files.length < Math.min(limit, first.total)) {
    const { DATA } = await ask(files.length);
    if (DATA.length === 0) break;
    for (const file of DATA) files.push(file);
  }
  return { ...first, DATA: files, length: files.length };
}

async function walked(
  transfer: TransferClient,
  { collection, path, limit }: {
    readonly collection: string;
    readonly path: string | undefined;
    readonly limit: number | undefined;
  },
  options: GlobusLsOptions,
  io: Io,
): Promise<number> {
  const fits = nameTest(options.filter);
  let listed = false;
  const refused: string[] = [];
  const walk = transfer.walk(collection, {
    path,
    maxDepth: options.depth,
    orderby: options.orderby?.split(","),
    order: "depth",
    filter({ file }): boolean {
      listed = true;
      return fits(file.name);
    },
    onError(error, folder): void {
      // Nothing at all is known of the folder that was asked for.
      if (!listed) throw error;
      refused.push(folder);
      io.err(`keyferry: ${plain(error.message)}`);
    },
  });
  const { items: entries, capped } = await taken(limit, walk, io).catch(async (error) => {
    throw await onCollection(transfer, { collection, path }, "Folder", error);
  });
  const report: GlobusWalkReport = { collection, entries, refused, capped };
  const [first] = entries;
  const base = first === undefined ? 0 : first.path.length - nameIn(first.file).length;
  if (options.json) io.out(jsonText(report));
  else {
    const named = entries.map(({ path, file }) => ({ name: plain(path.slice(base)), file }));
    print(named, options, io);
  }
  return refused.length === 0 ? exitCodes.ok : exitCodes.failed;
}

/** A file under the name that is shown. */
interface Named {
  readonly name: string;
  readonly file: FileDocument;
}

function print(
  files: readonly Named[],
  { long }: GlobusLsOptions,
  io: Io,
): void {
  if (files.length === 0) return;
  io.out(long ? longListing(files, io) : files.map(({ name }) => name).join("\n"));
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

/** What a file is, in a word. */
export function kindOf({ link_target, type }: FileDocument): string {
  return link_target ? "link" : kinds[type] ?? type;
}

/** Whether a name fits a pattern as the service reads it: `*` is any text, `?` any character. */
function nameTest(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const source = pattern.replace(/[^*?]+|[*?]/g, (part) => {
    return part === "*" ? ".*" : part === "?" ? "." : RegExp.escape(part);
  });
  const test = new RegExp(`^${source}$`, "su");
  return (name) => test.test(name);
}

/** Seconds would cost a terminal of 80 columns a second line for each file. */
const toTheMinute = "2026-11-28 10:30".length;

function longListing(files: readonly Named[], io: Io): string {
  const head = ["Kind", "Mode", "User", "Group", "Size", "Modified", "Name"];
  const rows = files.map(({ name, file }) => [
    plain(kindOf(file)),
    plain(file.permissions ?? "-"),
    plain(file.user ?? "-"),
    plain(file.group ?? "-"),
    file.type === "file" && file.size != null ? bytesInWords(file.size) : "-",
    plain(localTime(file.last_modified).slice(0, toTheMinute)),
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
  const command = jobCommand(act, { run: globusLs, needs: transferNeeds })
    .description(
      `List a folder of a collection.\n\n${placeHelp} The path follows a colon or stands alone; without ` +
        "a path it is the collection's default folder.\n\n" +
        "--json prints the Transfer API's file_list document with capped; with --recursive {collection, " +
        "entries: [{path, depth, file}], refused: [path], capped}, of which file is the API's file " +
        "document; capped is true where there are more.",
    )
    .arguments("<collection:string> [path:string]", [
      "The collection's UUID, or UUID:PATH; or a bookmark instead.",
      "The folder.",
    ])
    .option("-l, --long", "Show kinds, modes, owners, sizes and times.")
    .option("-r, --recursive", "List the folders below, too.")
    .option("--depth <count:number>", "At most this many levels of folders.", {
      depends: ["recursive"],
    })
    .option("--filter <pattern:string>", "Those whose name fits; * for any text.")
    .option("--orderby <fields:string>", "In this order, such as 'size DESC,name'.");
  return withListOptions(command)
    .example("A folder", "keyferry globus ls 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/home/share/")
    .example(
      "Just as well",
      "keyferry globus ls -l 6c54cade-bde5-45c1-bdea-f4bd71dba2cc /home/share/",
    )
    .example(
      "The largest tables",
      "keyferry globus ls -l --filter '*.csv' --orderby 'size DESC' runs:/",
    )
    .example("All that is below a bookmark", "keyferry globus ls -r runs:/2026/");
}
