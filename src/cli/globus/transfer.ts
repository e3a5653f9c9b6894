/** `keyferry globus transfer` */

import { EnumType } from "@cliffy/command";
import { FileError } from "../../credentials/errors/errors.ts";
import { demandReading, readText } from "../../credentials/files/files.ts";
import type { Permission } from "../../credentials/permissions.ts";
import type { TransferClient } from "../../globus/transfer/client.ts";
import { findPlace, type Place } from "../../globus/transfer/files/find_place.ts";
import { transferBatch } from "../../globus/transfer/submit/transfer_batch.ts";
import {
  type SyncLevel,
  type TransferData,
  transferData,
  type TransferItem,
} from "../../globus/transfer/submit/transfer_data.ts";
import { checkFollowing, withFollowOptions } from "../terminal/follow.ts";
import { restoreTransfer, transferNeeds } from "./client.ts";
import { collectionInWords, demandPath, placeHelp } from "./place.ts";
import { confirmed, demandAnswerer } from "../terminal/confirm.ts";
import { deadlineOf } from "../words/deadline.ts";
import { exitCodes } from "../exit_code.ts";
import { type Act, type AnyCommand, type Io, jobCommand, several } from "../terminal/job.ts";
import { MisuseError } from "../words/misuse.ts";
import type { Needs } from "../needs.ts";
import { jsonText, plain } from "../terminal/text.ts";
import { type SubmitOptions, submitted } from "./submit.ts";

/** The options and arguments of `globus transfer`. */
export interface GlobusTransferOptions extends SubmitOptions {
  /** The place to copy from; of a batch, what its source paths lie below. */
  readonly source: string;
  /** The place to copy to; of a batch, what its destination paths lie below. */
  readonly destination: string;
  /** Whether the path is a folder. */
  readonly recursive?: boolean | undefined;
  /** A file with a line for each thing to copy; `-` for standard input. */
  readonly batch?: string | undefined;
  /** When a file that is at the destination already is copied again. */
  readonly syncLevel?: Extract<SyncLevel, string> | undefined;
  /** Compare checksums after each file; the service does unless it is told not to. */
  readonly verifyChecksum?: boolean | undefined;
  /** Keep the times of change. */
  readonly preserveMtime?: boolean | undefined;
  /** Encrypt the data on its way. */
  readonly encrypt?: boolean | undefined;
  /** Leave out what cannot be read. */
  readonly skipSourceErrors?: boolean | undefined;
  /** Fail at once when the destination is full. */
  readonly failOnQuotaErrors?: boolean | undefined;
  /** Remove from destination folders what the source folders do not have. */
  readonly deleteDestinationExtra?: boolean | undefined;
  /** Names of files to copy although `exclude` fits them. */
  readonly include?: readonly string[] | undefined;
  /** Names of files to leave out. */
  readonly exclude?: readonly string[] | undefined;
  /** The id of a submission, so that doing it again starts no second task. */
  readonly submissionId?: string | undefined;
}

/**
 * Submits a transfer, and follows it with `wait`.
 *
 * @param options See {@linkcode GlobusTransferOptions}.
 * @param io Where to look and to print.
 * @returns 1 when the person did not agree to `deleteDestinationExtra`, or the task was waited for and
 * did not succeed whole; 5 when the time was over first; 130 when the waiting was interrupted.
 * @throws {MisuseError} When a path is missing, options contradict each other, or no one is there to
 * agree and `yes` is not set.
 * @throws {ApiError} When the service refuses the transfer.
 */
