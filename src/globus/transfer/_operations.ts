/** What a client for Globus Transfer does: each function is a method of it, and public. */

export * from "./endpoints/access_rules.ts";
export * from "./endpoints/activation.ts";
export * from "./bookmarks.ts";
export * from "./manager/managed_endpoints.ts";
export * from "./manager/managed_tasks.ts";
export * from "./manager/managed_task_reports.ts";
export * from "./manager/managed_task_changes.ts";
export * from "./endpoints/endpoints.ts";
export { findPlace } from "./files/find_place.ts";
export * from "./files/operations.ts";
export * from "./endpoints/pause_rules.ts";
export * from "./endpoints/roles.ts";
export * from "./endpoints/servers.ts";
export * from "./endpoints/sharing.ts";
export * from "./submit/submit.ts";
export * from "./submit/submit_many.ts";
export * from "./tasks/task_wait.ts";
export * from "./tasks/tasks.ts";
export * from "./files/walk.ts";
export { watchTask } from "./tasks/watch_task.ts";
