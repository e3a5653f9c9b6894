/** `keyferry tapis login` */

import { exitCodes } from "../exit_code.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { showNewToken } from "./kept_token.ts";
import { logIn, logInNeeds, type TapisLoginOptions } from "./log_in.ts";

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
  return exitCodes.ok;
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
    .option("--polling-interval <seconds:number>", "Look this often; 5 by default.", {
      depends: ["device"],
    })
    .option("--reveal", "Print the token itself.")
    .example("With name and password", "keyferry tapis login --tenant tacc --user ada")
    .example(
      "From a machine without a browser",
      "keyferry tapis login --tenant tacc --device --client my-client",
    );
}
