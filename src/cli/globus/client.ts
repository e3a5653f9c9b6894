/** What the Globus commands have in common. */

import { demandPermissions } from "../../credentials/demand_permissions.ts";
import { addressPermissions, type Service, type TokenChoice } from "../../globus/config.ts";
import { platform } from "../../globus/platform.ts";
import { type Globus, restore } from "../../globus/restore.ts";
import { type OpenPlace, openPlace } from "../../ferry/open_place.ts";
import type { TransferClient } from "../../globus/transfer/client.ts";
import type { Io } from "../terminal/io.ts";
import { type Needs, platformNeeds } from "../needs.ts";
import { scriptNeeds, type ScriptOptions } from "../script.ts";
import { type CommonOptions, surroundingsOf } from "../surroundings.ts";

/** The options by which Globus commands choose among several logins. */
export interface GlobusOptions extends CommonOptions {
  /** The app that stored the tokens, by its client id. */
  readonly clientId?: string | undefined;
  /** The app that stored the tokens, by its name. */
  readonly app?: string | undefined;
  /** The namespace of a token storage. */
  readonly namespace?: string | undefined;
}

async function choiceOf(options: GlobusOptions, io: Io): Promise<TokenChoice> {
  const { clientId, app, namespace, profile } = options;
  return { ...await surroundingsOf(options, io), clientId, app, namespace, profile };
}

/**
 * Where a Globus command looks, once it is known where Globus answers.
 *
 * @param options Whose token.
 * @param io Where to look.
 * @throws {PermissionNeededError} When a variable that may name another address may not be checked.
 */
export async function certainChoice(options: GlobusOptions, io: Io): Promise<TokenChoice> {
  const choice = await choiceOf(options, io);
  demandPermissions("Cannot tell where Globus answers", addressPermissions(choice));
  return choice;
}

/**
 * Globus clients with the tokens that are found.
 *
 * @param options Whose tokens.
 * @param io Where to look.
 * @throws {CredentialError} When there is no token, or it does not belong where Globus answers.
 * @throws {PermissionNeededError} When a source above the one found may not be checked, or a variable
 * that may name another address.
 */
export async function restoreGlobus(options: GlobusOptions, io: Io): Promise<Globus> {
  return await restore({ ...await certainChoice(options, io), strict: true });
}

/**
 * A Transfer client with the token that is found; see {@linkcode restoreGlobus}.
 *
 * @param options Whose token.
 * @param io Where to look.
 */
export async function restoreTransfer(options: GlobusOptions, io: Io): Promise<TransferClient> {
  return (await restoreGlobus(options, io)).transfer;
}

/**
 * Opens a file or folder of a collection, with the token that is found for its files.
 *
 * @param text `UUID:PATH`, `BOOKMARK:PATH` or `BOOKMARK`.
 * @param options Whose token.
 * @param io Where to look.
 * @throws {CredentialError} When there is no token for the collection's files; it says how to get one.
 */
export async function openFiles(
  text: string,
  options: GlobusOptions,
  io: Io,
): Promise<OpenPlace & Required<Pick<OpenPlace, "collection">>> {
  const choice = await certainChoice(options, io);
  const opened = await openPlace(`globus:${text}`, { globus: { ...choice, strict: true } });
  return opened as OpenPlace & Required<Pick<OpenPlace, "collection">>;
}

/**
 * What a Globus command needs as things stand now: to find the token, to know where the service answers,
 * and to call it.
 *
 * @param options Whose token.
 * @param io Where to look.
 * @param services The services; Transfer by default.
 */
export async function transferNeeds(
  options: GlobusOptions,
  io: Io,
  services: readonly Service[] = ["transfer"],
): Promise<Needs> {
  const choice = await choiceOf(options, io);
  return await platformNeeds(platform, { ...choice, services }, options);
}

/**
 * What a script that uses Globus needs.
 *
 * @param options Whose token, and what it calls.
 * @param io Where to look.
 */
export async function globusScriptNeeds(
  options: GlobusOptions & ScriptOptions,
  io: Io,
): Promise<Needs> {
  return await scriptNeeds(platform, await choiceOf(options, io), options);
}

/**
 * What a command about a collection's own files needs: Transfer tells the server's address only then.
 *
 * @param options Whose token.
 * @param io Where to look.
 */
export async function filesNeeds(options: GlobusOptions, io: Io): Promise<Needs> {
  const needs = await transferNeeds(options, io);
  if ((await choiceOf(options, io)).sandboxOrigin !== undefined) return needs;
  const note =
    "the collection's own server is called, too: its address is not known before Globus " +
    "tells it, and the command names it where it may not";
  return { ...needs, notes: [...needs.notes ?? [], note] };
}
