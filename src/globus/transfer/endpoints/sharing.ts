/**
 * Shared endpoints: folders of a collection, shared as collections of their own.
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
  type CallParams,
  type ListFacts,
  type ListOptions,
  madeResult,
} from "../_ask.ts";
import type { EndpointDocument } from "../documents.ts";
import type { SharedEndpointData } from "./resource_data.ts";
import type { EndpointCreateDocument, EndpointsDocument } from "./resource_documents.ts";

/**
 * A shared endpoint, as its host lists it.
 *
 * @category Sharing
 */
export interface SharedEndpointDocument {
  /** Its id. */
  readonly id: string;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A page of shared endpoints.
 *
 * @category Sharing
 */
export interface SharedEndpointsDocument {
  /** The shared endpoints. */
  readonly shared_endpoints: readonly SharedEndpointDocument[];
  /** Where the next page begins, unless this is the last. */
  readonly next_token?: string | null | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The person's shared endpoints on a host (`GET /v0.10/endpoint/{id}/my_shared_endpoint_list`).
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
 * const answer = { DATA: [{ DATA_TYPE: "endpoint", id: "share-id" }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const list = await transfer.mySharedEndpointList("6c54cade-bde5-45c1-bdea-f4bd71dba2cc");
 * assertEquals([...list].length, 1);
 * ```
 *
 * @category Sharing
 */
export async function mySharedEndpointList(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<Listed<EndpointsDocument, EndpointDocument>> {
  return await askList(client, path`/endpoint/${{ endpointId }}/my_shared_endpoint_list`, options);
}

/**
 * All shared endpoints on a host (`GET /v0.10/endpoint/{id}/shared_endpoint_list`).
 *
 * In Python: `get_shared_endpoint_list()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param options `params`: query parameters as the REST API spells them; `maxItems`, `pageSize`,
 * `prefetch`, `signal`.
 * @returns The shared endpoints, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses; while iterating.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { shared_endpoints: [{ id: "share-id" }], next_token: null };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { items } = await transfer.getSharedEndpointList("6c54cade-bde5-45c1-bdea-f4bd71dba2cc").collect();
 * assertEquals(items.length, 1);
 * ```
 *
 * @category Sharing
 */
export function getSharedEndpointList(
  client: Client,
  endpointId: string,
  options: ListOptions = {},
): Pages<SharedEndpointDocument, SharedEndpointsDocument> {
  const at = path`/endpoint/${{ endpointId }}/shared_endpoint_list`;
  return askPages(client, at, options, sharedPages);
}

/**
 * Shares a folder of a host as a collection of its own (`POST /v0.10/shared_endpoint`).
 *
 * In Python: `create_shared_endpoint()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param data What to share.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "endpoint_create_result", code: "Created", id: "share-id" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { id } = await transfer.createSharedEndpoint({
 *   DATA_TYPE: "shared_endpoint",
 *   host_endpoint: "host-id",
 *   host_path: "/data/",
 *   display_name: "my share",
 * });
 * assertEquals(id, "share-id");
 * ```
 *
 * @category Sharing
 */
export async function createSharedEndpoint(
  client: Client,
  data: SharedEndpointData,
  options: CallParams = {},
): Promise<EndpointCreateDocument> {
  return await ask(client, "POST /shared_endpoint", options, {
    json: data,
    shape: madeResult,
  });
}

const sharedPages: ListFacts = {
  style: "next_token",
  largest: 1000,
  key: "shared_endpoints",
  limitName: "max_results",
};