export async function globusTransfer(options: GlobusTransferOptions, io: Io): Promise<number> {
  checkOptions(options);
  const { yes = false, dryRun = false } = options;
  const asks = options.deleteDestinationExtra === true && !dryRun;
  if (asks) demandAnswerer(`Delete from ${plain(options.destination)} ${extra}`, yes, io);
  const batch = await batchText(options, io);
  const transfer = await restoreTransfer(options, io);
  const [source, destination] = await Promise.all([
    findPlace(transfer, options.source),
    findPlace(transfer, options.destination),
  ]);
  const data = document(options, source, destination, {
    items: itemsOf(options, source, destination, batch),
    deadline: deadlineOf(options.deadline, transfer.now, io.note),
    now: transfer.now,
  });
  const to = await sayWhere(transfer, source, destination, io);
  if (dryRun) {
    io.out(jsonText(data));
    return exitCodes.ok;
  }
  if (asks) {
    const paths = data.DATA.map((item) => plain(item.destination_path)).join(", ");
    const question = `Delete from ${paths} on ${to} ${extra}`;
    if (!await confirmed(question, yes, io, "Nothing was submitted")) return exitCodes.failed;
  }
  const submission = await transfer.submitTransfer(data);
  const [item] = data.DATA.length === 1 && io.stderrIsTerminal ? data.DATA : [];
  const file = item === undefined || item.recursive
    ? undefined
    : { collection: source.collection, path: item.source_path };
  return await submitted(transfer, submission, options, io, file);
}

/** What `--delete-destination-extra` deletes. */
const extra = "what the source does not have";

function checkOptions(options: GlobusTransferOptions): void {
  checkFollowing(options);
  if (options.batch === undefined) {
    demandPath(options.source, "source");
    demandPath(options.destination, "destination");
    const filters = [...options.include ?? [], ...options.exclude ?? []];
    if (filters.length > 0 && !options.recursive) {
      throw new MisuseError(
        "--include and --exclude choose among a folder's files: add --recursive",
      );
    }
  } else if (options.recursive) {
    throw new MisuseError("With --batch each line says for itself whether it is --recursive");
  }
}

async function batchText(options: GlobusTransferOptions, io: Io): Promise<string | undefined> {
  const { batch } = options;
  if (batch === undefined) return undefined;
  if (batch === "-") return await io.readInput();
  demandReading(batch);
  const text = await readText(batch);
  if (text === undefined) throw new FileError(`Cannot read ${batch}: it is not there`);
  return text;
}

function itemsOf(
  options: GlobusTransferOptions,
  source: Place,
  destination: Place,
  batch: string | undefined,
): TransferItem[] {
  if (batch === undefined) {
    return [{
      source_path: source.path ?? "/",
      destination_path: destination.path ?? "/",
      recursive: options.recursive,
    }];
  }
  const bases = { sourceBase: source.path, destinationBase: destination.path };
  const items = readBatch(batch, bases);
  if (items.length > 0) return items;
  throw new MisuseError("The batch is empty: give a source and a destination path a line");
}

function readBatch(...batch: Parameters<typeof transferBatch>): TransferItem[] {
  try {
    return transferBatch(...batch);
  } catch (cause) {
    throw cause instanceof SyntaxError ? new MisuseError(cause.message, { cause }) : cause;
  }
}

function document(
  options: GlobusTransferOptions,
  source: Place,
  destination: Place,
  { items, deadline, now }: {
    readonly items: readonly TransferItem[];
    readonly deadline: string | undefined;
    readonly now: () => number;
  },
): TransferData {
  const rules = (method: "include" | "exclude") => {
    return (options[method] ?? []).map((name) => ({ name, method, type: "file" as const }));
  };
  const filterRules = [...rules("include"), ...rules("exclude")];
  const data = transferData(
    source.collection,
    destination.collection,
    {
      label: options.label,
      deadline,
      submissionId: options.submissionId,
      syncLevel: options.syncLevel,
      verifyChecksum: options.verifyChecksum,
      preserveTimestamp: options.preserveMtime,
      encryptData: options.encrypt,
      skipSourceErrors: options.skipSourceErrors,
      failOnQuotaErrors: options.failOnQuotaErrors,
      deleteDestinationExtra: options.deleteDestinationExtra,
      filterRules: filterRules.length === 0 ? undefined : filterRules,
      now,
    },
  );
  for (const item of items) data.DATA.push({ DATA_TYPE: "transfer_item", ...item });
  return data;
}

