/** Logging in, once, and staying logged in. */

import type { LoggedIn } from "./logged_in.ts";
import type { LoginOptions } from "./log_in.ts";

/**
 * Logs in to Globus, where the stored tokens are not good enough, and stores the tokens where the Python
 * SDK's `GlobusApp` keeps those of the same app: both can use them. An app with a secret logs in as
 * itself, without a person.
 *
 * By a browser on this machine the person comes back to 127.0.0.1, where the program waits; on SSH, in a
 * container or without a browser, the person copies a code, or the address that the browser ended at.
 *
 * @param options See {@linkcode LoginOptions}.
 * @returns Clients that use the tokens and renew them.
 * @throws {LoginError} When no app is named, or the login does not come to its end.
 * @throws {PermissionNeededError} When Deno may not reach Globus Auth or write the tokens; no one was
 * asked then.
 * @throws {ApiError} When Globus Auth refuses.
 * @throws {RangeError} When `timeoutMs` is not valid, or there is no such `flow`.
 *
 * @example A login whose code is pasted
 * ```ts ignore
 * import * as globus from "@keyferry/keyferry/globus";
 *
 * const { transfer } = await globus.login({ clientId: "...", app: "my app", flow: "paste" });
 * for await (const { display_name } of transfer.endpointSearch({ filterScope: "my-endpoints" })) {
 *   console.log(display_name);
 * }
 * ```
 *
 * @example A script that runs every night
 * ```ts
 * import * as globus from "@keyferry/keyferry/globus";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { id, secret } = sandbox.tokens.globusClient;
 * const { transfer } = await globus.login({
 *   ...await sandboxSurroundings(sandbox.home),
 *   clientId: id,
 *   clientSecret: secret,
 * });
 * assertEquals((await transfer.get("/v0.10/task_list")).status, 200);
 * ```
 *
 * @category Login
 */
export async function login(options: LoginOptions = {}): Promise<LoggedIn> {
  // Most programs are logged in: they need not load what it takes.
  const { logIn } = await import("./log_in.ts");
  return await logIn(options);
}
