/** `keyferry tapis transfer` */

import { tapisUri } from "../../../tapis/v3/files/file_path.ts";
import { exitCodes } from "../../exit_code.ts";
import type { FollowOptions } from "../../terminal/follow.ts";
import { checkFollowing, follow, withFollowOptions } from "../../terminal/follow.ts";
import { followedTransfer } from "./followed_transfer.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { MisuseError } from "../../words/misuse.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { nameOf, placeHelp, tapisFile, tapisPath } from "../files/path.ts";
import { jsonText, plain } from "../../terminal/text.ts";

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
 * @returns 1 when the transfer was waited for and is not complete; 5 when the time was over first; 130 when the waiting was interrupted.
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
  const command = jobCommand(
    act,
    { run: tapisTransfer, needs: v3Needs, acts: true },
    "source",
    "destination",
  )
    .description(
      "Have Tapis v3 copy a file, or a folder with all that is in it, from one system to another. The " +
        "transfer's id is printed; the transfer goes on without keyferry, and --wait follows it to its " +
        "end. A destination that ends in a slash is a folder to copy into.\n\n" +
        "--json prints the transfer as Tapis sends it: {uuid, status, tag, created, ...}; with --wait " +
        "as it is at its end, with totalBytesTransferred, completeTransfers and totalTransfers.",
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
