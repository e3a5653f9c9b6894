/** `keyferry tapis token` and `refresh` */

import { exitCodes } from "../exit_code.ts";
import type { Needs } from "../needs.ts";
import type { TapisOptions } from "./client.ts";
import { restoreV2, restoreV3, tapisNeeds, v2Search, v3Needs, v3Search } from "./client.ts";
import { managerNeeds, managerOf } from "./clients/manager.ts";
import { type NewToken, showNewToken } from "./kept_token.ts";
import { type CallOptions, nextLine } from "../words/command_text.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { CredentialError } from "../../credentials/errors/errors.ts";
import { storeUnsavedLogins } from "../../credentials/errors/unsaved_logins.ts";
import { demandWriting } from "../../credentials/files/files.ts";
import { resolve } from "../../credentials/sources/chain.ts";
import type { Report } from "../../credentials/sources/report.ts";
import { ownFile } from "../../tapis/own_file.ts";
import { configFile, currentFile } from "../../tapis/v2/cache/cache_files.ts";
import { storeTokens } from "../../tapis/v2/cache/store_tokens.ts";
import { whereKept } from "../../tapis/v2/session/keeping.ts";
import { sessionChain } from "../../tapis/v2/session/session_chain.ts";
import { listSessions, switchSession } from "../../tapis/v2/session/sessions.ts";

/** The options of `tapis token`. */
export interface TapisNewTokenOptions extends TapisTokenOptions {
  /** Make it the current session. */
  readonly switch?: boolean | undefined;
}

/**
 * Gets a token of Tapis v2 with the person's name and password, and keeps it. Of Tapis v3 it says where the
 * token is; `reveal` prints it for another program, good for a minute at least, and renewed in its place where
 * it would expire before.
 *
 * @param options Who, where; `reveal` prints the token.
 * @param io Where to look and to print, and who is asked.
 * @throws {CredentialError} When no OAuth client is known (Tapis v2).
 * @throws {MisuseError} When a tenant, a name or a password is missing.
 * @throws {ApiError} When the service refuses.
 * @throws {PermissionNeededError} When Deno may not write where it is kept.
 */
export async function tapisToken(options: TapisNewTokenOptions, io: Io): Promise<number> {
  const token = await (options.v3 ? keptV3 : getNew)(options, io);
  showNewToken(token, { json: options.json, now: io.surroundings.now }, io);
  return exitCodes.ok;
}

async function keptV3(options: TapisNewTokenOptions, io: Io): Promise<NewToken> {
  const tapis = await restoreV3(options, io);
  // What a call would do first: it renews what is due.
  if (options.reveal) await tapis.authorizer.apply(new Headers());
  const { session: { username, tenantId, expiresAt }, source, capabilities } = tapis;
  return {
    saved: source,
    username,
    tenant: tenantId,
    expiresAt,
    renewable: capabilities.canRefresh,
    revealed: options.reveal ? tapis.tokens().accessToken.reveal() : undefined,
  };
}

async function getNew(options: TapisNewTokenOptions, io: Io): Promise<NewToken> {
  const { tapis, tenantId, oauthClient, surroundings, login } = await managerOf(options, io);
  if (oauthClient === undefined) {
    throw new CredentialError(
      `No OAuth client for ${tapis.baseUrl} is known here, nor in TAPIS_API_KEY and TAPIS_API_SECRET`,
      { wanted: "Tapis client", lines: [] },
      {
        step: { kind: "create client", platform: "Tapis v2", how: "make one with clientsCreate()" },
      },
    );
  }
  const files = [currentFile(surroundings), configFile(surroundings)];
  // Before anybody is asked: a token that cannot be kept is obtained in vain.
  demandWriting(files.map((file) => file.find()).filter((path) => typeof path === "string"));
  const { username, password } = await login();
  const { apiKey, clientName } = oauthClient;
  const pair = await tapis.createToken(username, password, { oauthClient });
  const { env, home, sandboxOrigin } = surroundings;
  const tokens = await storeTokens(tapis, pair, {
    env,
    home,
    sandboxOrigin,
    tenantId,
    clientName,
    oauthClient,
    username,
  });
  const choice = { apiKey, username };
  if (options.switch) await switchSession(choice, surroundings);
  const kept = (await listSessions(surroundings)).find((session) => {
    return session.apiKey === apiKey && session.username === username;
  });
  if (kept?.isCurrent === false) {
    const client = clientName ?? apiKey;
    io.note(`Another session is the current one: use this one with --client ${client}, or:`);
    io.note(nextLine(["tapis", "token", "--switch"], { ...options as CallOptions, client }));
  }
  return {
    saved: files[kept?.isCurrent ? 0 : 1]?.label,
    username,
    tenant: tenantId,
    expiresAt: tokens.expiresAt,
    renewable: true,
    revealed: options.reveal ? tokens.accessToken.reveal() : undefined,
  };
}

/**
 * What {@linkcode tapisToken} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export function tapisTokenNeeds(options: TapisNewTokenOptions, io: Io): Promise<Needs> {
  return options.v3 ? v3Needs(options, io, []) : managerNeeds({ ...options, writes: true }, io);
}

/**
 * The command line of {@linkcode tapisToken}.
 *
 * @param act Takes the command that was read.
 */
export function tapisTokenCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisToken, needs: tapisTokenNeeds, acts: true })
    .description(
      "Get a Tapis token with your name and password, and keep it where AgavePy and the Bash CLI look. " +
        "Tapis v2 wants an OAuth client for that: keyferry tapis clients create makes one. The password " +
        "is typed unseen, or read from standard input; the token itself is printed only with " +
        "--reveal.\n\nOf Tapis v3, into which keyferry tapis login logs in, it says where the token is. With " +
        "--reveal that is printed, alone, for another program: it is valid for at least a minute: " +
        "one that expires sooner is renewed first, where it is kept.\n\n" +
        "--json prints {saved, username, tenant, expires, renewable}, and token with --reveal.",
    )
    .option("--switch", "Make it the current session, where another one is.")
    .option("--reveal", "Print the token itself.")
    .example("A new token", "keyferry tapis token")
    .example(
      "That of Tapis v3 for another program",
      'curl -H "X-Tapis-Token: $(keyferry tapis token --v3 --reveal)" ...',
    )
    .example("In a script", "pass show tapis | keyferry tapis token --user ada --client my-client");
}

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
      "Get a new Tapis token now, and keep it where the old one was. Other commands renew the token " +
        "by themselves when it expires; this is for a script that runs for long. The token itself " +
        "is printed only with --reveal.\n\n" +
        "--json prints {saved, username, tenant, expires, renewable}, and token with --reveal.",
    )
    .option("--reveal", "Print the new token itself.")
    .example("Renew", "keyferry tapis refresh")
    .example("The session of Tapis v3", "keyferry tapis refresh --v3");
}
