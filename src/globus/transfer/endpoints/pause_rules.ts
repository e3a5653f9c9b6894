/**
 * Pause rules: who is held up where, and why.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import type { Listed } from "../../../http/reply/iterable_document.ts";
import { path } from "../../../http/path.ts";
import { ask, askList, callKinds, type CallParams, change, identified } from "../_ask.ts";
import type { ListDocument, ResultDocument } from "../documents.ts";
import type { PauseRuleData } from "./resource_data.ts";
import type { PauseRuleDocument } from "./resource_documents.ts";
import type { OptionKinds } from "../../../options.ts";

/**
 * Pause rules in one document.
 *
 * @category Administration
 */
export type PauseRuleListDocument = ListDocument<PauseRuleDocument>;

/**
 * Which pause rules are listed.
 *
 * @category Administration
 */
export interface PauseRuleListOptions extends CallParams {
  /** Those on this endpoint. */
  readonly filterEndpoint?: string | undefined;
  /** Those on the endpoints that this one hosts. */
  readonly filterHostEndpoint?: string | undefined;
}

const pauseRuleListKinds: OptionKinds<PauseRuleListOptions> = {
  ...callKinds,
  filterEndpoint: "text",
  filterHostEndpoint: "text",
};

/**
 * The rules that hold this person up on an endpoint (`GET
 * /v0.10/endpoint/{id}/my_effective_pause_rule_list`).
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
 * const answer = { DATA_TYPE: "pause_rule_list", DATA: [{ DATA_TYPE: "pause_rule", id: "rule-id", message: "maintenance" }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const list = await transfer.myEffectivePauseRuleList("6c54cade-bde5-45c1-bdea-f4bd71dba2cc");
 * assertEquals([...list].length, 1);
 * ```
 *
 * @category Administration
 */
export async function myEffectivePauseRuleList(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<Listed<PauseRuleListDocument, PauseRuleDocument>> {
  const at = path`/endpoint/${{ endpointId }}/my_effective_pause_rule_list`;
  return await askList(client, at, options);
}

/**
 * The rules on endpoints that this person watches over (`GET
 * /v0.10/endpoint_manager/pause_rule_list`).
 *
 * In Python: `endpoint_manager_pause_rule_list()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param options See {@linkcode PauseRuleListOptions}.
 * @returns The document, iterable over its items.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "pause_rule_list", DATA: [{ DATA_TYPE: "pause_rule", id: "rule-id", message: "maintenance" }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const list = await transfer.endpointManagerPauseRuleList();
 * assertEquals([...list].length, 1);
 * ```
 *
 * @category Administration
 */
export async function endpointManagerPauseRuleList(
  client: Client,
  options: PauseRuleListOptions = {},
): Promise<Listed<PauseRuleListDocument, PauseRuleDocument>> {
  const kinds = pauseRuleListKinds;
  return await askList(client, "/endpoint_manager/pause_rule_list", options, { kinds });
}

/**
 * Makes a rule (`POST /v0.10/endpoint_manager/pause_rule`).
 *
 * In Python: `endpoint_manager_create_pause_rule()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param data The rule.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "pause_rule", id: "rule-id", message: "maintenance" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { id } = await transfer.endpointManagerCreatePauseRule({
 *   DATA_TYPE: "pause_rule",
 *   message: "maintenance",
 *   endpoint_id: "collection-id",
 *   identity_id: null,
 *   start_time: null,
 * });
 * assertEquals(id, "rule-id");
 * ```
 *
 * @category Administration
 */
export async function endpointManagerCreatePauseRule(
  client: Client,
  data: PauseRuleData,
  options: CallParams = {},
): Promise<PauseRuleDocument> {
  return await ask(client, "POST /endpoint_manager/pause_rule", options, {
    json: data,
    shape: identified,
  });
}

/**
 * A rule (`GET /v0.10/endpoint_manager/pause_rule/{id}`).
 *
 * In Python: `endpoint_manager_get_pause_rule()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param pauseRuleId The rule's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "pause_rule", id: "rule-id", message: "maintenance" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { message } = await transfer.endpointManagerGetPauseRule("rule-id");
 * assertEquals(message, "maintenance");
 * ```
 *
 * @category Administration
 */
export async function endpointManagerGetPauseRule(
  client: Client,
  pauseRuleId: string,
  options: CallParams = {},
): Promise<PauseRuleDocument> {
  return await ask(client, path`GET /endpoint_manager/pause_rule/${{ pauseRuleId }}`, options);
}

/**
 * Changes a rule (`PUT /v0.10/endpoint_manager/pause_rule/{id}`). What cannot be changed is
 * ignored.
 *
 * In Python: `endpoint_manager_update_pause_rule()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param pauseRuleId The rule's id.
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
 * const answer = { DATA_TYPE: "pause_rule", id: "rule-id", message: "maintenance" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { id } = await transfer.endpointManagerUpdatePauseRule("rule-id", { message: "maintenance", pause_ls: false });
 * assertEquals(id, "rule-id");
 * ```
 *
 * @category Administration
 */
export async function endpointManagerUpdatePauseRule(
  client: Client,
  pauseRuleId: string,
  data: PauseRuleData,
  options: CallParams = {},
): Promise<PauseRuleDocument> {
  return await ask(client, path`PUT /endpoint_manager/pause_rule/${{ pauseRuleId }}`, options, {
    json: data,
    shape: identified,
  });
}

/**
 * Removes a rule; the tasks it holds go on (`DELETE /v0.10/endpoint_manager/pause_rule/{id}`).
 *
 * In Python: `endpoint_manager_delete_pause_rule()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param pauseRuleId The rule's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "Deleted", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.endpointManagerDeletePauseRule("rule-id");
 * assertEquals(code, "Deleted");
 * ```
 *
 * @category Administration
 */
export async function endpointManagerDeletePauseRule(
  client: Client,
  pauseRuleId: string,
  options: CallParams = {},
): Promise<ResultDocument> {
  const at = path`DELETE /endpoint_manager/pause_rule/${{ pauseRuleId }}`;
  return await change(client, at, options);
}
