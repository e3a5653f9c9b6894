/** `keyferry tapis whoami` */

import { Command } from "@cliffy/command";
import { renewalPermissions } from "../tapis/v2/keeping.ts";
import { restore } from "../tapis/v2/restore.ts";
import { sessionChain, type SessionSearch } from "../tapis/v2/session_chain.ts";
import { given } from "./given.ts";
import type { Io } from "./io.ts";
import type { Act, AnyCommand, Globals } from "./job.ts";
import { type Needs, netPermissions, renewalNeeds, walkForNeeds } from "./needs.ts";
import { type CommonOptions, sandboxPermissions, surroundingsOf } from "./surroundings.ts";
import { columns, jsonText, plain } from "./text.ts";

/** The options by which Tapis commands choose among several sessions. */
export interface TapisOptions extends CommonOptions {
  /** The tenant's id. */
  readonly tenant?: string | undefined;
  /** The person. */
  readonly user?: string | undefined;
  /** The OAuth client's name. */
  readonly client?: string | undefined;
}

async function searchOf(options: TapisOptions, io: Io): Promise<SessionSearch> {
  const { tenant: tenantId, user: username, client: clientName } = options;
  return {
    ...await surroundingsOf(options, io),
    ...given({ tenantId, username, clientName }),
  };
}

/**
 * Shows the profile of the person that the Tapis token belongs to.
 *
 * @param options `sandbox`, `json`, and which session.
 * @param io Where to look and to print.
 * @throws {CredentialError} When there is no token.
 * @throws {ApiError} When it is refused.
 * @throws {PermissionNeededError} When a source above the one found may not be looked at.
 */
export async function tapisWhoami(options: TapisOptions, io: Io): Promise<number> {
  const tapis = await restore({ ...await searchOf(options, io), strict: true });
  const profile = await tapis.profilesGet();
  if (options.json) {
    io.out(jsonText(profile));
    return 0;
  }
  const { username, full_name, first_name, last_name, email } = profile;
  const name = full_name ?? [first_name, last_name].filter((part) => part).join(" ");
  const rows: (readonly [string, string | undefined])[] = [
    ["Username", username],
    ["Name", name],
    ["Email", email],
    ["Tenant", tapis.session.tenantId],
    ["Address", tapis.baseUrl],
  ];
  io.out(columns(rows.flatMap(([label, value]) => value ? [[label, plain(value)]] : [])));
  return 0;
}

/**
 * What {@linkcode tapisWhoami} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function tapisWhoamiNeeds(options: TapisOptions, io: Io): Promise<Needs> {
  const surroundings = await searchOf(options, io);
  const { needed, value, notes } = await walkForNeeds(sessionChain(surroundings));
  const unknown = value === undefined && notes.length > 0
    ? ["it also needs --allow-net for the tenant's address, which is in the session"]
    : [];
  const renewal = value === undefined ? { needed: [] } : renewalNeeds({
    renewal: renewalPermissions(value, surroundings),
    bought: value.session.accessToken !== undefined,
    expiresAt: value.session.expiresAt,
  }, (surroundings.now ?? Date.now)());
  return {
    ...renewal,
    needed: [
      ...sandboxPermissions(options),
      ...needed,
      ...(value === undefined ? [] : netPermissions(value.session.baseUrl)),
      ...renewal.needed,
    ],
    notes: [...notes, ...unknown],
  };
}

/**
 * The command line of {@linkcode tapisWhoami}.
 *
 * @param act Takes the command that was read.
 */
export function tapisWhoamiCommand(act: Act): AnyCommand {
  return new Command<Globals>()
    .description(
      "Show the profile of the person that the Tapis token belongs to.\n\n" +
        "--json prints the profile as Tapis sends it.",
    )
    .example("Who am I?", "keyferry tapis whoami")
    .action((options) => act({ run: tapisWhoami, needs: tapisWhoamiNeeds }, options));
}
