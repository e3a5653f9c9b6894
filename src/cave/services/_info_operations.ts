/** What a client for the info service does: each function is a method of it. */

export * from "./info.ts";
export * from "./info_sources.ts";
export * from "../verbs.ts";
