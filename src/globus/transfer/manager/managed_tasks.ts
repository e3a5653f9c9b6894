/**
 * What those who manage endpoints see of others' tasks on them.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import type { Pages } from "../../../http/pages.ts";
import { path } from "../../../http/path.ts";
import { ask, askPages, type CallParams, listKinds, type ListOptions } from "../_ask.ts";
import type {
  ManagedTaskDocument,
  ManagedTaskListDocument,
} from "../endpoints/resource_documents.ts";
import type { OptionKinds } from "../../../options.ts";

/**
 * Which of others' tasks are listed.
 *
 * @category Administration
 */
export interface EndpointManagerTaskListOptions extends ListOptions {
  /** Those with this status, or one of these. */
  readonly filterStatus?: string | readonly string[] | undefined;
  /** Those with one of these ids, at most 50; the service takes no other filter with it. */
  readonly filterTaskId?: string | readonly string[] | undefined;
  /** Those of this identity. */
  readonly filterOwnerId?: string | undefined;
  /** Those from or to this endpoint, or a shared endpoint that it hosts. */
  readonly filterEndpoint?: string | undefined;
  /** Whether that endpoint is their `source` or `destination`; needs `filterEndpoint`. */
  readonly filterEndpointUse?: "source" | "destination" | undefined;
  /** Those that are held up, or are not; needs a `filterStatus` of `ACTIVE` or `INACTIVE`. */
  readonly filterIsPaused?: boolean | undefined;
  /**
   * Those that ended between two times: `FROM,TO` in ISO 8601, or the pair. One of them may be empty;
   * without an end, those that still run are listed, too.
   */
  readonly filterCompletionTime?: string | readonly [string, string] | undefined;
  /** Those with at least so many errors. */
  readonly filterMinFaults?: number | undefined;
  /** Those of this user of the endpoint; needs `filterEndpoint`. */
  readonly filterLocalUser?: string | undefined;
}

const endpointManagerTaskListKinds: OptionKinds<EndpointManagerTaskListOptions> = {
  ...listKinds,
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
  return await ask(client, path`GET /endpoint_manager/task/${{ taskId }}`, options);
}

/**
 * Others' tasks on the endpoints that this person watches over
 * (`GET /v0.10/endpoint_manager/task_list`). The list goes on by its `last_key`. Unless `filterStatus`
 * names only `ACTIVE` and `INACTIVE`, the service wants `filterTaskId` or `filterEndpoint`. Source: the
 * documentation of globus-sdk 4.9.0.
 *
 * In Python: `endpoint_manager_task_list()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param options See {@linkcode EndpointManagerTaskListOptions}.
 * @returns The tasks, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses, the filters for one; while iterating.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
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
  const kinds = endpointManagerTaskListKinds;
  const facts = { kinds, style: "last_key", largest: 1000 } as const;
  return askPages(client, "/endpoint_manager/task_list", options, facts);
}
