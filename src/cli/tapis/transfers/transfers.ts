/** `keyferry tapis transfer`, and `tapis transfers list`, `show`, `wait` and `cancel` */

import { exitCodes } from "../../exit_code.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { nameOf, placeHelp, tapisFile, tapisPath } from "../files/path.ts";
import type { TapisTransferList } from "../json_documents.ts";
import { followedTransfer } from "./followed_transfer.ts";
import type { FollowOptions } from "../../terminal/follow.ts";
import { checkFollowing, follow, withFollowOptions } from "../../terminal/follow.ts";
import type { Act, AnyCommand, Io, TableFor } from "../../terminal/job.ts";
import { answered, answeredList, jobCommand } from "../../terminal/job.ts";
import { limitOf, listed, type ListOptions, withListOptions } from "../../terminal/lister.ts";
import {
  bytesInWords,
  counted,
  factsText,
  jsonText,
  localTime,
  plain,
} from "../../terminal/text.ts";
import { MisuseError } from "../../words/misuse.ts";
import { tapisUri } from "../../../tapis/v3/files/file_path.ts";
import type { TransferTask } from "../../../tapis/v3/files/transfers.ts";

/** The options and arguments of `tapis transfer`. */
export interface TapisTransferOptions extends TapisOptions, FollowOptions {
  /** What is copied: a place, or an address of the web. */
  readonly source: string;
  /** Where to. */
  readonly destination: string;
  /** A word to find it by. */
  readonly tag?: string | undefined;
  /** Wait for the end. */
  readonly wait?: boolean | undefined;
}

/**
 * Begins a transfer, and follows it with `wait`.
 *
 * @param options See {@linkcode TapisTransferOptions}.
 * @param io Where to look and to print.
 * @returns 1 when the transfer was waited for and is not complete; 5 when the time was over first; 130 when
 * the waiting was interrupted.
 * @throws {MisuseError} When a place or a time makes no sense.
 * @throws {ApiError} When the service refuses the transfer.
 */
export async function tapisTransfer(options: TapisTransferOptions, io: Io): Promise<number> {
  const element = elementOf(options);
  checkFollowing(options);
  const tapis = await restoreV3(options, io);
  const { tag, json } = options;
  const task = await tapis.createTransferTask([element], { tag });
  const { sourceURI: from, destinationURI: to } = element;
  const shown = io.stdoutIsTerminal && !json ? "" : `Transfer ${task.uuid}: `;
  io.note(plain(`${shown}From ${from} to ${to}`));
  if (!json) io.out(plain(task.uuid));
  if (!options.wait) {
    if (json) io.out(jsonText(task));
    return exitCodes.ok;
  }
  const followed = await follow(followedTransfer(tapis, task.uuid), { ...options }, io);
  if (json) io.out(jsonText(followed.task ?? task));
  return followed.code;
}

function elementOf(
  options: TapisTransferOptions,
): { readonly sourceURI: string; readonly destinationURI: string } {
  const { source, destination } = options;
  const web = /^https?:\/\//i.test(source) ? URL.parse(source) : undefined;
  if (web === null) throw new MisuseError(`${JSON.stringify(source)} is not an address`);
  const place = web === undefined ? tapisFile(source) : undefined;
  const name = place === undefined ? lastName(web?.pathname ?? "") : nameOf(place);
  const { system, path } = tapisPath(destination);
  const isFolder = path === "" || path.endsWith("/");
  if (isFolder && name === "") {
    throw new MisuseError("The destination lacks a name: write SYSTEM:PATH with one at its end");
  }
  return {
    sourceURI: place === undefined ? source : tapisUri(place.system, place.path),
    destinationURI: tapisUri(system, isFolder ? `${path}/${name}` : path),
  };
}

