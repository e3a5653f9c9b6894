/** What the Globus commands have in common. */

import { PermissionNeededError } from "../credentials/errors.ts";
import { missingPermissions, permissionFlags } from "../credentials/permissions.ts";
import { addressPermissions, serviceUrl } from "../globus/config.ts";
import { renewalPermissions } from "../globus/destinations.ts";
import { restore } from "../globus/restore.ts";
import { tokenChain, type TokenChoice } from "../globus/token_chain.ts";
import type { TransferClient } from "../globus/transfer/client.ts";
import { given } from "./given.ts";
import type { Io } from "./io.ts";
import { type Needs, netPermissions, renewalNeeds, walkForNeeds } from "./needs.ts";
import { type CommonOptions, sandboxPermissions, surroundingsOf } from "./surroundings.ts";

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
  return {
    ...await surroundingsOf(options, io),
    ...given({ clientId, app, namespace, profile }),
  };
}

/**
 * A Transfer client with the token that is found.
 *
 * @param options Whose token.
 * @param io Where to look.
 * @throws {CredentialError} When there is no token, or it does not belong where Transfer answers.
 * @throws {PermissionNeededError} When a source above the one found may not be looked at, or a variable
 * that may name another address.
 */
export async function restoreTransfer(options: GlobusOptions, io: Io): Promise<TransferClient> {
  const surroundings = await choiceOf(options, io);
  const missing = missingPermissions(addressPermissions(surroundings));
  if (missing.length > 0) {
    throw new PermissionNeededError("Cannot tell where Globus answers", permissionFlags(missing));
  }
  return (await restore({ ...surroundings, strict: true })).transfer;
}

/**
 * What a Globus command needs as things stand now: to find the token, to know where Transfer answers,
 * and to call it.
 *
 * @param options Whose token.
 * @param io Where to look.
 */
export async function transferNeeds(options: GlobusOptions, io: Io): Promise<Needs> {
  const surroundings = await choiceOf(options, io);
  const { needed, value, notes, exhausted } = await walkForNeeds(tokenChain(surroundings));
  const callsNobody = value === undefined && exhausted && notes.length === 0;
  const renewal = value === undefined ? { needed: [] } : renewalNeeds({
    renewal: renewalPermissions(value, surroundings),
    bought: value.transfer !== undefined,
    expiresAt: value.expiresAt,
  }, (surroundings.now ?? Date.now)());
  const { url } = serviceUrl("transfer", surroundings, value?.addresses);
  return {
    ...renewal,
    needed: [
      ...sandboxPermissions(options),
      ...addressPermissions(surroundings),
      ...needed,
      ...(callsNobody ? [] : netPermissions(url)),
      ...renewal.needed,
    ],
    notes,
  };
}
