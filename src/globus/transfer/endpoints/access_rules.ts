/**
 * Who may read or write which folder of a shared endpoint.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import type { Listed } from "../../../http/reply/iterable_document.ts";
import { path } from "../../../http/path.ts";
import { ask, askList, type CallParams, change } from "../_ask.ts";
import type { ListDocument, ResultDocument } from "../documents.ts";
import type { AccessRuleData } from "./resource_data.ts";
import { document, filled, opaqueId } from "../../../http/reply/shape.ts";

/**
 * Who may read or write which folder.
 *
 * @category Sharing
 */
export interface AccessRuleDocument {
  /** Always `access`. */
  readonly DATA_TYPE: "access";
  /** Its id; `null` for the owner's own. */
  readonly id: string | null;
  /** What the principal is. */
  readonly principal_type:
    | "identity"
    | "group"
    | "all_authenticated_users"
    | "anonymous"
    | (string & Record<never, never>);
  /** The identity's or group's id, or nothing. */
  readonly principal: string;
  /** The folder. */
  readonly path: string;
  /** Reading, or writing too. */
  readonly permissions: "r" | "rw" | (string & Record<never, never>);
  /** When it was made, in ISO 8601. */
  readonly create_time?: string | null | undefined;
  /** When it ends, in ISO 8601. */
  readonly expiration_date?: string | null | undefined;
  /** The role that it stands for. */
  readonly role_id?: string | null | undefined;
  /** What that role is. */
  readonly role_type?: string | null | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The answer to a new access rule.
 *
 * @category Sharing
 */
export interface AccessRuleCreateDocument extends ResultDocument {
  /** The new rule's id. */
  readonly access_id: string | number;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The access rules of an endpoint.
 *
 * @category Sharing
 */
export interface AccessListDocument extends ListDocument<AccessRuleDocument> {
  /** The rules. */
  readonly DATA: readonly AccessRuleDocument[];
  /** The endpoint's id. */
  readonly endpoint?: string | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The access rules of an endpoint (`GET /v0.10/endpoint/{id}/access_list`).
 *
 * In Python: `endpoint_acl_list()` of globus-sdk.
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
 * const answer = { DATA_TYPE: "access_list", DATA: [{ DATA_TYPE: "access", id: "rule-id", path: "/" }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const list = await transfer.endpointAclList("6c54cade-bde5-45c1-bdea-f4bd71dba2cc");
 * assertEquals([...list].length, 1);
 * ```
 *
 * @category Sharing
 */
export async function endpointAclList(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<Listed<AccessListDocument, AccessRuleDocument>> {
  return await askList(client, path`/endpoint/${{ endpointId }}/access_list`, options);
}

/**
 * An access rule of an endpoint (`GET /v0.10/endpoint/{id}/access/{id}`).
 *
 * In Python: `get_endpoint_acl_rule()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param ruleId The rule's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "access", id: "rule-id", permissions: "r" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { permissions } = await transfer.getEndpointAclRule("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", "rule-id");
 * assertEquals(permissions, "r");
 * ```
 *
 * @category Sharing
 */
export async function getEndpointAclRule(
  client: Client,
  endpointId: string,
  ruleId: string,
  options: CallParams = {},
): Promise<AccessRuleDocument> {
  return await ask(client, path`GET /endpoint/${{ endpointId }}/access/${{ ruleId }}`, options);
}

/**
 * Makes an access rule (`POST /v0.10/endpoint/{id}/access`).
 *
 * In Python: `add_endpoint_acl_rule()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param ruleData The rule.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "access_create_result", code: "Created", access_id: "rule-id" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { access_id } = await transfer.addEndpointAclRule("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", {
 *   DATA_TYPE: "access",
 *   principal_type: "identity",
 *   principal: "identity-id",
 *   path: "/dataset1/",
 *   permissions: "rw",
 * });
 * assertEquals(access_id, "rule-id");
 * ```
 *
 * @category Sharing
 */
export async function addEndpointAclRule(
  client: Client,
  endpointId: string,
  ruleData: AccessRuleData,
  options: CallParams = {},
): Promise<AccessRuleCreateDocument> {
  return await ask(client, path`POST /endpoint/${{ endpointId }}/access`, options, {
    json: ruleData,
    shape: document({ code: filled, access_id: opaqueId }),
  });
}

/**
 * Changes an access rule (`PUT /v0.10/endpoint/{id}/access/{id}`).
 *
 * In Python: `update_endpoint_acl_rule()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param ruleId The rule's id.
 * @param ruleData What to change.
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
 * const { code } = await transfer.updateEndpointAclRule("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", "rule-id", { permissions: "r" });
 * assertEquals(code, "Updated");
 * ```
 *
 * @category Sharing
 */
export async function updateEndpointAclRule(
  client: Client,
  endpointId: string,
  ruleId: string,
  ruleData: AccessRuleData,
  options: CallParams = {},
): Promise<ResultDocument> {
  return await change(client, path`PUT /endpoint/${{ endpointId }}/access/${{ ruleId }}`, options, {
    json: ruleData,
  });
}

/**
 * Removes an access rule (`DELETE /v0.10/endpoint/{id}/access/{id}`).
 *
 * In Python: `delete_endpoint_acl_rule()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param ruleId The rule's id.
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
 * const { code } = await transfer.deleteEndpointAclRule("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", "rule-id");
 * assertEquals(code, "Deleted");
 * ```
 *
 * @category Sharing
 */
export async function deleteEndpointAclRule(
  client: Client,
  endpointId: string,
  ruleId: string,
  options: CallParams = {},
): Promise<ResultDocument> {
  const at = path`DELETE /endpoint/${{ endpointId }}/access/${{ ruleId }}`;
  return await change(client, at, options);
}
