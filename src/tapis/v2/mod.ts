/**
 * Tapis v2, the world of AgavePy: sessions where it and the Bash CLI keep them.
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
export type { FoundSession, SessionSearch } from "./session_chain.ts";
export { sessionChain } from "./session_chain.ts";
export { platform } from "./platform.ts";
export { renewalPermissions } from "./keeping.ts";
export type { Login } from "./renewal.ts";
export type { SessionChoice } from "./from_cache.ts";
export type { SessionRecord } from "./session_record.ts";
export { configFile, currentFile } from "./cache_files.ts";
export type { StoredSession } from "./sessions.ts";
export { listSessions, switchSession } from "./sessions.ts";
export type { TapisClient, TapisClientOptions } from "./client.ts";
export { tapisClient } from "./client.ts";
export type { PlainTokens, Tokens } from "./session_tokens.ts";
export { refresh, tokens } from "./tokens.ts";
export type { ClientDocument, NewClient } from "./clients.ts";
export { clientsCreate, clientsDelete, clientsGet, clientsList } from "./clients.ts";
export type { StoreTokensOptions } from "./store_tokens.ts";
export { storeTokens } from "./store_tokens.ts";
export type { StoreClientOptions, StoredClient } from "./stored_clients.ts";
export { storeClient, storedClients } from "./stored_clients.ts";
export type { LoginOptions } from "./client_login.ts";
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
export type { OAuthClient, TokenDocument } from "./token_grants.ts";
export { createToken, refreshToken } from "./token_grants.ts";
export * from "../../credentials/types.ts";
export * from "../../http/types.ts";
