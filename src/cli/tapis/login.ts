/** `keyferry tapis login` */

import { exitCodes } from "../exit_code.ts";
import { type Needs, netPermissions } from "../needs.ts";
import { sandboxOrOwn, sandboxPermissions } from "../surroundings.ts";
import { type NewToken, showNewToken } from "./kept_token.ts";
import { passwordOf, usernameOf } from "./person.ts";
import type { TapisTokenOptions } from "./token.ts";
import { v3Search } from "./client.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { plain } from "../terminal/text.ts";
import { type CallOptions, nextLine } from "../words/command_text.ts";
import { MisuseError } from "../words/misuse.ts";
import { PermissionNeededError } from "../../credentials/errors/errors.ts";
import { notFoundError } from "../../credentials/errors/not_found_error.ts";
import { demandWriting, writePermissions } from "../../credentials/files/files.ts";
import { missingPermissions, permissionFlags } from "../../credentials/permissions.ts";
import { markerPermissions } from "../../credentials/sandbox_home.ts";
import type { Location, Surroundings } from "../../credentials/surroundings.ts";
import { readVariable, variablePermissions } from "../../credentials/surroundings.ts";
import { checkedBaseUrl } from "../../http/base_url.ts";
import { clientPart } from "../../http/client.ts";
import { ownFile } from "../../tapis/own_file.ts";
import { type TapisClient, tapisClient } from "../../tapis/v3/client.ts";
import { ownOAuthClient } from "../../tapis/v3/own_oauth_client.ts";
import { keptSessions } from "../../tapis/v3/session/logout.ts";
import { storeTokens } from "../../tapis/v3/session/store_tokens.ts";
import type { TokenPair } from "../../tapis/v3/session/token_pair.ts";

/**
 * Logs in to Tapis v3, and keeps the tokens.
 *
 * @param options See {@linkcode TapisLoginOptions}.
 * @param io Who is asked.
 * @returns 130 when the person gave up.
 * @throws {MisuseError} When the tenant, a name or a password is missing.
 * @throws {LoginError} When nobody typed the code in.
 * @throws {ApiError} When the service refuses.
 * @throws {PermissionNeededError} When Deno may not write the record.
 */
export async function tapisLogin(options: TapisLoginOptions, io: Io): Promise<number> {
  const token = await logIn(options, io);
  if (token === undefined) {
    io.err("keyferry: interrupted: you are not logged in");
    return exitCodes.interrupted;
  }
  showNewToken(token, { json: options.json, now: io.surroundings.now }, io);
  await tellOthers(token, options, io);
  return exitCodes.ok;
}

/** Of several sessions none is meant more than another: who wants the new one alone logs the other out. */
async function tellOthers(token: NewToken, options: TapisLoginOptions, io: Io): Promise<void> {
  const { username: user, tenant } = token;
  const { client, ...call } = options;
  const kept = await keptSessions(await v3Search({ ...call, user, tenant }, io));
  const ids = kept.map(({ oauthClient }) => oauthClient?.clientId);
  const other = ids.find((id) => id && id !== client);
  if (other === undefined) return;
  io.note(`Another session is kept, through ${plain(other)}: choose by --client, or log it out`);
  io.note(nextLine(["tapis", "logout"], { ...call as CallOptions, client: other }));
}

/**
 * The command line of {@linkcode tapisLogin}.
 *
 * @param act Takes the command that was read.
 */
export function tapisLoginCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisLogin, needs: logInNeeds, acts: true })
    .description(
      "Log in to Tapis v3 (for v2 there is keyferry tapis token), and keep the tokens in keyferry's own " +
        "record next to the cache of v2. The password is typed unseen, or read from standard input. With " +
        "--device nothing is typed here: you open a page in any browser and type a code in there. With " +
        "--client, an OAuth client of your own, keyferry can renew the token without you.\n\n" +
        "--json prints {saved, username, tenant, expires, renewable}, and token with --reveal.",
    )
    .option("--device", "By a code that you type into a page; needs --client.")
    .option("--polling-interval <seconds:number>", "The time between two checks; 5 by default.", {
      depends: ["device"],
    })
    .option("--reveal", "Print the token itself.")
    .example("With name and password", "keyferry tapis login --tenant tacc --user ada")
    .example(
      "From a machine without a browser",
      "keyferry tapis login --tenant tacc --device --client my-client",
    );
}

/** How a person logs in. */
export interface TapisLoginOptions extends TapisTokenOptions {
  /** With a code that is typed into a page, on whatever machine has a browser. */
  readonly device?: boolean | undefined;
  /**
   * How long to wait between looks at a login by code, in seconds.
   *
   * @default {5}
   */
  readonly pollingInterval?: number | undefined;
}

/**
 * Logs in, and keeps the tokens in keyferry's own record.
 *
 * @param options Where, who, and how.
 * @param io Who is asked.
 * @returns The new token; `undefined` when the person gave up waiting.
 * @throws {MisuseError} When the tenant, a name or a password is missing.
 * @throws {LoginError} When nobody typed the code in.
 * @throws {ApiError} When the service refuses.
 * @throws {PermissionNeededError} When Deno may not write the record.
 */
