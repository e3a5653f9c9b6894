/** `keyferry globus token` */

import { restoreCollection } from "../../../globus/restore_collection.ts";
import { CredentialError } from "../../../credentials/errors/errors.ts";
import { inWords } from "../../../credentials/sources/report.ts";
import type { Client } from "../../../http/client.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { MisuseError } from "../../words/misuse.ts";
import type { Needs } from "../../needs.ts";
import type { GlobusOptions } from "../client.ts";
import { certainChoice, filesNeeds, restoreGlobus, transferNeeds } from "../client.ts";
import { idOf } from "../place.ts";
import { factsText } from "../../terminal/text.ts";
import type { GlobusTokenReport } from "../json_documents.ts";

/** The options of `globus token`. */
export interface GlobusTokenOptions extends GlobusOptions {
  /** The token for Globus Auth, not the one for Transfer. */
  readonly auth?: boolean | undefined;
  /** The token for the files of this collection, by its id. */
  readonly https?: string | undefined;
  /** Print the token itself, renewed where it would expire within a minute. */
  readonly reveal?: boolean | undefined;
}

/**
 * Says where a Globus token is found; or prints it, so that another program can use it for a minute at
 * least. It is renewed in its place where it would expire before.
 *
 * @param options See {@linkcode GlobusTokenOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When two tokens are asked for, or one for what is not a collection's UUID.
 * @throws {CredentialError} When there is no such token.
 * @throws {ApiError} When it cannot be renewed.
 */
export async function globusToken(options: GlobusTokenOptions, io: Io): Promise<number> {
  const { auth, https, reveal } = options;
  if (auth && https !== undefined) {
    throw new MisuseError("--auth and --https are two tokens: ask for one of them");
  }
  if (https !== undefined) idOf(https, "--https");
  const found = await restoreGlobus(options, io);
  if (auth && !found.session.hasAuth) {
    throw new CredentialError(
      `The login from ${found.source} has no token for Globus Auth`,
      found.report,
      {
        step: { kind: "log in", platform: "Globus" },
      },
    );
  }
  const client = https !== undefined
    ? (await restoreCollection(https, { ...await certainChoice(options, io), strict: true })).files
    : auth
    ? found.auth
    : found.transfer;
  const { source } = found;
  const service = https ?? (auth ? "auth" : "transfer");
  const token = reveal ? await tokenOf(client) : undefined;
  const report: GlobusTokenReport = { source, service, ...token === undefined ? {} : { token } };
  const { expiresAt } = found.session;
  const isTransfer = service === "transfer" && expiresAt !== undefined;
  const expiry = isTransfer ? inWords(expiresAt, io.surroundings.now?.()) : undefined;
  const facts = [["Found in", source], ["For", service], ["Token", expiry]] as const;
  return answered(report, token ?? factsText(facts), options, io);
}

/** What a client would put on its next request: it renews what is due first. */
async function tokenOf({ authorizer }: Client): Promise<string> {
  const headers = new Headers();
  await authorizer.apply(headers);
  return (headers.get("authorization") ?? "").replace(/^Bearer /, "");
}

/**
 * What {@linkcode globusToken} needs as things stand now: with `reveal` it may have to renew the token.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function globusTokenNeeds(options: GlobusTokenOptions, io: Io): Promise<Needs> {
  if (options.https !== undefined) return await filesNeeds(options, io);
  return await transferNeeds(options, io, []);
}

/**
 * The command line of {@linkcode globusToken}.
 *
 * @param act Takes the command that was read.
 */
export function globusTokenCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusToken, needs: globusTokenNeeds })
    .description(
      "Say where the Globus token is found. With --reveal it is printed, alone, for another program: it " +
        "is valid for at least a minute: one that expires sooner is renewed first, where it is kept.\n\n" +
        "--json prints {source, service}, and token with --reveal.",
    )
    .option("--auth", "The token for Globus Auth, not the one for Transfer.")
    .option("--https <id:string>", "The token for the files of this collection.")
    .option("--reveal", "Print the token itself.")
    .example("Where is it?", "keyferry globus token")
    .example(
      "For another program",
      'curl -H "Authorization: Bearer $(keyferry globus token --reveal)" ...',
    );
}
