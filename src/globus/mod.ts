/**
 * Globus: tokens where programs built on the Python SDK keep them, and clients that use them.
 *
 * ```ts ignore
 * import * as globus from "@keyferry/keyferry/globus";
 *
 * const { transfer } = await globus.restore();
 * const mine = transfer.endpointSearch({ filterScope: "my-endpoints" });
 * for await (const { id } of mine) console.log(id);
 * ```
 *
 * An argument or option of a wrong type is a `TypeError`, an impossible number, id or time a `RangeError`,
 * before anything is sent. A call that gets no whole answer throws `NetworkError`. The documentation of a
 * function names its other errors.
 *
 * @example Which collections are mine?
 * ```ts
 * import * as globus from "@keyferry/keyferry/globus";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const { transfer } = await globus.restore(await sandboxSurroundings(sandbox.home));
 * const names: (string | null)[] = [];
 * for await (const endpoint of transfer.endpointSearch({ filterScope: "my-endpoints" })) {
 *   names.push(endpoint.display_name);
 * }
 * assert(names.includes("lab"));
 * ```
 *
 * @module
 */

export type { Globus, RestoreOptions } from "./restore.ts";
export { restore } from "./restore.ts";
export type { CollectionFiles } from "./restore_collection.ts";
export { restoreCollection } from "./restore_collection.ts";
export type { TokenChoice } from "./config.ts";
export { tokenChain } from "./token_chain.ts";
export { platform } from "./platform.ts";
export type { GlobusTokens, StoredTokens } from "./tokens.ts";
export { renewalPermissions } from "./destinations.ts";
export type { OAuthClient } from "./renewal.ts";
export type { EnvironmentChoice, OwnAddresses, Service } from "./config.ts";
export { addressPermissions, environmentOf, serviceUrl } from "./config.ts";
export type { AppFileOptions, TokenFormat } from "./sources/app_files.ts";
export { appSlug, appTokenFile } from "./sources/app_files.ts";
export { jsonTokenStorage } from "./storage/json_file.ts";
export { parseTokenStorage } from "./storage/json_storage.ts";
export { memoryTokenStorage } from "./storage/memory_storage.ts";
export { sqliteTokenStorage } from "./storage/sqlite_file.ts";
export type { TokenData, TokenRecord } from "./storage/token_data.ts";
export type { ReservedTokenFile, TokenFile } from "./storage/token_file.ts";
export type {
  TokenNamespaces,
  TokenRecords,
  TokenStorage,
  TokenStorageOptions,
} from "./storage/token_storage.ts";
export type { Scope, ScopeOptions } from "./scopes.ts";
export type { Os } from "./storage/data_folder.ts";
export {
  authScopes,
  dataAccessScope,
  httpsScope,
  makeScope,
  mergeScopes,
  parseScopes,
  scopeText,
  transferScopes,
} from "./scopes.ts";
export { loginParametersFor, requirementsIn } from "./requirements.ts";
export type { AppChoice } from "./login/login_app.ts";
export type { LoggedIn } from "./login/logged_in.ts";
export type { LoginOptions } from "./login/log_in.ts";
export { login } from "./login/login.ts";
export type { LoginRequiredOptions } from "./login/login_required.ts";
export { loginRequired } from "./login/login_required.ts";
export type { LoggedOut, LogoutOptions } from "./login/logout.ts";
export { logout } from "./login/logout.ts";
export { withLogin } from "./login/with_login.ts";
export type { LoginTalk } from "../oauth/login_talk.ts";
export * from "./auth/mod.ts";
export * from "./transfer/mod.ts";
export * from "../credentials/types.ts";
export * from "../http/types.ts";
