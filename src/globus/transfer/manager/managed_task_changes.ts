/**
 * What those who manage endpoints do with others' tasks: cancel, pause, resume.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import { path } from "../../../http/path.ts";
import { document, opaqueId, truth } from "../../../http/reply/shape.ts";
import { ask, type CallParams, change } from "../_ask.ts";
import type { ResultDocument } from "../documents.ts";
import type { AdminCancelDocument } from "../endpoints/resource_documents.ts";
import { requiredList, requiredText } from "../../../options.ts";

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
  return await ask(client, "POST /endpoint_manager/admin_cancel", options, {
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
  return await ask(client, path`GET /endpoint_manager/admin_cancel/${{ adminCancelId }}`, options);
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
  return await change(client, "POST /endpoint_manager/admin_pause", options, {
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
  return await change(client, "POST /endpoint_manager/admin_resume", options, {
    json: { task_id_list: taskIdList(taskIds) },
  });
}

function taskIdList(ids: readonly string[]): string[] {
  return Array.from(requiredList("taskIds", ids), (id) => requiredText("A task id", id));
}