function lastName(path: string): string {
  const name = path.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * The command line of {@linkcode tapisTransfer}.
 *
 * @param act Takes the command that was read.
 */
export function tapisTransferCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: tapisTransfer, needs: v3Needs, acts: true })
    .description(
      "Have Tapis v3 copy a file, or a folder with all that is in it, from one system to another. The " +
        "transfer's id is printed; the transfer goes on without keyferry, and --wait follows it to its " +
        "end. A destination that ends in a slash is a folder to copy into.\n\n" +
        "--json prints the transfer as Tapis sends it: {uuid, status, tag, created, ...}; with --wait " +
        "its final state, with totalBytesTransferred, completeTransfers and totalTransfers.",
    )
    .arguments("<source:string> <destination:string>", [
      `What is copied: ${placeHelp}; or an https address.`,
      `Where to: ${placeHelp}.`,
    ])
    .option("--tag <word:string>", "A word to find it by.")
    .option("--wait", "Wait until the transfer has ended.");
  return withFollowOptions(command, ["wait"])
    .example("Copy a folder and wait", "keyferry tapis transfer --wait my-system:runs/7 archive:7")
    .example(
      "Into a folder, by addresses",
      "keyferry tapis transfer tapis://my-system/log.txt tapis://archive/logs/",
    );
}

/** The options of `tapis transfers list`. */
export interface TapisTransfersListOptions extends TapisOptions, ListOptions {}

/**
 * Lists the person's transfers, the latest first.
 *
 * @param options See {@linkcode TapisTransfersListOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When the limit is not a whole number above 0.
 */
export async function tapisTransfersList(
  options: TapisTransfersListOptions,
  io: Io,
): Promise<number> {
  const limit = limitOf(options, usual);
  const tapis = await restoreV3(options, io);
  const { items: transfers, capped } = await listed(
    limit,
    (part) => tapis.listTransferTasks(part),
    io,
  );
  const report: TapisTransferList = { transfers, capped };
  return answeredList(report, { items: transfers, ...table }, options, io);
}

const table: TableFor<TransferTask> = {
  head: ["Transfer", "Status", "Begun", "Tag"],
  row: ({ uuid, status, created, tag }) => [uuid, status, localTime(created), tag],
  none: "There are no transfers",
};

/** How many are shown unless more are asked for. */
const usual = 20;

/**
 * The command line of {@linkcode tapisTransfersList}.
 *
 * @param act Takes the command that was read.
 */
export function tapisTransfersListCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: tapisTransfersList, needs: v3Needs })
    .description(
      "List your transfers of Tapis v3, the latest first.\n\n" +
        "--json prints {transfers: [document], capped}, as Tapis sends them; capped is true where there are more.",
    );
  return withListOptions(command, usual)
    .example("The latest five", "keyferry tapis transfers list --limit 5");
}

/** The options and arguments of the commands about one transfer. */
export interface TapisTransferChoice extends TapisOptions {
  /** The transfer's id. */
  readonly transfer: string;
}

/**
 * Shows how a transfer stands.
 *
 * @param options See {@linkcode TapisTransferChoice}.
 * @param io Where to look and to print.
 * @throws {ApiError} When there is no such transfer.
 */
export async function tapisTransfersShow(options: TapisTransferChoice, io: Io): Promise<number> {
  const tapis = await restoreV3(options, io);
  const task = await tapis.getTransferTaskDetails(options.transfer);
  const summary = await tapis.getTransferTask(options.transfer);
  const whole: TransferTask = { ...summary, ...task };
  return answered(whole, () => factsOf(whole), options, io);
}

function factsOf(task: TransferTask): string {
  const { completeTransfers: done = 0, totalTransfers: all = 0, parentTasks } = task;
  return factsText([
    ["Transfer", task.uuid],
    ["Status", task.status],
    ["Tag", task.tag],
    ...(parentTasks ?? []).flatMap(({ sourceURI, destinationURI }) => [
      ["From", sourceURI] as const,
      ["To", destinationURI] as const,
    ]),
    ["Files", `${done} of ${counted(all, "file")}`],
    ["Bytes", bytesInWords(task.totalBytesTransferred ?? 0)],
    ["Begun", localTime(task.startTime ?? task.created)],
    ["Ended", task.endTime && localTime(task.endTime)],
    ["Error", task.errorMessage],
  ]);
}

