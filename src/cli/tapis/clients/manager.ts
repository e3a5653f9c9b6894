/** Who manages OAuth clients of Tapis v2, or gets a token: a person, by name and password. */

import { stopsSearch } from "../../../credentials/sources/source.ts";
import { CredentialError } from "../../../credentials/errors/errors.ts";
import { writePermissions } from "../../../credentials/files/files.ts";
import { missingPermissions } from "../../../credentials/permissions.ts";
import { checkShipments, find } from "../../../credentials/platform.ts";
import { markerPermissions } from "../../../credentials/sandbox_home.ts";
import type { Secret } from "../../../credentials/secret/secret.ts";
import {
  readVariable,
  type Surroundings,
  surroundingsPart,
  variablePermissions,
} from "../../../credentials/surroundings.ts";
import { configFile, currentFile } from "../../../tapis/v2/cache/cache_files.ts";
import { type TapisClient, tapisClient } from "../../../tapis/v2/client.ts";
import { addressPermissions, shipments } from "../../../tapis/shipments.ts";
import { platform } from "../../../tapis/v2/platform.ts";
import { checkedBaseUrl } from "../../../http/base_url.ts";
import type { FoundSession, SessionSearch } from "../../../tapis/v2/session/session_chain.ts";
import { sessionChain } from "../../../tapis/v2/session/session_chain.ts";
import { type StoredClient, storedClients } from "../../../tapis/v2/cache/stored_clients.ts";
import { init, type Tenant, tenantsUrl, usualTenantsUrl } from "../../../tapis/v2/tenants.ts";
import type { Io } from "../../terminal/io.ts";
import { MisuseError } from "../../words/misuse.ts";
import { type Needs, netPermissions, walkForNeeds } from "../../needs.ts";
import { sandboxPermissions } from "../../surroundings.ts";
import { type TapisOptions, v2Search } from "../client.ts";
import { passwordOf, usernameOf } from "../person.ts";
import { plain } from "../../terminal/text.ts";
import { type SessionChoice, sessionChoiceKinds } from "../../../tapis/v2/cache/from_cache.ts";
import { clientPart } from "../../../http/client.ts";
import { pickOptions } from "../../../options.ts";

/** A person at a tenant. */
export interface Manager {
  /** A client for the tenant; it has no token. */
  readonly tapis: TapisClient;
  /** The tenant's id, where known. */
  readonly tenantId: string | undefined;
  /** The OAuth client that is known here, with its secret. */
  readonly oauthClient: StoredClient | undefined;
  /** Where things are looked for and kept. */
  readonly surroundings: Surroundings;
  /** The name and the password; asked for where they are not known. */
  login(): Promise<{ readonly username: string; readonly password: Secret }>;
}

/** What is known before anybody is asked. */
interface Known {
  readonly address: string;
  readonly tenantId: string | undefined;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly oauthClient: StoredClient | undefined;
}

/**
 * Finds out who and where: from the session that is found, else from the OAuth clients in the cache, else
 * from the tenant that is named or chosen.
 *
 * @param options Which session, tenant, person.
 * @param io Where to look, and who is asked.
 * @throws {MisuseError} When no tenant is known or named.
 * @throws {CredentialError} When there is no such tenant, or several sessions fit.
 * @throws {PermissionNeededError} When a source may not be checked.
 */
export async function managerOf(options: TapisOptions, io: Io): Promise<Manager> {
  const search = await v2Search(options, io);
  const known = await knownIn(options, search, io);
  const tapis = tapisClient({ ...clientPart(search), baseUrl: known.address });
  return {
    tapis,
    tenantId: known.tenantId,
    oauthClient: known.oauthClient,
    surroundings: surroundingsPart(search),
    async login(): Promise<{ username: string; password: Secret }> {
      const username = await usernameOf(options.user ?? known.username, io);
      const own = username === known.username ? known.password : undefined;
      return { username, password: own ?? await passwordOf(username, tapis.baseUrl, io) };
    },
  };
}

async function knownIn(options: TapisOptions, search: SessionSearch, io: Io): Promise<Known> {
  const found = await sessionIn(search);
  if (found !== undefined) {
    const { session: { baseUrl, tenantId, username }, login } = found;
    return {
      address: baseUrl,
      tenantId,
      username: login?.username ?? username,
      password: typeof login?.password === "function" ? undefined : login?.password,
      oauthClient: keyed(found) ?? onlyOne(await clientsIn(search), baseUrl),
    };
  }
  const stored = onlyOne(await clientsIn(search));
  if (stored !== undefined) {
    const { baseUrl: address, tenantId, username } = stored;
    const secrets = [stored.apiSecret];
    await checkShipments(
      shipments(
        { secrets, from: "stored", baseUrl: address },
        { url: undefined, name: "baseurl" },
        search,
        "the cache",
      ),
      { from: "stored", source: "the cache", report: { wanted: "Tapis client", lines: [] } },
    );
    return { address, tenantId, username, password: undefined, oauthClient: stored };
  }
  const { tenantId, baseUrl: address } = await tenantOf(options, search, io);
  const nobody = { username: undefined, password: undefined, oauthClient: undefined };
  return { address, tenantId, ...nobody };
}