export async function logIn(options: TapisLoginOptions, io: Io): Promise<NewToken | undefined> {
  const surroundings = await sandboxOrOwn(options, io);
  // Before anybody is asked: a login that cannot be kept is in vain.
  demandWriting([pathOf(ownFile(surroundings))]);
  const { client: clientId, device = false } = options;
  if (device && clientId === undefined) {
    throw new MisuseError("A login by code is for an OAuth client: add --client ID");
  }
  const baseUrl = await addressOf(options, surroundings, io);
  const tapis = tapisClient({ ...clientPart(surroundings), baseUrl });
  if (surroundings.sandboxOrigin !== undefined) await demandTenant(tapis, options.tenant);
  const got = device && clientId !== undefined
    ? await byCode(tapis, clientId, options, io)
    : await byPassword(tapis, options, io);
  if (got === undefined) return undefined;
  const { pair, oauthClient } = got;
  const saved = await storeTokens(tapis, pair, { ...surroundings, oauthClient });
  return {
    saved,
    username: pair.claims["tapis/username"],
    tenant: pair.claims["tapis/tenant_id"],
    expiresAt: pair.expiresAt?.getTime(),
    renewable: pair.refreshToken !== undefined && oauthClient !== undefined,
    revealed: options.reveal ? pair.accessToken.reveal() : undefined,
  };
}

interface Got {
  readonly pair: TokenPair;
  readonly oauthClient: Awaited<ReturnType<typeof ownOAuthClient>>;
}

async function byCode(
  tapis: TapisClient,
  clientId: string,
  { pollingInterval }: TapisLoginOptions,
  io: Io,
): Promise<Got | undefined> {
  const stopping = new AbortController();
  io.stopped().then(() => stopping.abort());
  const { signal } = stopping;
  try {
    const login = await tapis.startDevice(clientId, { signal });
    io.err(
      `Visit ${plain(login.verification_uri)} with any browser, log in, and type in the code ` +
        plain(login.user_code),
    );
    io.note("Waiting, for ten minutes at most; Ctrl-C gives up");
    const pair = await tapis.waitForDevice(login, { signal, pollingInterval });
    return { pair, oauthClient: await ownOAuthClient(tapis, pair, clientId) };
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

async function byPassword(tapis: TapisClient, options: TapisLoginOptions, io: Io): Promise<Got> {
  const username = await usernameOf(options.user, io);
  const password = await passwordOf(username, tapis.baseUrl, io);
  const first = await tapis.createToken(username, password);
  const { client: clientId } = options;
  if (clientId === undefined) return { pair: first, oauthClient: undefined };
  const oauthClient = await ownOAuthClient(tapis, first, clientId);
  if (oauthClient === undefined) {
    throw new MisuseError(
      `${JSON.stringify(clientId)} is not an OAuth client of ${username}: leave out --client, or ` +
        "give one of yours",
      { next: ["tapis", "clients", "list", "--v3"], wrong: "client" },
    );
  }
  // A token for an OAuth client can be renewed.
  return { pair: await tapis.createToken(username, password, { oauthClient }), oauthClient };
}

function pathOf(location: Location): string {
  const path = location.find();
  if (typeof path === "string") return path;
  throw notFoundError(path, `Cannot keep the Tapis tokens in ${location.label}`);
}

/** A tenant's address: the sandbox's, the one that is named, that of `TAPIS_BASE_URL`, or typed. */
async function addressOf(
  { tenant }: TapisLoginOptions,
  surroundings: Surroundings,
  io: Io,
): Promise<string> {
  const known = knownAddress(tenant, surroundings);
  if (known !== undefined) return known;
  const typed = (await io.ask("Tapis tenant, such as tacc: "))?.trim();
  if (typed) return tenantAddress(typed);
  throw new MisuseError("No tenant of Tapis v3 is named: add --tenant ID, such as tacc");
}

function knownAddress(tenant: string | undefined, surroundings: Surroundings): string | undefined {
  if (surroundings.sandboxOrigin !== undefined) return surroundings.sandboxOrigin;
  if (tenant !== undefined) return tenantAddress(tenant);
  const read = readVariable("TAPIS_BASE_URL", surroundings);
  if ("value" in read) return read.value ? checkedBaseUrl(read.value) : undefined;
  throw new PermissionNeededError(
    "Cannot tell where Tapis answers",
    permissionFlags(read.missing ?? []),
  );
}

/** A sandbox has one address for its tenants, so that a tenant it does not have would go unnoticed. */
async function demandTenant(tapis: TapisClient, tenant: string | undefined): Promise<void> {
  if (tenant === undefined) return;
  const ids = (await tapis.listTenants()).map(({ tenant_id }) => tenant_id);
  if (ids.includes(tenant)) return;
  throw new MisuseError(
    `The sandbox has no tenant ${JSON.stringify(tenant)}: its tenants are ${ids.join(", ")}`,
    { next: ["tapis", "tenants", "--v3"], wrong: "tenant" },
  );
}

/** An id is the first part of the host: the host decides the tenant. */
function tenantAddress(tenant: string): string {
  if (/^https?:\/\//i.test(tenant)) return checkedBaseUrl(tenant);
  if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(tenant)) {
    return `https://${tenant.toLowerCase()}.tapis.io`;
  }
  throw new MisuseError(`${JSON.stringify(tenant)} is not a tenant: give its id, such as tacc`);
}

/**
 * What {@linkcode logIn} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function logInNeeds(options: TapisLoginOptions, io: Io): Promise<Needs> {
  const surroundings = await sandboxOrOwn(options, io);
  const { permissions, pathForPermission: path } = ownFile(surroundings);
  const { tenant } = options;
  const variables = tenant === undefined && surroundings.sandboxOrigin === undefined
    ? variablePermissions(["TAPIS_BASE_URL"], surroundings)
    : [];
  const address = missingPermissions(variables).length === 0
    ? knownAddress(tenant, surroundings)
    : undefined;
  return {
    needed: [
      ...sandboxPermissions(options),
      ...await markerPermissions(surroundings),
      ...permissions,
      ...variables,
      ...(path === undefined ? [] : writePermissions(path)),
      ...(address === undefined ? [] : netPermissions(address)),
    ],
    notes: address === undefined
      ? ["it also needs --allow-net for the tenant's address: name it with --tenant"]
      : [],
  };
}
