/** What the Tapis commands have in common. */

import { type OpenPlace, openPlace } from "../../ferry/open_place.ts";
import { platform as v2 } from "../../tapis/v2/platform.ts";
import { restore as restoreOld, type RestoredTapis as V2Tapis } from "../../tapis/v2/restore.ts";
import type { SessionSearch as V2Search } from "../../tapis/v2/session/session_chain.ts";
import { platform as v3 } from "../../tapis/v3/platform.ts";
import { restore as restoreNew, type RestoredTapis as V3Tapis } from "../../tapis/v3/restore.ts";
import type { SessionSearch as V3Search } from "../../tapis/v3/session/session_chain.ts";
import type { Io } from "../terminal/io.ts";
import { type Needs, platformNeeds } from "../needs.ts";
import { scriptNeeds, type ScriptOptions } from "../script.ts";
import { type CommonOptions, surroundingsOf } from "../surroundings.ts";

/** The options by which Tapis commands choose among several sessions. */
export interface TapisOptions extends CommonOptions {
  /** The tenant's id. */
  readonly tenant?: string | undefined;
  /** The person. */
  readonly user?: string | undefined;
  /** The OAuth client's name. */
  readonly client?: string | undefined;
  /** Use Tapis v3. */
  readonly v3?: boolean | undefined;
}

/** Where a session of Tapis v2 is looked for. */
export async function v2Search(options: TapisOptions, io: Io): Promise<V2Search> {
  return { ...await personIn(options, io), clientName: options.client };
}

/** Where a session of Tapis v3 is looked for. */
export async function v3Search(options: TapisOptions, io: Io): Promise<V3Search> {
  return { ...await personIn(options, io), clientId: options.client };
}

async function personIn(options: TapisOptions, io: Io): Promise<Omit<V2Search, "clientName">> {
  const { tenant: tenantId, user: username } = options;
  return { ...await surroundingsOf(options, io), tenantId, username };
}

/**
 * A client of Tapis v2 with the session that is found.
 *
 * @param options Whose session.
 * @param io Where to look.
 * @throws {CredentialError} When no session is found.
 * @throws {PermissionNeededError} When a source above the one found may not be checked.
 */
export async function restoreV2(options: TapisOptions, io: Io): Promise<V2Tapis> {
  const search = await v2Search(options, io);
  return await restoreOld({ ...search, strict: true });
}

/**
 * A client of Tapis v3 with the session that is found.
 *
 * @param options Whose session.
 * @param io Where to look.
 * @throws {CredentialError} When no session is found.
 * @throws {PermissionNeededError} When a source above the one found may not be checked.
 */
export async function restoreV3(options: TapisOptions, io: Io): Promise<V3Tapis> {
  const search = await v3Search(options, io);
  return await restoreNew({ ...search, strict: true });
}

/**
 * Opens a file or folder of a system, with the session that is found.
 *
 * @param system The system.
 * @param path The path below its own folder.
 * @param options Whose session.
 * @param io Where to look.
 * @throws {CredentialError} When no session is found.
 */
export async function openSystem(
  system: string,
  path: string,
  options: TapisOptions,
  io: Io,
): Promise<OpenPlace> {
  const tapis = { ...await v3Search(options, io), strict: true };
  return await openPlace(`tapis:${system}:/${path}`, { tapis });
}

/**
 * What a command of Tapis v2 needs as things stand now: to find the session, and to call its tenant.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function v2Needs(options: TapisOptions, io: Io): Promise<Needs> {
  return await platformNeeds(v2, await v2Search(options, io), options);
}

/**
 * What a command of Tapis v3 needs as things stand now: to find the session, and to call its tenant.
 *
 * @param options Its options.
 * @param io Where to look.
 * @param services The services that it calls; those of the tenant by default.
 */
export async function v3Needs(
  options: TapisOptions,
  io: Io,
  services?: readonly string[],
): Promise<Needs> {
  const search = { ...await v3Search(options, io), services };
  return await platformNeeds(v3, search, options);
}

/**
 * What a command of either version needs.
 *
 * @param options Its options; `v3` tells the version.
 * @param io Where to look.
 */
export function tapisNeeds(options: TapisOptions, io: Io): Promise<Needs> {
  return options.v3 ? v3Needs(options, io) : v2Needs(options, io);
}

/**
 * What a script that uses either version needs.
 *
 * @param options Whose session, and what it calls; `v3` tells the version.
 * @param io Where to look.
 */
export async function tapisScriptNeeds(
  options: TapisOptions & ScriptOptions,
  io: Io,
): Promise<Needs> {
  return options.v3
    ? await scriptNeeds(v3, await v3Search(options, io), options)
    : await scriptNeeds(v2, await v2Search(options, io), options);
}