async function sessionIn(search: SessionSearch): Promise<FoundSession | undefined> {
  try {
    return (await find(platform, { ...search, strict: true })).value;
  } catch (error) {
    const isNone = error instanceof CredentialError &&
      error.report.lines.every((line) => line.state !== "used" && !stopsSearch(line));
    if (isNone) return undefined;
    throw error;
  }
}

/** The OAuth clients in the cache, among those that are chosen. */
function clientsIn(search: SessionSearch): Promise<StoredClient[]> {
  const choice = pickOptions<SessionChoice>(search, sessionChoiceKinds);
  return storedClients(choice, surroundingsPart(search));
}

function keyed({ session }: FoundSession): StoredClient | undefined {
  const { baseUrl, tenantId, username, clientName, apiKey, apiSecret } = session;
  if (apiKey === undefined || apiSecret === undefined) return undefined;
  return { baseUrl, tenantId, username, clientName, apiKey, apiSecret };
}

/** The first is the current session's; of several others none is more meant than another. */
function onlyOne(clients: readonly StoredClient[], address?: string): StoredClient | undefined {
  const fitting = clients.filter(({ baseUrl }) => address === undefined || baseUrl === address);
  if (fitting.length < 2) return fitting[0];
  const names = fitting.map(({ clientName, apiKey }) => clientName ?? apiKey).join(", ");
  throw new MisuseError(
    `Several OAuth clients are known here: choose by --client, one of ${names}`,
  );
}

async function tenantOf(
  { tenant: tenantId }: TapisOptions,
  search: SessionSearch,
  io: Io,
): Promise<Pick<Tenant, "tenantId" | "baseUrl">> {
  const baseUrl = tenantId === undefined ? addressIn(search) : undefined;
  if (baseUrl !== undefined && search.sandboxOrigin === undefined) {
    // Its id would be nice to have, and is not worth asking another host for.
    return { tenantId: undefined, baseUrl: checkedBaseUrl(baseUrl) };
  }
  if (tenantId === undefined && baseUrl === undefined && !io.stdinIsTerminal) {
    throw new MisuseError(
      "No tenant of Tapis is known here: add --tenant ID",
      { next: ["tapis", "tenants"] },
    );
  }
  return await init({
    ...surroundingsPart(search),
    tenantId,
    baseUrl,
    async choose(tenants): Promise<string> {
      io.err(`The tenants are ${plain(tenants.map(({ code }) => code).join(", "))}`);
      return (await io.ask("Tapis tenant: "))?.trim() ?? "";
    },
  });
}

function addressIn(search: SessionSearch): string | undefined {
  if (search.sandboxOrigin !== undefined) return search.sandboxOrigin;
  const read = readVariable("TAPIS_BASE_URL", search);
  return "value" in read ? read.value || undefined : undefined;
}

/**
 * What {@linkcode managerOf} needs as things stand now, and calling the tenant.
 *
 * @param options Its options; `writes`: whether the cache is written.
 * @param io Where to look.
 */
export async function managerNeeds(
  options: TapisOptions & { readonly writes?: boolean },
  io: Io,
): Promise<Needs> {
  const search = await v2Search(options, io);
  const { needed, value, notes } = await walkForNeeds(sessionChain(search));
  const paths = [currentFile(search), configFile(search)]
    .map(({ pathForPermission }) => pathForPermission)
    .filter((path) => path !== undefined);
  const writing = options.writes
    ? [
      ...currentFile(search).permissions,
      ...paths.flatMap(writePermissions),
      ...await markerPermissions(search),
    ]
    : [];
  const place = await placeNeeds(options, value, search);
  return {
    needed: [...sandboxPermissions(options), ...needed, ...writing, ...place.needed],
    notes: [...notes, ...place.notes ?? []],
  };
}

async function placeNeeds(
  { tenant }: TapisOptions,
  found: FoundSession | undefined,
  search: SessionSearch,
): Promise<Needs> {
  const to = (address: string, from: FoundSession["from"]): Needs => {
    const deciding = addressPermissions(from, undefined, search).map(({ permission }) =>
      permission
    );
    return { needed: [...deciding, ...netPermissions(address)] };
  };
  if (found !== undefined) return to(found.session.baseUrl, found.from);
  const [stored] = await clientsIn(search).catch(() => []);
  if (stored !== undefined) return to(stored.baseUrl, "stored");
  const address = tenant === undefined ? addressIn(search) : undefined;
  if (address !== undefined) return { needed: netPermissions(address) };
  const variables = search.sandboxOrigin === undefined
    ? variablePermissions(["TAPIS_TENANTS_URL"], search)
    : [];
  const known = missingPermissions(variables).length === 0;
  return {
    needed: [...variables, ...netPermissions(known ? tenantsUrl(search) : usualTenantsUrl)],
    notes: ["it also needs --allow-net for the tenant's address, which the list of tenants tells"],
  };
}
