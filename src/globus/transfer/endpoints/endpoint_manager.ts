/**
 * What those who manage endpoints see and do: others' tasks, hosted endpoints.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import type { Listed } from "../../../http/reply/iterable_document.ts";
import type { Pages } from "../../../http/pages.ts";
import { path } from "../../../http/path.ts";
import {
  ask,
  askList,
  askPages,
  callKinds,
  type CallParams,
  change,
  listKinds,
  type ListOptions,
} from "../_ask.ts";
import type { EndpointDocument, ResultDocument } from "../documents.ts";
import type { AccessListDocument, AccessRuleDocument } from "./access_rules.ts";
import type {
  AdminCancelDocument,
  EndpointsDocument,
  EventDocument,
  EventListDocument,
  ManagedTaskDocument,
  ManagedTaskListDocument,
  PauseInfoDocument,
  SkippedErrorDocument,
  SkippedErrorsDocument,
  SuccessfulTransferDocument,
  SuccessfulTransfersDocument,
} from "./resource_documents.ts";
import { checkOptions, type OptionKinds, requiredList, requiredText } from "../../../options.ts";
import { document, opaqueId, truth } from "../../../http/reply/shape.ts";

/**
 * Which events of another's task are listed.
 *
 * @category Administration
 */
export interface EndpointManagerTaskEventListOptions extends ListOptions {
  /** Only errors, or only what is not one. */
  readonly filterIsError?: boolean | undefined;
}

const endpointManagerTaskEventListKinds: OptionKinds<EndpointManagerTaskEventListOptions> = {
  maxItems: "number",
  pageSize: "number",
  signal: "signal",
  prefetch: "flag",
  params: "names",
  filterIsError: "flag",
};

/**
 * Which of others' tasks are listed.
 *
 * @category Administration
 */
export interface EndpointManagerTaskListOptions extends ListOptions {
  /** Those with this status, or one of these. */
  readonly filterStatus?: string | readonly string[] | undefined;
  /** Those with one of these ids. */
  readonly filterTaskId?: string | readonly string[] | undefined;
  /** Those of this identity. */
  readonly filterOwnerId?: string | undefined;
  /** Those from or to this endpoint. */
  readonly filterEndpoint?: string | undefined;
  /** Whether that endpoint is their `source` or `destination`. */
  readonly filterEndpointUse?: "source" | "destination" | undefined;
  /** Those that are held up, or are not. */
  readonly filterIsPaused?: boolean | undefined;
  /** Those that ended between two times: `FROM,TO` in ISO 8601, or the pair. */
  readonly filterCompletionTime?: string | readonly [string, string] | undefined;
  /** Those with at least so many errors. */
  readonly filterMinFaults?: number | undefined;
  /** Those of this user of the endpoint. */
  readonly filterLocalUser?: string | undefined;
}

const endpointManagerTaskListKinds: OptionKinds<EndpointManagerTaskListOptions> = {
  maxItems: "number",
  pageSize: "number",
  signal: "signal",
  prefetch: "flag",
  params: "names",
  filterStatus: "texts",
  filterTaskId: "texts",
  filterOwnerId: "text",
  filterEndpoint: "text",
  filterEndpointUse: "text",
  filterIsPaused: "flag",
  filterCompletionTime: "texts",
  filterMinFaults: "number",
  filterLocalUser: "text",
};

/**
 * The endpoints that this person watches over (`GET /v0.10/endpoint_manager/monitored_endpoints`).
 *
 * In Python: `endpoint_manager_monitored_endpoints()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @returns The document, iterable over its items.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "monitored_endpoints", DATA: [{ DATA_TYPE: "endpoint", id: "e" }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const list = await transfer.endpointManagerMonitoredEndpoints();
 * assertEquals([...list].length, 1);
 * ```
 *
 * @category Administration
 */
export async function endpointManagerMonitoredEndpoints(
  client: Client,
  options: CallParams = {},
): Promise<Listed<EndpointsDocument, EndpointDocument>> {
  checkOptions(options, callKinds);
  return await askList(client, "/v0.10/endpoint_manager/monitored_endpoints", options);
}

