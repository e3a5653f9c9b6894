/** `keyferry globus logout` */

import { type LoggedOut, logout } from "../../../globus/login/logout.ts";
import { isLoginError } from "../../../credentials/errors/error_guards.ts";
import { platform } from "../../../globus/platform.ts";
import { appsFolder } from "../../../globus/sources/app_files.ts";
import { tellLogout, tellRest } from "../../status/tell_logout.ts";
import { demandNeeds } from "../../needs.ts";
import { appChoice, appNeeds } from "./app.ts";
import type { GlobusOptions } from "../client.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { plain } from "../../terminal/text.ts";

/**
 * Logs an app out: its tokens are revoked at Globus and removed from its file. Those of other apps stay.
 *
 * @param options Which app.
 * @param io Where to look and to print.
 * @returns 1 when tokens could not be revoked at the service.
 * @throws {FileError} When the file of its tokens cannot be used.
 */
export async function globusLogout(options: GlobusOptions, io: Io): Promise<number> {
  demandNeeds(await appNeeds(options, io), "Cannot log out");
  const choice = await appChoice(options, io);
  const report: LoggedOut = await logout(choice).catch((error: unknown) => {
    // No app of that name has logged in here.
    if (!isLoginError(error) || error.reason !== "no app") throw error;
    return { path: appsFolder(choice).label, removed: [], notRevoked: [] };
  });
  const path = plain(report.path);
  const lost = report.notRevoked.map(plain).join(", ");
  const words = {
    none: `You were not logged in: ${path} has no token of ${plain(choice.app ?? "keyferry")}`,
    done: `Their tokens are removed from ${path}`,
    notRevoked: `The service could not be told to revoke the tokens for ${lost}: ` +
      "revoke them at https://auth.globus.org/v2/web/consents",
  };
  const { clientId: _id, app: _app, ...anyApp } = choice;
  return await tellLogout(report, words, options, io, () => tellRest(platform, anyApp, io));
}

/**
 * The command line of {@linkcode globusLogout}.
 *
 * @param act Takes the command that was read.
 */
export function globusLogoutCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusLogout, needs: appNeeds, acts: true })
    .description(
      "Log out of Globus.\n\nThe tokens of keyferry's own login are revoked at Globus and removed from this machine, " +
        "and the services they were for are printed. Logins of other programs stay, unless you name " +
        "them by --client-id and --app.\n\n" +
        "--json prints {path, removed, notRevoked}: the file, and the services of the tokens.",
    )
    .example("Log out", "keyferry globus logout")
    .example(
      "Another app",
      "keyferry globus logout --client-id 61338d24-54d5-408f-a10d-66c06b59f6d2 --app lab",
    );
}
