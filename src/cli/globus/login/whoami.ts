/** `keyferry globus whoami` */

import type { Step } from "../../../credentials/errors/step.ts";
import { type CallOptions, nextLine } from "../../words/command_text.ts";
import { CredentialError } from "../../../credentials/errors/errors.ts";
import type { UserinfoDocument } from "../../../globus/auth/userinfo.ts";
import { authScopes } from "../../../globus/scopes.ts";
import { exitCodes } from "../../exit_code.ts";
import { type GlobusOptions, restoreGlobus, transferNeeds } from "../client.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import type { Needs } from "../../needs.ts";
import { tableText } from "../../terminal/table.ts";
import { factsText, jsonText, plain } from "../../terminal/text.ts";

/** The options of `globus whoami`. */
export interface GlobusWhoamiOptions extends GlobusOptions {
  /** Show the identities that are linked to it. */
  readonly linked?: boolean | undefined;
}

/**
 * Shows the person that the Globus token belongs to.
 *
 * @param options See {@linkcode GlobusWhoamiOptions}.
 * @param io Where to look and to print.
 * @returns 1 when linked identities are asked for and the login does not tell them.
 * @throws {CredentialError} When there is no token, or none for Globus Auth.
 * @throws {ApiError} When it is refused.
 */
export async function globusWhoami(options: GlobusWhoamiOptions, io: Io): Promise<number> {
  const { auth, session, source, report } = await restoreGlobus(options, io);
  if (!session.hasAuth) {
    throw new CredentialError(forTransferAlone(source), report, { step: stepFor(source) });
  }
  const person = await auth.oauth2Userinfo();
  io.note(`By the token from ${plain(source)}`);
  const linked = linkedTo(person);
  if (options.json) io.out(jsonText(person));
  else if (options.linked && linked !== undefined) {
    io.out(tableText(["Identity", "Username", "Provider"], linked, io, { whole: [0] }));
  } else io.out(factsOf(person));
  if (!options.linked || linked !== undefined) return exitCodes.ok;
  io.err("keyferry: This login does not tell linked identities");
  const login = ["globus", "login", "--scopes", authScopes.viewIdentitySet];
  io.err(nextLine(login, options as CallOptions));
  return exitCodes.failed;
}

function forTransferAlone(source: string): string {
  return `Cannot tell who you are: the token from ${source} is for Transfer alone, and Globus Auth ` +
    "is what knows";
}

/** While the variable wins, a login does not help. */
function stepFor(source: string): Step {
  if (source !== "GLOBUS_SDK_TRANSFER_TOKEN") return { kind: "log in", platform: "Globus" };
  const or = `unset ${source} and log in`;
  return { kind: "set variable", variables: ["GLOBUS_SDK_AUTH_TOKEN"], or };
}

function factsOf(person: UserinfoDocument): string {
  const { name, preferred_username, email, sub, identity_provider_display_name } = person;
  return factsText([
    ["Name", name],
    ["Username", preferred_username],
    ["Email", email],
    ["Identity", sub],
    ["Provider", identity_provider_display_name],
  ]);
}

function linkedTo({ identity_set: identities }: UserinfoDocument): string[][] | undefined {
  if (!Array.isArray(identities)) return undefined;
  return identities.map((identity: Record<string, unknown>) => {
    const { sub, username, identity_provider_display_name: provider } = identity;
    return [sub, username, provider].map((value) => plain(String(value ?? "-")));
  });
}

/**
 * What {@linkcode globusWhoami} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export function globusWhoamiNeeds(options: GlobusWhoamiOptions, io: Io): Promise<Needs> {
  return transferNeeds(options, io, ["auth"]);
}

/**
 * The command line of {@linkcode globusWhoami}.
 *
 * @param act Takes the command that was read.
 */
export function globusWhoamiCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusWhoami, needs: globusWhoamiNeeds })
    .description(
      "Show the person, or the app, that the Globus token belongs to.\n\n" +
        "--json prints Globus Auth's userinfo document: {sub, name, preferred_username, email, ...}, " +
        "with identity_set where the login may tell linked identities.",
    )
    .option("--linked", "Show the identities that are linked to it.")
    .example("Who am I?", "keyferry globus whoami");
}
