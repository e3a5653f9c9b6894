/** `keyferry tapis refresh` */

import { resolve } from "../../credentials/sources/chain.ts";
import { CredentialError } from "../../credentials/errors/errors.ts";
import { storeUnsavedLogins } from "../../credentials/errors/unsaved_logins.ts";
import type { Report } from "../../credentials/sources/report.ts";
import { ownFile } from "../../tapis/own_file.ts";
import { whereKept } from "../../tapis/v2/session/keeping.ts";
import { sessionChain } from "../../tapis/v2/session/session_chain.ts";
import { exitCodes } from "../exit_code.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { type NewToken, showNewToken } from "./kept_token.ts";
import type { Needs } from "../needs.ts";
import type { TapisOptions } from "./client.ts";
import { restoreV2, restoreV3, tapisNeeds, v2Search, v3Search } from "./client.ts";

/** The options of the commands that get a token. */
export interface TapisTokenOptions extends TapisOptions {
  /** Print the new token itself. */
  readonly reveal?: boolean | undefined;
}

/**
 * Gets a new Tapis token with what is known, before the old one ends.
 *
 * @param options Which session; `reveal` prints the new token.
 * @param io Where to look and to print.
 * @throws {CredentialError} When there is no session, or it cannot be renewed.
 * @throws {ApiError} When the service refuses.
 * @throws {FileError} When the new token cannot be kept; no token was used then, unless the message says
 * that the login is lost.
 * @throws {PermissionNeededError} When Deno may not write where it is kept; no token was used then.
 */
export async function tapisRefresh(options: TapisTokenOptions, io: Io): Promise<number> {
  const token = await (options.v3 ? refreshV3 : refreshV2)(options, io);
  const format = { json: options.json, now: io.surroundings.now };
  const [loss] = await storeUnsavedLogins();
  if (loss !== undefined) {
    // Asked for, it is good until it expires.
    if (token.revealed !== undefined) showNewToken({ ...token, saved: undefined }, format, io);
    throw loss;
  }
  showNewToken(token, format, io);
  return exitCodes.ok;
}

async function refreshV2(options: TapisTokenOptions, io: Io): Promise<NewToken> {
  const tapis = await restoreV2(options, io);
  const { capabilities, report, session: { username, tenantId: tenant } } = tapis;
  demandRenewable(capabilities, report);
  const search = await v2Search(options, io);
  const { value } = await resolve(sessionChain(search));
  const secret = await tapis.refresh();
  return {
    saved: await whereKept(value, secret, search),
    username,
    tenant,
    expiresAt: tapis.tokens().expiresAt,
    renewable: true,
    revealed: options.reveal ? secret.reveal() : undefined,
  };
}

async function refreshV3(options: TapisTokenOptions, io: Io): Promise<NewToken> {
  const tapis = await restoreV3(options, io);
  const { label } = ownFile(await v3Search(options, io));
  demandRenewable(tapis.capabilities, tapis.report);
  const secret = await tapis.refresh();
  const { claims, expiresAt } = tapis.tokens();
  return {
    // A session of variables is renewed in memory alone.
    saved: tapis.source === label ? label : undefined,
    username: claims["tapis/username"],
    tenant: claims["tapis/tenant_id"],
    expiresAt: expiresAt?.getTime(),
    renewable: true,
    revealed: options.reveal ? secret.reveal() : undefined,
  };
}

/** The library gives a lasting token back as it is; a person who asks for a new one is told. */
function demandRenewable(
  { canRefresh, reason }: { readonly canRefresh: boolean; readonly reason?: string | undefined },
  report: Report,
): void {
  if (canRefresh) return;
  throw new CredentialError(`Cannot renew the Tapis token: ${reason}`, report);
}

/**
 * What {@linkcode tapisRefresh} needs as things stand now: renewing is what it is for.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function tapisRefreshNeeds(options: TapisTokenOptions, io: Io): Promise<Needs> {
  const { needed, optional = [], notes = [] } = await tapisNeeds(options, io);
  return { needed: [...needed, ...optional.map(({ permission }) => permission)], notes };
}

/**
 * The command line of {@linkcode tapisRefresh}.
 *
 * @param act Takes the command that was read.
 */
export function tapisRefreshCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisRefresh, needs: tapisRefreshNeeds, acts: true })
    .description(
      "Get a new Tapis token now, and keep it where the old one lay. Other commands renew the token " +
        "by themselves when it ends; this is for a script that is to run for long. The token itself " +
        "is printed only with --reveal.\n\n" +
        "--json prints {saved, username, tenant, expires, renewable}, and token with --reveal.",
    )
    .option("--reveal", "Print the new token itself.")
    .example("Renew", "keyferry tapis refresh")
    .example("The session of Tapis v3", "keyferry tapis refresh --v3");
}
