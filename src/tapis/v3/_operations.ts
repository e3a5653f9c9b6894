/** What a client for Tapis v3 does: each function is a method of it. */

export * from "./session/browser_login.ts";
export * from "./files/contents.ts";
export * from "./session/device_login.ts";
export * from "./files/file_changes.ts";
export * from "./files/find_file.ts";
export * from "./files/files.ts";
export * from "./files/local_files.ts";
export * from "./oauth_clients.ts";
export * from "./own_oauth_client.ts";
export * from "./profiles.ts";
export * from "./session/store_tokens.ts";
export * from "./systems.ts";
export * from "./tenants.ts";
export * from "./session/token_grants.ts";
export * from "./tokens.ts";
export * from "./files/transfers.ts";
export * from "./files/watch_transfer.ts";
export * from "../../http/verbs.ts";
