/** Logging in from a notebook: a link to open, and a code, a token or a word to bring back. */

import { ArgumentTypeError } from "../../argument_error.ts";
import type { CaveLoginOptions } from "./cave_login.ts";
import type { GlobusLoginOptions } from "./globus_login.ts";
import type { TapisLoginOptions } from "./tapis_login.ts";
import type { Cave } from "../../cave/restore.ts";
import type { LoggedIn } from "../../globus/login/logged_in.ts";
import type { RestoredTapis } from "../../tapis/v3/restore.ts";
import { checkArguments } from "../../options.ts";

export type { LoginAnswer } from "./login_desk.ts";
export type { CaveLoginOptions, GlobusLoginOptions, TapisLoginOptions };

/**
 * Logs in from a notebook, once: shows the page to open, takes what the person brings back, and keeps
 * the credential where the platform's own tool does, so that the next run finds it and shows nothing.
 *
 * - `globus`: open the link, paste the code. Needs the `clientId` of a native app.
 * - `tapis`: open the page, type in the code that is shown, press Enter here. Needs the `clientId` and
 *   `clientKey` of an OAuth client of yours.
 * - `cave`: open the link, paste the token; it is not shown.
 *
 * @param platform Which platform.
 * @param options What the platform needs, where the credential is kept, and `force` to log in again.
 * @returns Clients that use the credential.
 * @throws {LoginError} When no one can be asked (a notebook that a program runs), or the login is
 * refused.
 * @throws {CredentialError} When no one can be asked for a CAVE token, or CAVE does not take it.
 * @throws {PermissionNeededError} When Deno may not write where the credential is kept.
 *
 * @example The sandbox plays the person
 * ```ts
 * import { loginInNotebook } from "@keyferry/keyferry/notebook";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { approveLogin, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { transfer, identityId } = await loginInNotebook("globus", {
 *   ...await sandboxSurroundings(sandbox.home),
 *   clientId: sandbox.tokens.globusApps.other,
 *   answer: (link) => approveLogin(sandbox, link),
 *   display: () => Promise.resolve(),
 * });
 * assertEquals((await transfer.get("/v0.10/task_list")).status, 200);
 * assertEquals(typeof identityId, "string");
 * ```
 */
export function loginInNotebook(
  platform: "globus",
  options?: GlobusLoginOptions,
): Promise<LoggedIn>;
/** Tapis v3: page and code. */
export function loginInNotebook(
  platform: "tapis",
  options: TapisLoginOptions,
): Promise<RestoredTapis>;
/** CAVE: link and token. */
export function loginInNotebook(platform: "cave", options?: CaveLoginOptions): Promise<Cave>;
export async function loginInNotebook(
  platform: "globus" | "tapis" | "cave",
  options: GlobusLoginOptions | TapisLoginOptions | CaveLoginOptions = {},
): Promise<LoggedIn | RestoredTapis | Cave> {
  checkArguments({ platform }, { platform: "text" });
  switch (platform) {
    case "globus": {
      const { globusLogin } = await import("./globus_login.ts");
      return await globusLogin(options as GlobusLoginOptions);
    }
    case "tapis": {
      const { tapisLogin } = await import("./tapis_login.ts");
      return await tapisLogin(options as TapisLoginOptions);
    }
    case "cave": {
      const { caveLogin } = await import("./cave_login.ts");
      return await caveLogin(options as CaveLoginOptions);
    }
    default:
      throw new ArgumentTypeError(`There is no login for "${platform}": use globus, tapis or cave`);
  }
}
