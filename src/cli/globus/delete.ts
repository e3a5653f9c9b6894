/** `keyferry globus delete` */

import { normalize } from "@std/path/posix";
import { deleteData } from "../../globus/transfer/submit/delete_data.ts";
import { placeById } from "../../globus/transfer/files/find_place.ts";
import { confirmed, demandAnswerer } from "../terminal/confirm.ts";
import { deadlineOf } from "../words/deadline.ts";
import { exitCodes } from "../exit_code.ts";
import { checkFollowing, withFollowOptions } from "../terminal/follow.ts";
import { restoreTransfer, transferNeeds } from "./client.ts";
import { collectionInWords, demandPath, pathPlace, placeHelp } from "./place.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { MisuseError } from "../words/misuse.ts";
import { jsonText, plain } from "../terminal/text.ts";
import { type SubmitOptions, submitted } from "./submit.ts";

/** The options and arguments of `globus delete`. */
export interface GlobusDeleteOptions extends SubmitOptions {
  /** What to delete, all on one collection. */
  readonly places: readonly string[];
  /** Delete folders with all that is in them. */
  readonly recursive?: boolean | undefined;
  /** Ignore paths that are not there. */
  readonly ignoreMissing?: boolean | undefined;
}

/**
 * Submits a delete once the person agreed, and follows it with `wait`.
 *
 * @param options See {@linkcode GlobusDeleteOptions}.
 * @param io Where to look and to print, and who is asked.
 * @returns 1 when the person did not agree, or the task was waited for and did not succeed whole; 5 when the
 * time was over first; 130 when the waiting was interrupted.
 * @throws {MisuseError} When a path is missing, several collections are named, all of a collection is
 * named, or no one is there to agree and `yes` is not set.
 * @throws {ApiError} When the service refuses.
 */
export async function globusDelete(options: GlobusDeleteOptions, io: Io): Promise<number> {
  checkFollowing(options);
  for (const place of options.places) demandOwnPath(place);
  const { yes = false, dryRun = false } = options;
  if (!dryRun) demandAnswerer(`Delete ${options.places.map(plain).join(", ")}`, yes, io);
  const transfer = await restoreTransfer(options, io);
  const places = await Promise.all(
    options.places.map((place) => pathPlace(transfer, place, "place")),
  );
  for (const { path } of places) refuseWhole(path);
  const [collection, ...others] = new Set(places.map(({ collection }) => collection.toLowerCase()));
  if (collection === undefined || others.length > 0) {
    throw new MisuseError(
      "A delete is about one collection: delete on each by a command of its own",
    );
  }
  const { recursive, ignoreMissing, label } = options;
  const deadline = deadlineOf(options.deadline, transfer.now, io.note);
  const choice = { recursive, ignoreMissing, label, deadline };
  const data = deleteData(collection, { ...choice, now: transfer.now });
  for (const { path } of places) data.addItem(path);
  const where = await collectionInWords(transfer, collection);
  if (dryRun) {
    io.note(`On ${where}`);
    io.out(jsonText(data));
    return exitCodes.ok;
  }
  const what = places.map(({ path }) => plain(path)).join(", ");
  const whole = recursive ? " and all that is in it" : "";
  const question = `Delete ${what}${whole} on ${where}`;
  if (!await confirmed(question, yes, io, "Nothing was deleted")) return exitCodes.failed;
  if (yes) io.note(`On ${where}`);
  const submission = await transfer.submitDelete(data);
  return await submitted(transfer, submission, options, io);
}

/** A bookmark's name alone would delete all that it was made for. */
function demandOwnPath(text: string): void {
  demandPath(text, "place");
  if (placeById(text) !== undefined || /:./s.test(text)) return;
  const name = text.replace(/:$/, "");
  throw new MisuseError(
    `${JSON.stringify(text)} is a bookmark without a path: write ${name}:PATH, or ${name}:/ for ` +
      "its whole folder",
  );
}

function refuseWhole(path: string): void {
  if (!/^(\/|\/?~\/?)$/.test(normalize(path))) return;
  throw new MisuseError(
    `${path} is all that the collection holds for you: name the files or folders to delete`,
  );
}

/**
 * The command line of {@linkcode globusDelete}.
 *
 * @param act Takes the command that was read.
 */
export function globusDeleteCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: globusDelete, needs: transferNeeds, acts: true })
    .description(
      "Delete files and folders of one collection.\n\nYou are asked first; without a terminal, " +
        `--yes is needed. The task's id is printed. ${placeHelp}\n\n` +
        "--json prints the Transfer API's delete_result document, and with --wait also task, its " +
        "task document. --dry-run prints the delete document that would be submitted.",
    )
    .arguments("<places...:string>", ["UUID:PATH or BOOKMARK:PATH, all on one collection."])
    .option("-r, --recursive", "Delete a folder with all that is in it.")
    .option("--ignore-missing", "Ignore paths that are not there.")
    .option("--label <text:string>", "A name for the task.")
    .option("--deadline <when:string>", "Give up after this time: 10m, 2h, 1d, or a date.")
    .option("-y, --yes", "Do not ask.")
    .option("--dry-run", "Print the document, and submit nothing.", { conflicts: ["wait"] })
    .option("--wait", "Wait until the task has ended.");
  return withFollowOptions(command, ["wait"])
    .example(
      "A folder, and wait until it is gone",
      "keyferry globus delete -r --wait 6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/data/old-run/",
    );
}
