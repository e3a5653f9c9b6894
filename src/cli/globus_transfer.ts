/** `keyferry globus transfer` */

import { Command, EnumType } from "@cliffy/command";
import type { TransferClient } from "../globus/transfer/client.ts";
import type { TaskDocument } from "../globus/transfer/documents.ts";
import { type SyncLevel, transferData } from "../globus/transfer/transfer_data.ts";
import { collectionPath } from "./collection_path.ts";
import { checkFollowing, followTask, taskProblem } from "./follow_task.ts";
import { given } from "./given.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "./globus_client.ts";
import { exitCodes } from "./exit_code.ts";
import type { Io } from "./io.ts";
import type { Act, AnyCommand, Globals } from "./job.ts";
import { MisuseError } from "./misuse.ts";
import { taskProgress } from "./task_progress.ts";
import { jsonText, plain } from "./text.ts";

/** The options and arguments of `globus transfer`. */
export interface GlobusTransferOptions extends GlobusOptions {
  /** `COLLECTION:PATH` to copy from. */
  readonly source: string;
  /** `COLLECTION:PATH` to copy to. */
  readonly destination: string;
  /** Whether the path is a folder. */
  readonly recursive?: boolean | undefined;
  /** When a file that is at the destination already is copied again. */
  readonly syncLevel?: Extract<SyncLevel, string> | undefined;
  /** A name for the task. */
  readonly label?: string | undefined;
  /** Compare checksums after each file. */
  readonly verifyChecksum?: boolean | undefined;
  /** Wait for the end. */
  readonly wait?: boolean | undefined;
  /** How long to wait at most, in seconds. */
  readonly timeout?: number | undefined;
  /** How long to wait between looks, in seconds. */
  readonly pollingInterval?: number | undefined;
}

/**
 * Submits a transfer, and follows it with `wait`.
 *
 * @param options See {@linkcode GlobusTransferOptions}.
 * @param io Where to look and to print.
 * @returns 1 when the task was waited for and did not succeed.
 * @throws {MisuseError} When a place is not `COLLECTION:PATH`.
 * @throws {ApiError} When the service refuses the transfer.
 */
export async function globusTransfer(options: GlobusTransferOptions, io: Io): Promise<number> {
  const source = placeOf("source", options.source);
  const destination = placeOf("destination", options.destination);
  checkFollowing(options);
  const transfer = await restoreTransfer(options, io);
  const { label, syncLevel, verifyChecksum, recursive } = options;
  const data = transferData(
    source.collection,
    destination.collection,
    given({ label, syncLevel, verifyChecksum }),
  );
  data.addItem(source.path, destination.path, given({ recursive }));
  const submission = await transfer.submitTransfer(data);
  const { task_id: id } = submission;
  if (!options.json) io.out(plain(id));
  io.note(`Submitted: ${plain(submission.message)}`);
  if (!options.wait) {
    if (options.json) io.out(jsonText(submission));
    return exitCodes.ok;
  }
  const task = await shownToItsEnd(transfer, id, options, io);
  if (options.json) io.out(jsonText({ ...submission, task }));
  const problem = taskProblem(task);
  if (problem !== undefined) io.err(`keyferry: ${plain(problem)}`);
  return problem === undefined ? exitCodes.ok : exitCodes.failed;
}

function placeOf(which: string, text: string): { collection: string; path: string } {
  const { collection, path } = collectionPath(text);
  if (path !== undefined) return { collection, path };
  throw new MisuseError(`The ${which} lacks its path: write ${collection}:/PATH`);
}

async function shownToItsEnd(
  transfer: TransferClient,
  id: string,
  options: GlobusTransferOptions,
  io: Io,
): Promise<TaskDocument> {
  const progress = await taskProgress(io);
  try {
    return await followTask(transfer, id, { ...options, onLook: (task) => progress.show(task) });
  } finally {
    progress.stop();
  }
}

/**
 * The command line of {@linkcode globusTransfer}.
 *
 * @param act Takes the command that was read.
 */
export function globusTransferCommand(act: Act): AnyCommand {
  return new Command<Globals>()
    .type("sync-level", new EnumType(["exists", "size", "mtime", "checksum"]))
    .description(
      "Copy a file or folder from one collection to another. The task's id is printed; the task " +
        "goes on without keyferry, and --wait follows it to its end.\n\n" +
        "--json prints the Transfer API's transfer_result document, and with --wait also task, its " +
        "task document.",
    )
    .arguments("<source:string> <destination:string>", [
      "UUID:PATH to copy from.",
      "UUID:PATH to copy to.",
    ])
    .option("-r, --recursive", "Copy a folder with all that is in it.")
    .option(
      "-s, --sync-level <level:sync-level>",
      "Copy a file that is there already only if it is missing, or differs in size, is newer, or " +
        "differs in its checksum.",
    )
    .option("--label <text:string>", "A name for the task.")
    .option("--verify-checksum", "Compare checksums after each file.")
    .option("--wait", "Wait until the task has ended.")
    .option("--timeout <seconds:number>", "Wait no longer than this.", { depends: ["wait"] })
    .option("--polling-interval <seconds:number>", "Look this often; 1 by default.", {
      depends: ["wait"],
    })
    .example(
      "Copy a folder and wait",
      "keyferry globus transfer -r --wait 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/home/share/ " +
        "31ce9ba0-176d-45a5-add3-f37d233ba47d:/copy/",
    )
    .action((
      options: Omit<GlobusTransferOptions, "source" | "destination">,
      source: string,
      destination: string,
    ) => act({ run: globusTransfer, needs: transferNeeds }, { ...options, source, destination }));
}
