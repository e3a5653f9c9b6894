/** What a client for Tapis v3 does: each function is a method of it. */

export * from "./browser_login.ts";
export * from "./contents.ts";
export * from "./device_login.ts";
export * from "./file_changes.ts";
export * from "./find_file.ts";
export * from "./files.ts";
export * from "./local_files.ts";
export * from "./oauth_clients.ts";
export * from "./own_oauth_client.ts";
export * from "./profiles.ts";
export * from "./store_tokens.ts";
export * from "./tenants.ts";
export * from "./token_grants.ts";
export * from "./tokens.ts";
export * from "./transfers.ts";
export * from "./watch_transfer.ts";
export * from "../../http/verbs.ts";
