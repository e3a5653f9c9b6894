/** `keyferry cave token` */

import { resolve } from "../../credentials/sources/chain.ts";
import { formatReport } from "../../credentials/sources/report.ts";
import { restore } from "../../cave/restore.ts";
import { tokenChain } from "../../cave/token/token_chain.ts";
import { caveChoice, type CaveOptions } from "./choice.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { type Needs, walkForNeeds } from "../needs.ts";
import { sandboxPermissions } from "../surroundings.ts";
import { jsonText } from "../terminal/text.ts";

/** The options of `cave token`. */
export interface CaveTokenOptions extends CaveOptions {
  /** Print the token itself. */
  readonly reveal?: boolean | undefined;
}

/**
 * Says where the CAVE token is found, or prints it.
 *
 * @param options See {@linkcode CaveTokenOptions}.
 * @param io Where to look and to print.
 * @throws {CredentialError} When there is none, or it does not belong to the server.
 * @throws {PermissionNeededError} When a source above the one found may not be checked.
 */
export async function caveToken(options: CaveTokenOptions, io: Io): Promise<number> {
  const choice = await caveChoice(options, io);
  const { source, report, serverAddress } = await restore({ ...choice, strict: true });
  const token = options.reveal
    ? (await resolve(tokenChain(choice), { strict: true })).value.token.reveal()
    : undefined;
  if (options.json) {
    const { lines: sources } = report;
    io.out(jsonText({ source, server: serverAddress, token, sources }));
  } else {
    io.out(token ?? formatReport(report, { now: choice.now }));
  }
  return 0;
}

/**
 * What {@linkcode caveToken} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function caveTokenNeeds(options: CaveTokenOptions, io: Io): Promise<Needs> {
  const choice = await caveChoice(options, io);
  const { needed, notes } = await walkForNeeds(tokenChain(choice));
  return { needed: [...sandboxPermissions(options), ...needed], notes };
}

/**
 * The command line of {@linkcode caveToken}.
 *
 * @param act Takes the command that was read.
 */
export function caveTokenCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: caveToken, needs: caveTokenNeeds })
    .description(
      "Say where the CAVE token is found: CAVE_TOKEN, then the secret files of CAVEclient and " +
        "cloud-volume. The token itself is printed only with --reveal.\n\n" +
        "--json prints {source, server, sources: [{source, state, detail, next, warnings}]}, and " +
        "token with --reveal.",
    )
    .option("--server <address:string>", "The server the token is for.")
    .option("--key <name:string>", 'The key in the secret files, instead of "token".')
    .option("--file <path:string>", "Look only in this file.")
    .option("--reveal", "Print the token itself.")
    .example("Where is it?", "keyferry cave token")
    .example(
      "For another program",
      'curl -H "Authorization: Bearer $(keyferry cave token --reveal)" ...',
    );
}
