/** What the CAVE commands that call a service have in common. */

import { platform, type TokenSearch } from "../../cave/platform.ts";
import { type Cave, restore } from "../../cave/restore.ts";
import { caveChoice, type CaveOptions } from "./choice.ts";
import type { AnyCommand, Io } from "../terminal/job.ts";
import { type Needs, platformNeeds } from "../needs.ts";
import { scriptNeeds, type ScriptOptions } from "../script.ts";

/** The options of a CAVE command that may be about a datastack. */
export interface DatastackOptions extends CaveOptions {
  /** The datastack, where one is meant. */
  readonly datastack?: string | undefined;
}

/**
 * CAVE's clients with the token that is found. A datastack is asked at the server that CAVEclient's map
 * names for it; nothing is written into that map.
 *
 * @param options Whose token, and for which server or datastack.
 * @param io Where to look.
 * @throws {CredentialError} When there is no token, or it does not belong to the server.
 * @throws {PermissionNeededError} When a source above the one found may not be checked.
 */
export async function restoreCave(options: DatastackOptions, io: Io): Promise<Cave> {
  const choice = await caveChoice(options, io);
  return await restore(options.datastack, { ...choice, strict: true, writeServerCache: false });
}

/**
 * What a CAVE command needs as things stand now: to find the token and the server, and to call it.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function caveNeeds(options: DatastackOptions, io: Io): Promise<Needs> {
  return await platformNeeds(platform, await searchOf(options, io), options);
}

/**
 * What a script that uses CAVE needs.
 *
 * @param options Whose token, for which server or datastack, and what it calls.
 * @param io Where to look.
 */
export async function caveScriptNeeds(
  options: DatastackOptions & ScriptOptions,
  io: Io,
): Promise<Needs> {
  return await scriptNeeds(platform, await searchOf(options, io), options);
}

async function searchOf(options: DatastackOptions, io: Io): Promise<TokenSearch> {
  const choice = await caveChoice(options, io);
  return { ...choice, datastack: options.datastack };
}

/**
 * Adds the options by which CAVE commands choose a token.
 *
 * @param command The command.
 */
export function withCaveOptions(command: AnyCommand): AnyCommand {
  return command
    .option("--server <address:string>", "The server of CAVE's global services.")
    .option("--key <name:string>", 'The key in the secret files, instead of "token".')
    .option("--file <path:string>", "Take the token only from this file.");
}
