/**
 * Tasks: listing them, looking at one, changing and cancelling it, and what it did.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import type { Pages } from "../../../http/pages.ts";
import { path } from "../../../http/path.ts";
import { document, filled, number, optional, single } from "../../../http/reply/shape.ts";
import {
  ask,
  askPages,
  byMarker,
  type CallParams,
  change,
  listKinds,
  type ListOptions,
} from "../_ask.ts";
import { filterText } from "../submit/_filter_text.ts";
import type { ResultDocument, TaskDocument } from "../documents.ts";
import type { TaskData } from "../endpoints/resource_data.ts";
import type {
  EventDocument,
  EventListDocument,
  PauseInfoDocument,
  SkippedErrorDocument,
  SkippedErrorsDocument,
  SuccessfulTransferDocument,
  SuccessfulTransfersDocument,
  TaskListDocument,
} from "../endpoints/resource_documents.ts";
import type { OptionKinds } from "../../../options.ts";

/**
 * Which tasks are listed, and how.
 *
 * @category Tasks
 */
export interface TaskListOptions extends ListOptions {
  /** Which tasks, such as `status:ACTIVE,INACTIVE/type:TRANSFER`; or fields and their values. */
  readonly filter?: string | Readonly<Record<string, string | readonly string[]>> | undefined;
  /** The order: a field, or several; with ` DESC` downwards. */
  readonly orderby?: string | readonly string[] | undefined;
}

const taskListKinds: OptionKinds<TaskListOptions> = {
  ...listKinds,
  filter: "any",
  orderby: "texts",
};

/**
 * Which events are listed.
 *
 * @category Tasks
 */
export interface TaskEventListOptions extends ListOptions {
  /** Which events, such as `is_error:1`; or fields and their values. */
  readonly filter?: string | Readonly<Record<string, string | readonly string[]>> | undefined;
}

const taskEventListKinds: OptionKinds<TaskEventListOptions> = {
  ...listKinds,
  filter: "any",
};

/**
 * A task's document (`GET /v0.10/task/{id}`).
 *
 * In Python: `get_task()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} With `TaskNotFound` when there is none.
 * @throws {TypeError} When the id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => transferClient().getTask(".."), TypeError);
 * ```
 *
 * @category Tasks
 */
export async function getTask(
  client: Client,
  taskId: string,
  options: CallParams = {},
): Promise<TaskDocument> {
  return await ask(client, path`GET /task/${{ taskId }}`, options, { shape: task });
}

const statuses: readonly unknown[] = ["ACTIVE", "INACTIVE", "SUCCEEDED", "FAILED"];

const task = document({
  task_id: filled,
  status: single("a status of a task", (value) => statuses.includes(value)),
  bytes_transferred: optional(number),
  effective_bytes_per_second: optional(number),
  files: optional(number),
  files_transferred: optional(number),
  files_skipped: optional(number),
  fatal_error: optional(document()),
});

/**
 * The person's tasks, the newest first (`GET /v0.10/task_list`).
 *
 * @param client A Transfer client.
 * @param options See {@linkcode TaskListOptions}.
 * @returns The tasks, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses; while iterating.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "task_list", total: 1, DATA: [{ task_id: "task-id" }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { items } = await transfer.taskList().collect();
 * assertEquals(items.length, 1);
 * ```
 *
 * @category Tasks
 */
export function taskList(
  client: Client,
  options: TaskListOptions = {},
): Pages<TaskDocument, TaskListDocument> {
  const query = () => ({ filter: filterText(options.filter) });
  const facts = { kinds: taskListKinds, style: "total", largest: 1000 } as const;
  return askPages(client, "/task_list", options, { query, ...facts });
}

/**
 * What happened to a task (`GET /v0.10/task/{id}/event_list`). The service forgets it after 30
 * days.
 *
 * In Python: `task_event_list()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options See {@linkcode TaskEventListOptions}.
 * @returns The events, the newest first, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses; while iterating.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "event_list", total: 1, DATA: [{ code: "STARTED", is_error: false }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { items } = await transfer.taskEventList("task-id").collect();
 * assertEquals(items.length, 1);
 * ```
 *
 * @category Tasks
 */
