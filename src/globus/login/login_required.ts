/** Whether somebody has to log in. */

import { type Scopes, scopesText } from "../auth/flows/requested_scopes.ts";
import { type AppChoice, appChoiceKinds, appOf } from "./login_app.ts";
import { areEnough, tokensOf } from "./login_tokens.ts";
import { parseScopes } from "../scopes.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";

/**
 * What is asked.
 *
 * @category Login
 */
export interface LoginRequiredOptions extends AppChoice {
  /**
   * What the tokens must be good for.
   *
   * @default {openid, profile, email and all of Transfer}
   */
  readonly scopes?: Scopes | undefined;
}

const loginRequiredKinds: OptionKinds<LoginRequiredOptions> = { ...appChoiceKinds, scopes: "any" };

/**
 * Whether {@linkcode login} would ask the person to log in: an app's stored tokens are missing, have
 * expired with nothing to renew them, or lack a scope. The service is not asked, so a token that was
 * revoked there counts as good.
 *
 * @param options Which app, and for what.
 * @throws {LoginError} When no app is named.
 * @throws {FileError} When the file of its tokens cannot be used.
 *
 * @example
 * ```ts
 * import { loginRequired } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const home = await Deno.makeTempDir();
 * assertEquals(await loginRequired({ clientId: "made-up", home, env: {} }), true);
 * await Deno.remove(home);
 * ```
 *
 * @category Login
 */
export async function loginRequired(options: LoginRequiredOptions = {}): Promise<boolean> {
  checkOptions(options, loginRequiredKinds);
  const app = appOf(options);
  if (app.clientSecret !== undefined) return false;
  const required = parseScopes(scopesText(options.scopes)).filter(({ optional }) => !optional);
  const now = (options.now ?? Date.now)();
  return !areEnough(await tokensOf(app), required.map(({ scope }) => scope), now);
}
