/**
 * Collections and endpoints: searching them, looking one up, making and changing them.
 *
 * @module
 */

import { ArgumentTypeError } from "../../../argument_error.ts";
import type { Client } from "../../../http/client.ts";
import type { Pages } from "../../../http/pages.ts";
import { path } from "../../../http/path.ts";
import {
  ask,
  askPages,
  type CallParams,
  change,
  listKinds,
  type ListOptions,
  madeResult,
} from "../_ask.ts";
import { ended } from "../tasks/_ended.ts";
import type { EndpointDocument, EndpointListDocument, ResultDocument } from "../documents.ts";
import type { EndpointData } from "./resource_data.ts";
import type { EndpointCreateDocument } from "./resource_documents.ts";
import { checkArguments, type OptionKinds } from "../../../options.ts";

/**
 * What narrows a search for collections.
 *
 * @category Collections
 */
export interface EndpointSearchOptions extends ListOptions {
  /** Words to look for in names, descriptions, owners and keywords. */
  readonly filterFulltext?: string | undefined;
  /** Which collections, such as `my-endpoints`, `recently-used`, `shared-with-me`. */
  readonly filterScope?: string | undefined;
  /** Those of this identity. */
  readonly filterOwnerId?: string | undefined;
  /** Those that this endpoint hosts. */
  readonly filterHostEndpoint?: string | undefined;
  /** Those of these kinds, such as `GCSv5_guest_collection`. */
  readonly filterEntityType?: string | readonly string[] | undefined;
  /** Whether those that exist for grouping alone are listed, too. */
  readonly filterNonFunctional?: boolean | undefined;
}

const endpointSearchKinds: OptionKinds<EndpointSearchOptions> = {
  ...listKinds,
  filterFulltext: "text",
  filterScope: "text",
  filterOwnerId: "text",
  filterHostEndpoint: "text",
  filterEntityType: "texts",
  filterNonFunctional: "flag",
};

/**
 * Searches collections (`GET /v0.10/endpoint_search`). The service gives 100 at once and 1000 in all.
 *
 * @param client A Transfer client.
 * @param options What narrows the search; `maxItems`, `pageSize`, `prefetch`, `signal`.
 * @returns The collections, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses; while iterating.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const { items } = await transfer.endpointSearch({ filterScope: "my-endpoints" }).collect();
 * assert(items.some(({ display_name }) => display_name === "lab"));
 * ```
 *
 * @category Collections
 */
export function endpointSearch(
  client: Client,
  options: EndpointSearchOptions = {},
): Pages<EndpointDocument, EndpointListDocument> {
  const kinds = endpointSearchKinds;
  const facts = { kinds, style: "has_next_page", largest: 100, most: 1000 } as const;
  return askPages(client, "/endpoint_search", options, facts);
}

/**
 * A collection's document (`GET /v0.10/endpoint/{id}`).
 *
 * In Python: `get_endpoint()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The collection's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} With `EndpointNotFound` when there is none.
 * @throws {TypeError} When the id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { getEndpoint, transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const [lab] = sandbox.collections;
 * assertEquals((await getEndpoint(transfer, lab?.id ?? "")).display_name, lab?.name);
 * ```
 *
 * @category Collections
 */
export async function getEndpoint(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<EndpointDocument> {
  return await ask(client, path`GET /endpoint/${{ endpointId }}`, options);
}

/**
 * Changes an endpoint (`PUT /v0.10/endpoint/{id}`). One activation server takes the place of the
 * other.
 *
 * In Python: `update_endpoint()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param data What to change.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 * @throws {TypeError} When `myproxy_server` and `oauth_server` are both given.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "Updated", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.updateEndpoint("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", { display_name: "lab", public: false });
 * assertEquals(code, "Updated");
 * ```
 *
 * @category Collections
 */
export async function updateEndpoint(
  client: Client,
  endpointId: string,
  data: EndpointData,
  options: CallParams = {},
): Promise<ResultDocument> {
  return await change(client, path`PUT /endpoint/${{ endpointId }}`, options, {
    json: oneServer(data),
  });
}

/**
 * Makes an endpoint (`POST /v0.10/endpoint`).
 *
 * @param client A Transfer client.
 * @param data The endpoint.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When `myproxy_server` and `oauth_server` are both given.
 * @deprecated The hosted Globus Connect Server 4 was shut down in December 2023; the service
 * answers that this is gone.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "endpoint_create_result", code: "Created", id: "e" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { id } = await transfer.createEndpoint({ DATA_TYPE: "endpoint", display_name: "lab", DATA: [] });
 * assertEquals(id, "e");
 * ```
 *
 * @category Collections
 */
export async function createEndpoint(
  client: Client,
  data: EndpointData,
  options: CallParams = {},
): Promise<EndpointCreateDocument> {
  bothServers(data);
  return await ask(ended(client), "POST /endpoint", options, {
    json: data,
    shape: madeResult,
  });
}

/**
 * Removes an endpoint (`DELETE /v0.10/endpoint/{id}`).
 *
 * In Python: `delete_endpoint()` of globus-sdk.
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
 * const answer = { DATA_TYPE: "result", code: "Deleted", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.deleteEndpoint("6c54cade-bde5-45c1-bdea-f4bd71dba2cc");
 * assertEquals(code, "Deleted");
 * ```
 *
 * @category Collections
 */
export async function deleteEndpoint(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<ResultDocument> {
  return await change(client, path`DELETE /endpoint/${{ endpointId }}`, options);
}

/**
 * Puts a collection under a subscription (`PUT /v0.10/endpoint/{id}/subscription`).
 *
 * In Python: `set_subscription_id()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param subscriptionId The subscription's id; `DEFAULT` for the only one there is, `null` for
 * none.
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
 * const { code } = await transfer.setSubscriptionId("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", "DEFAULT");
 * assertEquals(code, "Updated");
 * ```
 *
 * @category Collections
 */
export async function setSubscriptionId(
  client: Client,
  endpointId: string,
  subscriptionId: string | null,
  options: CallParams = {},
): Promise<ResultDocument> {
  return await change(client, path`PUT /endpoint/${{ endpointId }}/subscription`, options, {
    json: { subscription_id: subscriptionId },
  });
}

/**
 * Says whether the subscription's managers vouch for a collection (`PUT
 * /v0.10/endpoint/{id}/subscription_admin_verified`).
 *
 * In Python: `set_subscription_admin_verified()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param verified Whether they do.
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
 * const { code } = await transfer.setSubscriptionAdminVerified("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", true);
 * assertEquals(code, "Updated");
 * ```
 *
 * @category Collections
 */
export async function setSubscriptionAdminVerified(
  client: Client,
  endpointId: string,
  verified: boolean,
  options: CallParams = {},
): Promise<ResultDocument> {
  const at = path`PUT /endpoint/${{ endpointId }}/subscription_admin_verified`;
  return await change(client, at, options, { json: { subscription_admin_verified: verified } });
}

function bothServers(data: EndpointData): void {
  checkArguments({ data }, { data: "names" });
  if (data.myproxy_server && data.oauth_server) {
    throw new ArgumentTypeError(
      "An endpoint has one activation server: leave out myproxy_server or oauth_server",
    );
  }
}

/** The service would keep the other server beside the new one. */
function oneServer(data: EndpointData): EndpointData {
  bothServers(data);
  if (data.myproxy_server) return { ...data, oauth_server: null };
  return data.oauth_server ? { ...data, myproxy_server: null } : data;
}
