/** What a client for the state service does: each function is a method of it. */

export * from "./state.ts";
export * from "./neuroglancer_url.ts";
export * from "../verbs.ts";
