/** `keyferry tapis whoami` */

import { Command } from "@cliffy/command";
import { renewalPermissions } from "../tapis/v2/keeping.ts";
import { restore } from "../tapis/v2/restore.ts";
import { sessionChain } from "../tapis/v2/session_chain.ts";
import type { Io } from "./io.ts";
import type { Act, AnyCommand, Globals } from "./job.ts";
import { type Needs, netPermissions, renewalNeeds, walkForNeeds } from "./needs.ts";
import { type CommonOptions, sandboxPermissions, surroundingsOf } from "./surroundings.ts";
import { columns, jsonText, plain } from "./text.ts";

/**
 * Shows the profile of the person that the Tapis token belongs to.
 *
 * @param options `sandbox`, `json`.
 * @param io Where to look and to print.
 * @throws {CredentialError} When there is no token.
 * @throws {ApiError} When it is refused.
 * @throws {PermissionNeededError} When a source above the one found may not be looked at.
 */
export async function tapisWhoami(options: CommonOptions, io: Io): Promise<number> {
  const tapis = await restore({ ...await surroundingsOf(options, io), strict: true });
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
export async function tapisWhoamiNeeds(options: CommonOptions, io: Io): Promise<Needs> {
  const surroundings = await surroundingsOf(options, io);
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
