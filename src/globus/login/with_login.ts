/** Work that logs in, and logs in once more where the service wants it. */

import { isApiError, isAuthorizationRequiredError } from "../../credentials/errors/error_guards.ts";
import type { LoggedIn } from "./logged_in.ts";
import type { LoginOptions } from "./log_in.ts";
import { login } from "./login.ts";
import { checkArguments } from "../../options.ts";

/**
 * Logs in where it is needed, and does some work. Where the service then wants a consent, another
 * identity or a fresh login, or no longer takes the tokens, logs in that way, once, and does the work again
 * from its beginning: it must be work that can be done twice.
 *
 * @param work The work.
 * @param options How the login is done.
 * @returns What the work returned.
 * @throws {LoginError} When a login does not come to its end.
 * @throws Whatever the work throws otherwise, or the second time.
 *
 * @example
 * ```ts
 * import { withLogin } from "@keyferry/keyferry/globus";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { id, secret } = sandbox.tokens.globusClient;
 * const status = await withLogin(async ({ transfer }) => {
 *   return (await transfer.get("/v0.10/task_list")).status;
 * }, { ...await sandboxSurroundings(sandbox.home), clientId: id, clientSecret: secret });
 * assertEquals(status, 200);
 * ```
 *
 * @category Login
 */
export async function withLogin<T>(
  work: (clients: LoggedIn) => T | Promise<T>,
  options: LoginOptions = {},
): Promise<T> {
  checkArguments({ work }, { work: "function" });
  const clients = await login(options);
  try {
    return await work(clients);
  } catch (error) {
    if (isAuthorizationRequiredError(error)) {
      return await work(await login({ ...options, requirements: error.requirements }));
    }
    if (!isDeadLogin(error)) throw error;
    return await work(await login({ ...options, force: true }));
  }
}

/** The tokens were revoked at the service, or by somebody who used the refresh token. */
function isDeadLogin(error: unknown): boolean {
  return isApiError(error) && error.service.startsWith("Globus") && error.loginNeeded;
}
