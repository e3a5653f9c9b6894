/** What a client for Tapis v2 does: each function is a method of it. */

export * from "./clients.ts";
export * from "./profiles.ts";
export * from "./cache/store_tokens.ts";
export * from "./subscriptions.ts";
export * from "./session/token_grants.ts";
export * from "./tokens.ts";
export * from "../../http/verbs.ts";
