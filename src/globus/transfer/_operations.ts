/** What a client for Globus Transfer does: each function is a method of it. */

export * from "./access_rules.ts";
export * from "./activation.ts";
export * from "./bookmarks.ts";
export * from "./endpoint_manager.ts";
export * from "./endpoints.ts";
export { findPlace } from "./find_place.ts";
export * from "./operations.ts";
export * from "./pause_rules.ts";
export * from "./roles.ts";
export * from "./servers.ts";
export * from "./sharing.ts";
export * from "./submit.ts";
export * from "./submit_many.ts";
export * from "./task_wait.ts";
export * from "./tasks.ts";
export * from "./walk.ts";
export * from "./watch_task.ts";
export * from "../../http/verbs.ts";
