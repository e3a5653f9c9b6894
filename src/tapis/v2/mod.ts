/**
 * Tapis v2, the world of AgavePy: sessions where it and the Bash CLI keep them.
 *
 * ```ts ignore
 * import { restore } from "@keyferry/keyferry/tapis/v2";
 *
 * const tapis = await restore();
 * console.log((await tapis.profilesGet()).username);
 * ```
 *
 * An argument or option of a wrong type is a `TypeError`, an impossible number, id or time a `RangeError`,
 * before anything is sent. A call that gets no whole answer throws `NetworkError`. The documentation of a
 * function names its other errors.
 *
 * @example A session of the environment
 * ```ts
 * import { restore } from "@keyferry/keyferry/tapis/v2";
 * import { assertEquals } from "@std/assert";
 *
 * const env = { TAPIS_BASE_URL: "https://api.tacc.utexas.edu", TAPIS_TOKEN: "made-up" };
 * const tapis = await restore({ env });
 * assertEquals([tapis.baseUrl, tapis.capabilities.canCall], ["https://api.tacc.utexas.edu", true]);
 * ```
 *
 * @module
 */

export type { RestoredTapis, RestoreOptions } from "./restore.ts";
export { restore } from "./restore.ts";
export type { Capabilities, Mode } from "./capabilities.ts";
export type { FoundSession, SessionSearch } from "./session/session_chain.ts";
export { sessionChain } from "./session/session_chain.ts";
export { platform } from "./platform.ts";
export { renewalPermissions } from "./session/keeping.ts";
export type { Login } from "./session/renewal.ts";
export type { SessionChoice } from "./cache/from_cache.ts";
export type { SessionRecord } from "./cache/session_record.ts";
export { configFile, currentFile } from "./cache/cache_files.ts";
export type { StoredSession } from "./session/sessions.ts";
export { listSessions, switchSession } from "./session/sessions.ts";
export type { TapisClient, TapisClientOptions } from "./client.ts";
export { tapisClient } from "./client.ts";
export type { PlainTokens, Tokens } from "./session/session_tokens.ts";
export { refresh, tokens } from "./tokens.ts";
export type { ClientDocument, NewClient } from "./clients.ts";
export { clientsCreate, clientsDelete, clientsGet, clientsList } from "./clients.ts";
export type { StoreTokensOptions } from "./cache/store_tokens.ts";
export { storeTokens } from "./cache/store_tokens.ts";
export type { StoreClientOptions, StoredClient } from "./cache/stored_clients.ts";
export { storeClient, storedClients } from "./cache/stored_clients.ts";
export type { LoginOptions } from "./session/client_login.ts";
export type { AddressChoice } from "./address.ts";
export type { HeldPassword, Password } from "../password.ts";
export type { SignalOptions } from "../signal_options.ts";
export { randomClientName } from "./client_name.ts";
export type { SubscriptionDocument, SubscriptionOptions } from "./subscriptions.ts";
export { clientsSubscribe, clientsSubscriptions, clientsUnsubscribeAll } from "./subscriptions.ts";
export type { ProfileDocument, ProfileSearch } from "./profiles.ts";
export { profilesGet, profilesSearch } from "./profiles.ts";
export type { InitOptions, Tenant, TenantDocument, TenantOptions } from "./tenants.ts";
export { apiServerById, idByApiServer, init, listTenants } from "./tenants.ts";
export type { TapisParts } from "./connect.ts";
export { client } from "./connect.ts";
export type { CreateTokenOptions, OAuthClient, TokenDocument } from "./session/token_grants.ts";
export { createToken, refreshToken } from "./session/token_grants.ts";
export * from "../../credentials/types.ts";
export * from "../../http/types.ts";
