/** What a client for the auth service does: each function is a method of it. */

export * from "./auth.ts";
export * from "./people.ts";
export * from "../verbs.ts";