/** Says whose collections it is about, and returns the destination in words. */
async function sayWhere(
  transfer: TransferClient,
  source: Place,
  destination: Place,
  io: Io,
): Promise<string> {
  const [from, to] = await Promise.all([
    collectionInWords(transfer, source.collection),
    collectionInWords(transfer, destination.collection),
  ]);
  io.note(`From ${from}`);
  io.note(`To ${to}`);
  return to;
}

/**
 * What {@linkcode globusTransfer} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function globusTransferNeeds(
  options: GlobusTransferOptions,
  io: Io,
): Promise<Needs> {
  const needs = await transferNeeds(options, io);
  return { ...needs, needed: [...batchPermissions(options), ...needs.needed] };
}

function batchPermissions({ batch }: GlobusTransferOptions): Permission[] {
  return batch === undefined || batch === "-" ? [] : [{ name: "read", path: batch }];
}

/**
 * The command line of {@linkcode globusTransfer}.
 *
 * @param act Takes the command that was read.
 */
export function globusTransferCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: globusTransfer, needs: globusTransferNeeds, acts: true })
    .type("sync-level", new EnumType(["exists", "size", "mtime", "checksum"]))
    .description(
      "Copy a file or folder from one collection to another.\n\nThe task's id is printed; the task " +
        `goes on without keyferry, and --wait follows it to its end.\n\n${placeHelp}\n\n` +
        "A batch has a line for each thing to copy, as globus-cli's: SOURCE DESTINATION [--recursive] " +
        "[--external-checksum TEXT], quoted as for a shell, # for comments; relative paths are below " +
        "those given.\n\n" +
        "--json prints the Transfer API's transfer_result document, and with --wait also task, its " +
        "task document. --dry-run prints the transfer document that would be submitted.",
    )
    .arguments("<source:string> <destination:string>", [
      "UUID:PATH or BOOKMARK:PATH to copy from.",
      "UUID:PATH or BOOKMARK:PATH to copy to.",
    ])
    .option("-r, --recursive", "Copy a folder with all that is in it.")
    .option(
      "-s, --sync-level, --sync <level:sync-level>",
      "Copy a file that is there already only if it is missing, or differs in size, is newer, or " +
        "differs in its checksum.",
    )
    .option("--batch <file:string>", "Copy what this file lists; - for standard input.")
    .option("--label <text:string>", "A name for the task.")
    .option("--deadline <when:string>", "Give up after this time: 10m, 2h, 1d, or a date.")
    .option("--verify-checksum", "Compare checksums after each file.")
    .option("--no-verify-checksum", "Do not compare checksums after each file.")
    .option("--preserve-mtime", "Keep the times of change.")
    .option("--encrypt", "Encrypt the data on its way.")
    .option("--skip-source-errors", "Leave out what cannot be read.")
    .option("--fail-on-quota-errors", "Fail at once when the destination is full.")
    .option(
      "--delete-destination-extra",
      "Delete from the destination what the source folder does not have; you are asked first.",
    )
    .option("-y, --yes", "Do not ask.")
    .option("--exclude <name:string>", "Leave out files of this name; * for any text.", several)
    .option(
      "--include <name:string>",
      "Copy files of this name although they are excluded.",
      several,
    )
    .option("--submission-id <id:string>", "Doing it again with this id starts no second task.")
    .option("--dry-run", "Print the document, and submit nothing.", { conflicts: ["wait"] })
    .option("--wait", "Wait until the task has ended.");
  return withFollowOptions(command, ["wait"])
    .example(
      "Copy a folder and wait",
      "keyferry globus transfer -r --wait 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/home/share/ " +
        "31ce9ba0-176d-45a5-add3-f37d233ba47d:/copy/",
    )
    .example(
      "What changed since yesterday, for two hours at most",
      "keyferry globus transfer -r --sync checksum --deadline 2h lab:/runs/ archive:/runs/",
    )
    .example(
      "What a file lists",
      "keyferry globus transfer --batch files.txt lab:/ archive:/copy/",
    );
}
