/**
 * What those who manage endpoints see of them.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import type { Listed } from "../../../http/reply/iterable_document.ts";
import { path } from "../../../http/path.ts";
import { ask, askList, type CallParams } from "../_ask.ts";
import type { EndpointDocument } from "../documents.ts";
import type { AccessListDocument, AccessRuleDocument } from "../endpoints/access_rules.ts";
import type { EndpointsDocument } from "../endpoints/resource_documents.ts";

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
  return await askList(client, "/endpoint_manager/monitored_endpoints", options);
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
  const at = path`/endpoint_manager/endpoint/${{ endpointId }}/hosted_endpoint_list`;
  return await askList(client, at, options);
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
  return await ask(client, path`GET /endpoint_manager/endpoint/${{ endpointId }}`, options);
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
  const at = path`/endpoint_manager/endpoint/${{ endpointId }}/access_list`;
  return await askList(client, at, options);
}
