/**
 * Who has which role on an endpoint.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import type { Listed } from "../../../http/reply/iterable_document.ts";
import { path } from "../../../http/path.ts";
import { ask, askList, type CallParams, change, identified } from "../_ask.ts";
import type { ListDocument, ResultDocument } from "../documents.ts";
import type { RoleData } from "./resource_data.ts";

/**
 * Who has which role on an endpoint.
 *
 * @category Sharing
 */
export interface RoleDocument extends RoleData {
  /** Always `role`. */
  readonly DATA_TYPE: "role";
  /** Its id. */
  readonly id: string;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The roles on an endpoint.
 *
 * @category Sharing
 */
export interface RoleListDocument extends ListDocument<RoleDocument> {
  /** The roles. */
  readonly DATA: readonly RoleDocument[];
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The roles on an endpoint (`GET /v0.10/endpoint/{id}/role_list`).
 *
 * In Python: `endpoint_role_list()` of globus-sdk.
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
 * const answer = { DATA_TYPE: "role_list", DATA: [{ DATA_TYPE: "role", id: "role-id" }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const list = await transfer.endpointRoleList("6c54cade-bde5-45c1-bdea-f4bd71dba2cc");
 * assertEquals([...list].length, 1);
 * ```
 *
 * @category Sharing
 */
export async function endpointRoleList(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<Listed<RoleListDocument, RoleDocument>> {
  return await askList(client, path`/endpoint/${{ endpointId }}/role_list`, options);
}

/**
 * Gives a role on an endpoint (`POST /v0.10/endpoint/{id}/role`).
 *
 * In Python: `add_endpoint_role()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param roleData Which role, and whose.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "role", id: "role-id", role: "activity_monitor" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { id } = await transfer.addEndpointRole("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", { principal_type: "identity", principal: "identity-id", role: "activity_monitor" });
 * assertEquals(id, "role-id");
 * ```
 *
 * @category Sharing
 */
export async function addEndpointRole(
  client: Client,
  endpointId: string,
  roleData: RoleData,
  options: CallParams = {},
): Promise<RoleDocument> {
  return await ask(client, path`POST /endpoint/${{ endpointId }}/role`, options, {
    json: roleData,
    shape: identified,
  });
}

/**
 * A role on an endpoint (`GET /v0.10/endpoint/{id}/role/{id}`).
 *
 * In Python: `get_endpoint_role()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param roleId The role's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "role", id: "role-id" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { id } = await transfer.getEndpointRole("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", "role-id");
 * assertEquals(id, "role-id");
 * ```
 *
 * @category Sharing
 */
export async function getEndpointRole(
  client: Client,
  endpointId: string,
  roleId: string,
  options: CallParams = {},
): Promise<RoleDocument> {
  return await ask(client, path`GET /endpoint/${{ endpointId }}/role/${{ roleId }}`, options);
}

/**
 * Takes a role on an endpoint back (`DELETE /v0.10/endpoint/{id}/role/{id}`).
 *
 * In Python: `delete_endpoint_role()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param roleId The role's id.
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
 * const { code } = await transfer.deleteEndpointRole("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", "role-id");
 * assertEquals(code, "Deleted");
 * ```
 *
 * @category Sharing
 */
export async function deleteEndpointRole(
  client: Client,
  endpointId: string,
  roleId: string,
  options: CallParams = {},
): Promise<ResultDocument> {
  return await change(client, path`DELETE /endpoint/${{ endpointId }}/role/${{ roleId }}`, options);
}
