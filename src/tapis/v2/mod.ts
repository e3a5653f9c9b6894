/** Tapis v2, the world of AgavePy. */

export type { RestoredTapis, RestoreOptions } from "./restore.ts";
export { restore } from "./restore.ts";
export type { Capabilities, Mode } from "./capabilities.ts";
export type { FoundSession, SessionSearch } from "./session_chain.ts";
export { sessionChain } from "./session_chain.ts";
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
export type { LoginOptions, Password } from "./client_login.ts";
export { randomClientName } from "./client_name.ts";
export type { SubscriptionDocument, SubscriptionOptions } from "./subscriptions.ts";
export { clientsSubscribe, clientsSubscriptions, clientsUnsubscribeAll } from "./subscriptions.ts";
export type { ProfileDocument } from "./profiles.ts";
export { profilesGet } from "./profiles.ts";
export type { OAuthClient, TokenDocument } from "./token_grants.ts";
export { createToken, refreshToken } from "./token_grants.ts";