export function taskEventList(
  client: Client,
  taskId: string,
  options: TaskEventListOptions = {},
): Pages<EventDocument, EventListDocument> {
  const query = () => ({ filter: filterText(options.filter) });
  const facts = { kinds: taskEventListKinds, style: "total", largest: 1000 } as const;
  return askPages(client, path`/task/${{ taskId }}/event_list`, options, { query, ...facts });
}

/**
 * Changes a task's label or deadline while it is active (`PUT /v0.10/task/{id}`).
 *
 * In Python: `update_task()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param data What to change.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "Updated", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.updateTask("task-id", { label: "run 7" });
 * assertEquals(code, "Updated");
 * ```
 *
 * @category Tasks
 */
export async function updateTask(
  client: Client,
  taskId: string,
  data: TaskData,
  options: CallParams = {},
): Promise<ResultDocument> {
  return await change(client, path`PUT /task/${{ taskId }}`, options, { json: data });
}

/**
 * Cancels a task (`POST /v0.10/task/{id}/cancel`).
 *
 * In Python: `cancel_task()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @returns The result; `code` is `Canceled`, or `TaskComplete` when it had ended before.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "Canceled", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.cancelTask("task-id");
 * assertEquals(code, "Canceled");
 * ```
 *
 * @category Tasks
 */
export async function cancelTask(
  client: Client,
  taskId: string,
  options: CallParams = {},
): Promise<ResultDocument> {
  return await change(client, path`POST /task/${{ taskId }}/cancel`, options);
}

/**
 * What holds a task up (`GET /v0.10/task/{id}/pause_info`).
 *
 * In Python: `task_pause_info()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "pause_info", pause_rules: [] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { pause_rules } = await transfer.taskPauseInfo("task-id");
 * assertEquals(pause_rules, []);
 * ```
 *
 * @category Tasks
 */
export async function taskPauseInfo(
  client: Client,
  taskId: string,
  options: CallParams = {},
): Promise<PauseInfoDocument> {
  return await ask(client, path`GET /task/${{ taskId }}/pause_info`, options);
}

/**
 * The files that a task transferred, once it has ended (`GET
 * /v0.10/task/{id}/successful_transfers`). Files that were up to date are not among them.
 *
 * In Python: `task_successful_transfers()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options `params`: query parameters as the REST API spells them; `maxItems`, `pageSize`,
 * `prefetch`, `signal`.
 * @returns The files, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses; while iterating.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA: [{ source_path: "/a", destination_path: "/b" }], next_marker: null };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { items } = await transfer.taskSuccessfulTransfers("task-id").collect();
 * assertEquals(items.length, 1);
 * ```
 *
 * @category Tasks
 */
export function taskSuccessfulTransfers(
  client: Client,
  taskId: string,
  options: ListOptions = {},
): Pages<SuccessfulTransferDocument, SuccessfulTransfersDocument> {
  return askPages(client, path`/task/${{ taskId }}/successful_transfers`, options, byMarker);
}

/**
 * What a task left out for errors, if it was told to (`GET /v0.10/task/{id}/skipped_errors`).
 *
 * In Python: `task_skipped_errors()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options `params`: query parameters as the REST API spells them; `maxItems`, `pageSize`,
 * `prefetch`, `signal`.
 * @returns What was left out, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses; while iterating.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA: [{ error_code: "FILE_NOT_FOUND" }], next_marker: null };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { items } = await transfer.taskSkippedErrors("task-id").collect();
 * assertEquals(items.length, 1);
 * ```
 *
 * @category Tasks
 */
export function taskSkippedErrors(
  client: Client,
  taskId: string,
  options: ListOptions = {},
): Pages<SkippedErrorDocument, SkippedErrorsDocument> {
  return askPages(client, path`/task/${{ taskId }}/skipped_errors`, options, byMarker);
}
