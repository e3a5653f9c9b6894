/**
 * What happened to a task of somebody else's, for those who manage its endpoints.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import type { Pages } from "../../../http/pages.ts";
import { path } from "../../../http/path.ts";
import { ask, askPages, byMarker, type CallParams, listKinds, type ListOptions } from "../_ask.ts";
import type {
  EventDocument,
  EventListDocument,
  PauseInfoDocument,
  SkippedErrorDocument,
  SkippedErrorsDocument,
  SuccessfulTransferDocument,
  SuccessfulTransfersDocument,
} from "../endpoints/resource_documents.ts";
import type { OptionKinds } from "../../../options.ts";

/**
 * Which events of another's task are listed.
 *
 * @category Administration
 */
export interface EndpointManagerTaskEventListOptions extends ListOptions {
  /** Only errors; the service does not take `false`. Source: the documentation of globus-sdk 4.9.0. */
  readonly filterIsError?: boolean | undefined;
}

const endpointManagerTaskEventListKinds: OptionKinds<EndpointManagerTaskEventListOptions> = {
  ...listKinds,
  filterIsError: "flag",
};

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
  return askPages(client, path`/endpoint_manager/task/${{ taskId }}/event_list`, options, {
    kinds: endpointManagerTaskEventListKinds,
    style: "total",
    largest: 1000,
  });
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
  return await ask(client, path`GET /endpoint_manager/task/${{ taskId }}/pause_info`, options);
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
  const at = path`/endpoint_manager/task/${{ taskId }}/successful_transfers`;
  return askPages(client, at, options, byMarker);
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
  const at = path`/endpoint_manager/task/${{ taskId }}/skipped_errors`;
  return askPages(client, at, options, byMarker);
}
