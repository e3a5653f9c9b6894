/** `keyferry globus search` */

import type { EndpointDocument } from "../../globus/transfer/documents.ts";
import { exitCodes } from "../exit_code.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "./client.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { limitOf, listed, type ListOptions, withListOptions } from "../terminal/lister.ts";
import { MisuseError } from "../words/misuse.ts";
import { tableText } from "../terminal/table.ts";
import { jsonText, plain } from "../terminal/text.ts";
import type { GlobusSearchReport } from "./json_documents.ts";

/** The options and arguments of `globus search`. */
export interface GlobusSearchOptions extends GlobusOptions, ListOptions {
  /** Words to look for. */
  readonly words?: string | undefined;
  /** Which collections, such as `my-endpoints`. */
  readonly scope?: string | undefined;
  /** Collections of this identity. */
  readonly ownerId?: string | undefined;
  /** Ask which one, and print its id alone. */
  readonly choose?: boolean | undefined;
}

/**
 * Searches collections; with `choose` the person is asked for one, whose id is then printed.
 *
 * @param options See {@linkcode GlobusSearchOptions}.
 * @param io Where to look and to print, and who is asked.
 * @throws {MisuseError} When there is nothing to look for, or nobody to choose.
 * @throws {ApiError} When the service refuses.
 */
export async function globusSearch(options: GlobusSearchOptions, io: Io): Promise<number> {
  const { words, scope, ownerId, choose: chooses = false } = options;
  const limit = limitOf(options, usual);
  if (chooses && !io.stdinIsTerminal) {
    throw new MisuseError("--choose asks, and there is no terminal to answer at: leave it out");
  }
  if (words === undefined && scope === undefined && ownerId === undefined) {
    throw new MisuseError("Give words to look for, or --scope my-endpoints");
  }
  const transfer = await restoreTransfer(options, io);
  const filters = { filterFulltext: words, filterScope: scope, filterOwnerId: ownerId };
  const { items: collections, capped } = await listed(
    limit,
    (part) => transfer.endpointSearch({ ...part, ...filters }),
    io,
  );
  const report: GlobusSearchReport = { collections, capped };
  if (options.json) {
    io.out(jsonText(report));
    return exitCodes.ok;
  }
  if (collections.length === 0) {
    io.note("No collection was found");
    // A script that takes the id does not go on without one.
    return chooses ? exitCodes.failed : exitCodes.ok;
  }
  if (chooses) return await choose(collections, io);
  io.out(table(collections, false, io));
  return exitCodes.ok;
}

/** How many are shown unless more are asked for. */
const usual = 25;

/** Shows the table to the person, and prints the id of the one they choose, alone where it is piped. */
async function choose(collections: readonly EndpointDocument[], io: Io): Promise<number> {
  io.err(table(collections, true, { stdoutIsTerminal: io.stderrIsTerminal }));
  while (true) {
    const answer = (await io.ask(`Which one? [1-${collections.length}, Enter for none] `))?.trim();
    if (!answer) break;
    const chosen = /^\d+$/.test(answer) ? collections[Number(answer) - 1] : undefined;
    if (chosen !== undefined) return answered(chosen, plain(chosen.id), {}, io);
    io.err(`${plain(answer)} is not among them`);
  }
  io.err("No collection was chosen");
  return exitCodes.failed;
}

function table(
  collections: readonly EndpointDocument[],
  numbered: boolean,
  io: Pick<Io, "stdoutIsTerminal">,
): string {
  const head = ["Collection", "Name", "Owner", "Kind"];
  const rows = collections.map(({ id, display_name, owner_string, entity_type }) => {
    const kind = (entity_type ?? "-").replace(/^GCSv5_/, "").replaceAll("_", " ");
    return [id, display_name ?? "-", owner_string ?? "-", kind].map(plain);
  });
  if (!numbered) return tableText(head, rows, io, { whole: [0] });
  const lines = rows.map((row, index) => [String(index + 1), ...row]);
  return tableText(["", ...head], lines, io, { right: [0], whole: [0, 1] });
}

/**
 * The command line of {@linkcode globusSearch}.
 *
 * @param act Takes the command that was read.
 */
export function globusSearchCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: globusSearch, needs: transferNeeds })
    .description(
      "Search collections by words in their names, descriptions, owners and keywords.\n\nCheck the " +
        "owner: anyone can give a collection the name of yours.\n\n" +
        "--json prints {collections: [endpoint], capped}, of the Transfer API's endpoint documents; " +
        "capped is true where there are more.",
    )
    .arguments("[words:string]", ["What to look for."])
    .option(
      "--scope <scope:string>",
      "Those that are yours (my-endpoints), shared with you (shared-with-me), recently-used, " +
        "in-use, administered-by-me, shared-by-me; all by default.",
    )
    .option("--owner-id <id:string>", "Those of this identity.")
    .option("--choose", "Ask which one, and print only its UUID.");
  return withListOptions(command, usual)
    .example("By words", 'keyferry globus search "imaging lab"')
    .example("Choose one", "keyferry globus search --choose imaging")
    .example("Yours", "keyferry globus search --scope my-endpoints");
}
