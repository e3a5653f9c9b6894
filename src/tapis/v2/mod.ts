/** Tapis v2, the world of AgavePy. */

export type { Capabilities, RestoredTapis, RestoreOptions } from "./restore.ts";
export { restore } from "./restore.ts";
export type { FoundSession, SessionSearch } from "./session_chain.ts";
export { sessionChain } from "./session_chain.ts";
export type { SessionChoice, SessionRecord } from "./cache.ts";
export { currentFile } from "./cache.ts";
export type { TapisClient, TapisClientOptions } from "./client.ts";
export { tapisClient } from "./client.ts";
export type { ProfileDocument } from "./profiles.ts";
export { profilesGet } from "./profiles.ts";
export type { OAuthClient, TokenDocument } from "./token_grants.ts";
export { createToken, refreshToken } from "./token_grants.ts";
