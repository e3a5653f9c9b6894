/** `keyferry globus search` */

import { Command } from "@cliffy/command";
import type { EndpointDocument } from "../../globus/transfer/documents.ts";
import { exitCodes } from "../exit_code.ts";
import { given } from "../given.ts";
import { type GlobusOptions, restoreTransfer, transferNeeds } from "./client.ts";
import type { Io } from "../io.ts";
import type { Act, AnyCommand, Globals } from "../job.ts";
import { demandCount, MisuseError } from "../misuse.ts";
import { tableText } from "../table.ts";
import { jsonText, plain } from "../text.ts";

/** The options and arguments of `globus search`. */
export interface GlobusSearchOptions extends GlobusOptions {
  /** Words to look for. */
  readonly words?: string | undefined;
  /** Which collections, such as `my-endpoints`. */
  readonly scope?: string | undefined;
  /** Collections of this identity. */
  readonly ownerId?: string | undefined;
  /** How many at most; 25 by default. */
  readonly limit?: number | undefined;
}

/** What `globus search --json` prints. */
export interface GlobusSearchReport {
  /** The collections as the service tells of them. */
  readonly collections: readonly EndpointDocument[];
}

/**
 * Searches collections. Where a person is there, they may choose one, whose id is then printed.
 *
 * @param options See {@linkcode GlobusSearchOptions}.
 * @param io Where to look and to print, and who is asked.
 * @throws {MisuseError} When there is nothing to look for.
 * @throws {ApiError} When the service refuses.
 */
export async function globusSearch(options: GlobusSearchOptions, io: Io): Promise<number> {
  const { words, scope, ownerId, limit = 25 } = options;
  demandCount("--limit", limit);
  if (words === undefined && scope === undefined && ownerId === undefined) {
    throw new MisuseError("Give words to look for, or --scope my-endpoints");
  }
  const transfer = await restoreTransfer(options, io);
  const { items: collections } = await transfer.endpointSearch({
    maxItems: limit,
    pageSize: Math.min(limit, 100),
    ...given({ filterFulltext: words, filterScope: scope, filterOwnerId: ownerId }),
  }).collect();
  const report: GlobusSearchReport = { collections };
  if (options.json) io.out(jsonText(report));
  else if (collections.length === 0) io.note("No collection was found");
  else if (io.stdinIsTerminal) await choose(collections, io);
  else io.out(await table(collections, false, io));
  return exitCodes.ok;
}

/** Shows the table to the person, and prints the id of the one they choose, alone where it is piped. */
async function choose(collections: readonly EndpointDocument[], io: Io): Promise<void> {
  io.err(await table(collections, true, { stdoutIsTerminal: io.stderrIsTerminal }));
  while (true) {
    const answer = (await io.ask(`Which one? [1-${collections.length}, Enter for none] `))?.trim();
    if (!answer) return;
    const chosen = /^\d+$/.test(answer) ? collections[Number(answer) - 1] : undefined;
    if (chosen !== undefined) return io.out(plain(chosen.id));
    io.err(`${plain(answer)} is not among them`);
  }
}

function table(
  collections: readonly EndpointDocument[],
  numbered: boolean,
  io: Pick<Io, "stdoutIsTerminal">,
): Promise<string> {
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
  return new Command<Globals>()
    .description(
      "Search collections by words in their names, descriptions, owners and keywords.\n\nIn a terminal " +
        "you may choose one, and its UUID is printed; elsewhere the table is. Look at the owner: " +
        "anybody may name a collection as yours is named.\n\n" +
        "--json prints {collections: [endpoint]}, of the Transfer API's endpoint documents.",
    )
    .arguments("[words:string]", ["What to look for."])
    .option(
      "--scope <scope:string>",
      "Those that are yours (my-endpoints), shared with you (shared-with-me), recently-used, " +
        "in-use, administered-by-me, shared-by-me; all by default.",
    )
    .option("--owner-id <id:string>", "Those of this identity.")
    .option("--limit <count:number>", "So many at most; 25 by default.")
    .example("Choose one", 'keyferry globus search "imaging lab"')
    .example("Yours", "keyferry globus search --scope my-endpoints")
    .action((options: Omit<GlobusSearchOptions, "words">, words?: string) =>
      act({ run: globusSearch, needs: transferNeeds }, { ...options, words })
    );
}
