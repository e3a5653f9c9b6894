/**
 * Globus: tokens where programs built on the Python SDK keep them, and the services they open.
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
export type { GlobusTokens, TokenChoice } from "./token_chain.ts";
export { tokenChain } from "./token_chain.ts";
export type { EnvironmentChoice, Service } from "./config.ts";
export { addressPermissions, environmentOf, serviceUrl } from "./config.ts";
export { appSlug } from "./storage/app_files.ts";
export type { TokenNamespaces, TokenRecord } from "./storage/json_storage.ts";
export { parseTokenStorage } from "./storage/json_storage.ts";
export * from "./auth/mod.ts";
export * from "./transfer/mod.ts";
