/** `keyferry tapis logout` */

import { writePermissions } from "../../credentials/files/files.ts";
import { readPermissions } from "../../credentials/sources/from_json_file.ts";
import { ownFile } from "../../tapis/own_file.ts";
import { addressPermissions } from "../../tapis/shipments.ts";
import { platform as v2 } from "../../tapis/v2/platform.ts";
import { platform as v3 } from "../../tapis/v3/platform.ts";
import { logout, storedSession } from "../../tapis/v3/session/logout.ts";
import { demandNeeds, type Needs, netPermissions } from "../needs.ts";
import { tellLogout, tellRest } from "../status/tell_logout.ts";
import { sandboxPermissions } from "../surroundings.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { plain } from "../terminal/text.ts";
import { type TapisOptions, v2Search, v3Search } from "./client.ts";

/**
 * Logs out of Tapis v3: the tokens are revoked and removed from keyferry's own file.
 *
 * @param options Whose session, where several are kept.
 * @param io Where to look and to print.
 * @returns 1 when the tokens could not be revoked.
 * @throws {CredentialError} When several sessions fit.
 * @throws {FileError} When the file cannot be used.
 * @throws {PermissionNeededError} When Deno may not write it, or not reach Tapis.
 */
export async function tapisLogout(options: TapisOptions, io: Io): Promise<number> {
  demandNeeds(await tapisLogoutNeeds(options, io), "Cannot log out");
  const search = await v3Search(options, io);
  const report = await logout(search);
  const path = plain(report.path);
  const words = {
    none: `You were not logged in: ${path} has no such session`,
    done: `The tokens are removed from ${path}`,
    notRevoked: "Tapis could not be told to revoke the tokens: they stay good until they expire",
  };
  return await tellLogout(report, words, options, io, async () => {
    await tellRest(v3, search, io);
    await tellRest(v2, await v2Search(options, io), io);
  });
}

/**
 * What {@linkcode tapisLogout} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function tapisLogoutNeeds(options: TapisOptions, io: Io): Promise<Needs> {
  const search = await v3Search(options, io);
  const location = ownFile(search);
  const { pathForPermission: path } = location;
  const session = await storedSession(search).catch(() => undefined);
  const changing = session === undefined || path === undefined ? [] : [
    ...writePermissions(path),
    ...netPermissions(session.baseUrl),
    ...addressPermissions("stored", undefined, search).map(({ permission }) => permission),
  ];
  return { needed: [...sandboxPermissions(options), ...readPermissions(location), ...changing] };
}

/**
 * The command line of {@linkcode tapisLogout}.
 *
 * @param act Takes the command that was read.
 */
export function tapisLogoutCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisLogout, needs: tapisLogoutNeeds, acts: true })
    .description(
      "Log out of Tapis v3: the tokens that keyferry keeps are revoked, and removed from this machine. What " +
        "AgavePy and the Bash CLI keep for Tapis v2 stays, and what is still found is reported.\n\n" +
        "--json prints {path, removed, notRevoked}: the file, and the session.",
    )
    .example("Log out", "keyferry tapis logout")
    .example("Of several sessions, one", "keyferry tapis logout --client my-client");
}