/**
 * The command line of {@linkcode tapisTransfersShow}.
 *
 * @param act Takes the command that was read.
 */
export function tapisTransfersShowCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisTransfersShow, needs: v3Needs })
    .description(
      "Show the state of a transfer of Tapis v3: what it copies, how much is done, and why it failed.\n\n" +
        "--json prints the transfer with its counts and its lines (parentTasks), as Tapis sends them.",
    )
    .arguments("<transfer:string>", ["The transfer's id."])
    .example("One", "keyferry tapis transfers show 6491c2a5-acb2-40ef-b2c0-bc1fc4cd7e6c");
}

/** The options and arguments of `tapis transfers wait`. */
export interface TapisTransfersWaitOptions extends TapisTransferChoice, FollowOptions {}

/**
 * Waits for a transfer, and shows its progress.
 *
 * @param options See {@linkcode TapisTransfersWaitOptions}.
 * @param io Where to look and to print.
 * @returns 1 when the transfer is not complete; 5 when the time was over first; 130 when the waiting was
 * interrupted.
 * @throws {MisuseError} When a time makes no sense.
 * @throws {ApiError} When there is no such transfer.
 */
export async function tapisTransfersWait(
  options: TapisTransfersWaitOptions,
  io: Io,
): Promise<number> {
  checkFollowing(options);
  const tapis = await restoreV3(options, io);
  const { task, code } = await follow(
    followedTransfer(tapis, options.transfer),
    { ...options },
    io,
  );
  if (task !== undefined) io.out(options.json ? jsonText(task) : plain(task.status));
  return code;
}

/**
 * The command line of {@linkcode tapisTransfersWait}.
 *
 * @param act Takes the command that was read.
 */
export function tapisTransfersWaitCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: tapisTransfersWait, needs: v3Needs })
    .description(
      "Wait until a transfer of Tapis v3 has ended, and print its status: exit code 0 when it is " +
        "complete, 1 when it is not, 5 when the time was over first. Ctrl-C asks whether to cancel it.\n\n" +
        "--json prints the transfer as Tapis sends it.",
    )
    .arguments("<transfer:string>", ["The transfer's id."]);
  return withFollowOptions(command)
    .example(
      "Ten minutes at most",
      "keyferry tapis transfers wait --timeout 600 6491c2a5-acb2-40ef-b2c0-bc1fc4cd7e6c",
    );
}

/**
 * Asks Tapis to end a transfer; it does so in its own time.
 *
 * @param options See {@linkcode TapisTransferChoice}.
 * @param io Where to look and to print.
 * @throws {ApiError} When there is no such transfer.
 */
export async function tapisTransfersCancel(options: TapisTransferChoice, io: Io): Promise<number> {
  const tapis = await restoreV3(options, io);
  await tapis.cancelTransferTask(options.transfer);
  const task = await tapis.getTransferTask(options.transfer);
  return answered(task, () => plain(task.status), options, io);
}

/**
 * The command line of {@linkcode tapisTransfersCancel}.
 *
 * @param act Takes the command that was read.
 */
export function tapisTransfersCancelCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisTransfersCancel, needs: v3Needs, acts: true })
    .description(
      "Ask Tapis v3 to end a transfer, and print its status: it ends in its own time, and what is " +
        "copied already stays.\n\n" +
        "--json prints the transfer as Tapis sends it.",
    )
    .arguments("<transfer:string>", ["The transfer's id."])
    .example("End one", "keyferry tapis transfers cancel 6491c2a5-acb2-40ef-b2c0-bc1fc4cd7e6c");
}
