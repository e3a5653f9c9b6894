/** What a client for a chunkedgraph does: each function is a method of it. */

export * from "./chunkedgraph.ts";
export * from "./chunkedgraph_roots.ts";
export * from "./chunkedgraph_history.ts";
export * from "./chunkedgraph_changes.ts";
export * from "../verbs.ts";