/**
 * The shared endpoints on a host (`GET
 * /v0.10/endpoint_manager/endpoint/{id}/hosted_endpoint_list`).
 *
 * In Python: `endpoint_manager_hosted_endpoint_list()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @returns The document, iterable over its items.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA: [{ DATA_TYPE: "endpoint", id: "e" }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const list = await transfer.endpointManagerHostedEndpointList("6c54cade-bde5-45c1-bdea-f4bd71dba2cc");
 * assertEquals([...list].length, 1);
 * ```
 *
 * @category Administration
 */
export async function endpointManagerHostedEndpointList(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<Listed<EndpointsDocument, EndpointDocument>> {
  checkOptions(options, callKinds);
  return await askList(
    client,
    path`/v0.10/endpoint_manager/endpoint/${{ endpointId }}/hosted_endpoint_list`,
    options,
  );
}

/**
 * An endpoint, as its managers see it (`GET /v0.10/endpoint_manager/endpoint/{id}`).
 *
 * In Python: `endpoint_manager_get_endpoint()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "endpoint", id: "e" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { id } = await transfer.endpointManagerGetEndpoint("6c54cade-bde5-45c1-bdea-f4bd71dba2cc");
 * assertEquals(id, "e");
 * ```
 *
 * @category Administration
 */
export async function endpointManagerGetEndpoint(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<EndpointDocument> {
  checkOptions(options, callKinds);
  return await ask(
    client,
    "GET",
    path`/v0.10/endpoint_manager/endpoint/${{ endpointId }}`,
    options,
  );
}

/**
 * The access rules of an endpoint, as its managers see them (`GET
 * /v0.10/endpoint_manager/endpoint/{id}/access_list`).
 *
 * In Python: `endpoint_manager_acl_list()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @returns The document, iterable over its items.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "access_list", DATA: [{ DATA_TYPE: "access", id: "rule-id" }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const list = await transfer.endpointManagerAclList("6c54cade-bde5-45c1-bdea-f4bd71dba2cc");
 * assertEquals([...list].length, 1);
 * ```
 *
 * @category Administration
 */
export async function endpointManagerAclList(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<Listed<AccessListDocument, AccessRuleDocument>> {
  checkOptions(options, callKinds);
  return await askList(
    client,
    path`/v0.10/endpoint_manager/endpoint/${{ endpointId }}/access_list`,
    options,
  );
}

/**
 * A task, as the managers of its endpoints see it (`GET /v0.10/endpoint_manager/task/{id}`).
 *
 * In Python: `endpoint_manager_get_task()` of globus-sdk.
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
 * const answer = { DATA_TYPE: "task", task_id: "task-id", status: "ACTIVE" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { status } = await transfer.endpointManagerGetTask("task-id");
 * assertEquals(status, "ACTIVE");
 * ```
 *
 * @category Administration
 */
export async function endpointManagerGetTask(
  client: Client,
  taskId: string,
  options: CallParams = {},
): Promise<ManagedTaskDocument> {
  checkOptions(options, callKinds);
  return await ask(client, "GET", path`/v0.10/endpoint_manager/task/${{ taskId }}`, options);
}

/**
 * The events of a task, as the managers of its endpoints see them (`GET
 * /v0.10/endpoint_manager/task/{id}/event_list`).
 *
 * In Python: `endpoint_manager_task_event_list()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options See {@linkcode EndpointManagerTaskEventListOptions}.
 * @returns The events, the newest first, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses; while iterating.
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
 * const { items } = await transfer.endpointManagerTaskEventList("task-id").collect();
 * assertEquals(items.length, 1);
 * ```
 *
 * @category Administration
 */
export function endpointManagerTaskEventList(
  client: Client,
  taskId: string,
  options: EndpointManagerTaskEventListOptions = {},
): Pages<EventDocument, EventListDocument> {
  checkOptions(options, endpointManagerTaskEventListKinds);
  const { filterIsError } = options;
  const query = {
    filter_is_error: filterIsError === undefined ? undefined : Number(filterIsError),
  };
  return askPages(
    client,
    path`/v0.10/endpoint_manager/task/${{ taskId }}/event_list`,
    options,
    query,
    {
      style: "total",
      largest: 1000,
    },
  );
}

/**
 * What holds a task up, as the managers of its endpoints see it (`GET
 * /v0.10/endpoint_manager/task/{id}/pause_info`).
 *
 * In Python: `endpoint_manager_task_pause_info()` of globus-sdk.
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
 * const { pause_rules } = await transfer.endpointManagerTaskPauseInfo("task-id");
 * assertEquals(pause_rules, []);
 * ```
 *
 * @category Administration
 */
export async function endpointManagerTaskPauseInfo(
  client: Client,
  taskId: string,
  options: CallParams = {},
): Promise<PauseInfoDocument> {
  checkOptions(options, callKinds);
  return await ask(
    client,
    "GET",
    path`/v0.10/endpoint_manager/task/${{ taskId }}/pause_info`,
    options,
  );
}

/**
 * The files that a task transferred, as the managers of its endpoints see them (`GET
 * /v0.10/endpoint_manager/task/{id}/successful_transfers`).
 *
 * In Python: `endpoint_manager_task_successful_transfers()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options `params`: query parameters as the REST API spells them; `maxItems`, `pageSize`,
 * `prefetch`, `signal`.
 * @returns The files, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses; while iterating.
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
 * const { items } = await transfer.endpointManagerTaskSuccessfulTransfers("task-id").collect();
 * assertEquals(items.length, 1);
 * ```
 *
 * @category Administration
 */
export function endpointManagerTaskSuccessfulTransfers(
  client: Client,
  taskId: string,
  options: ListOptions = {},
): Pages<SuccessfulTransferDocument, SuccessfulTransfersDocument> {
  checkOptions(options, listKinds);
  return askPages(
    client,
    path`/v0.10/endpoint_manager/task/${{ taskId }}/successful_transfers`,
    options,
    {},
    { style: "next_marker", largest: 1000 },
  );
}

/**
 * What a task left out for errors, as the managers of its endpoints see it (`GET
 * /v0.10/endpoint_manager/task/{id}/skipped_errors`).
 *
 * In Python: `endpoint_manager_task_skipped_errors()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param options `params`: query parameters as the REST API spells them; `maxItems`, `pageSize`,
 * `prefetch`, `signal`.
 * @returns What was left out, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses; while iterating.
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
 * const { items } = await transfer.endpointManagerTaskSkippedErrors("task-id").collect();
 * assertEquals(items.length, 1);
 * ```
 *
 * @category Administration
 */
export function endpointManagerTaskSkippedErrors(
  client: Client,
  taskId: string,
  options: ListOptions = {},
): Pages<SkippedErrorDocument, SkippedErrorsDocument> {
  checkOptions(options, listKinds);
  return askPages(
    client,
    path`/v0.10/endpoint_manager/task/${{ taskId }}/skipped_errors`,
    options,
    {},
    { style: "next_marker", largest: 1000 },
  );
}

/**
 * Cancels others' tasks (`POST /v0.10/endpoint_manager/admin_cancel`).
 *
 * In Python: `endpoint_manager_cancel_tasks()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskIds The tasks' ids.
 * @param message Why, in words for their owners.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @returns How far it has come; ask {@linkcode endpointManagerCancelStatus} until it is `done`.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "admin_cancel", id: "cancel-id", done: false };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { id } = await transfer.endpointManagerCancelTasks(["task-id"], "maintenance");
 * assertEquals(id, "cancel-id");
 * ```
 *
 * @category Administration
 */
export async function endpointManagerCancelTasks(
  client: Client,
  taskIds: readonly string[],
  message: string,
  options: CallParams = {},
): Promise<AdminCancelDocument> {
  checkOptions(options, callKinds);
  return await ask(client, "POST", "/v0.10/endpoint_manager/admin_cancel", options, {
    json: { message, task_id_list: taskIdList(taskIds) },
    shape: document({ id: opaqueId, done: truth }),
  });
}

/**
 * How far the cancelling of others' tasks has come (`GET
 * /v0.10/endpoint_manager/admin_cancel/{id}`).
 *
 * In Python: `endpoint_manager_cancel_status()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param adminCancelId The id that {@linkcode endpointManagerCancelTasks} got.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "admin_cancel", id: "cancel-id", done: true };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { done } = await transfer.endpointManagerCancelStatus("cancel-id");
 * assertEquals(done, true);
 * ```
 *
 * @category Administration
 */
export async function endpointManagerCancelStatus(
  client: Client,
  adminCancelId: string,
  options: CallParams = {},
): Promise<AdminCancelDocument> {
  checkOptions(options, callKinds);
  return await ask(
    client,
    "GET",
    path`/v0.10/endpoint_manager/admin_cancel/${{ adminCancelId }}`,
    options,
  );
}

/**
 * Holds others' tasks up (`POST /v0.10/endpoint_manager/admin_pause`).
 *
 * In Python: `endpoint_manager_pause_tasks()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskIds The tasks' ids.
 * @param message Why, in words for their owners.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "PauseAccepted", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.endpointManagerPauseTasks(["task-id"], "maintenance");
 * assertEquals(code, "PauseAccepted");
 * ```
 *
 * @category Administration
 */
export async function endpointManagerPauseTasks(
  client: Client,
  taskIds: readonly string[],
  message: string,
  options: CallParams = {},
): Promise<ResultDocument> {
  checkOptions(options, callKinds);
  return await change(client, "POST", "/v0.10/endpoint_manager/admin_pause", options, {
    json: { message, task_id_list: taskIdList(taskIds) },
  });
}

/**
 * Lets others' tasks go on (`POST /v0.10/endpoint_manager/admin_resume`). The message that the
 * Python SDK 1.1.0 still sent is no more.
 *
 * In Python: `endpoint_manager_resume_tasks()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param taskIds The tasks' ids.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "ResumeAccepted", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.endpointManagerResumeTasks(["task-id"]);
 * assertEquals(code, "ResumeAccepted");
 * ```
 *
 * @category Administration
 */
export async function endpointManagerResumeTasks(
  client: Client,
  taskIds: readonly string[],
  options: CallParams = {},
): Promise<ResultDocument> {
  checkOptions(options, callKinds);
  return await change(client, "POST", "/v0.10/endpoint_manager/admin_resume", options, {
    json: { task_id_list: taskIdList(taskIds) },
  });
}

/**
 * Others' tasks on the endpoints that this person watches over
 * (`GET /v0.10/endpoint_manager/task_list`). The list goes on by its `last_key`.
 *
 * In Python: `endpoint_manager_task_list()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param options See {@linkcode EndpointManagerTaskListOptions}.
 * @returns The tasks, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses; while iterating.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "task_list", has_next_page: false, DATA: [{ task_id: "t" }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const tasks = transfer.endpointManagerTaskList({ filterStatus: "ACTIVE" });
 * assertEquals((await tasks.collect()).items.length, 1);
 * ```
 *
 * @category Administration
 */
export function endpointManagerTaskList(
  client: Client,
  options: EndpointManagerTaskListOptions = {},
): Pages<ManagedTaskDocument, ManagedTaskListDocument> {
  checkOptions(options, endpointManagerTaskListKinds);
  const { filterIsPaused } = options;
  return askPages(client, "/v0.10/endpoint_manager/task_list", options, {
    filter_status: options.filterStatus,
    filter_task_id: options.filterTaskId,
    filter_owner_id: options.filterOwnerId,
    filter_endpoint: options.filterEndpoint,
    filter_endpoint_use: options.filterEndpointUse,
    filter_is_paused: filterIsPaused === undefined ? undefined : Number(filterIsPaused),
    filter_completion_time: options.filterCompletionTime,
    filter_min_faults: options.filterMinFaults,
    filter_local_user: options.filterLocalUser,
  }, { style: "last_key", largest: 1000 });
}

function taskIdList(ids: readonly string[]): string[] {
  return Array.from(requiredList("taskIds", ids), (id) => requiredText("A task id", id));
}
