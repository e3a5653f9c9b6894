/**
 * Collections: searching them, looking one up.
 *
 * @module
 */

import { callDocument } from "../../http/call.ts";
import type { Client } from "../../http/client.ts";
import { paged, type PageOptions, type Pages } from "../../http/pages.ts";
import { path, type Query } from "../../http/path.ts";
import type { EndpointDocument, EndpointListDocument } from "./documents.ts";

/** Query parameters that have no name of ours, and a way to give up. */
export interface CallParams {
  /** More query parameters, as the REST API spells them. */
  readonly params?: Query;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** What narrows a search for collections. */
export interface EndpointSearchOptions extends PageOptions {
  /** Words to look for in names, descriptions, owners and keywords. */
  readonly filterFulltext?: string;
  /** Which collections, such as `my-endpoints`, `recently-used`, `shared-with-me`. */
  readonly filterScope?: string;
  /** More query parameters, as the REST API spells them. */
  readonly params?: Query;
}

/**
 * Searches collections (`GET /v0.10/endpoint_search`). The service gives 100 at once and 1000 in all.
 *
 * @param client A Transfer client.
 * @param options What narrows the search; `maxItems`, `pageSize`, `prefetch`, `signal`.
 * @returns The collections, fetched page by page as they are wanted.
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
 */
export function endpointSearch(
  client: Client,
  options: EndpointSearchOptions = {},
): Pages<EndpointDocument, EndpointListDocument> {
  const { filterFulltext, filterScope, params } = options;
  const filters: Query = {
    ...params,
    filter_fulltext: filterFulltext,
    filter_scope: filterScope,
  };
  return paged({
    largest: 100,
    most: 1000,
    load: (query, signal) => {
      return callDocument<EndpointListDocument>(client, "GET", "/v0.10/endpoint_search", {
        query: { ...filters, ...query },
        signal,
      });
    },
    first: (limit) => ({ limit, offset: 0 }),
    // By what came, not by what was asked for: a short page must not make a gap.
    next: (page, seen) => page.has_next_page ? { offset: seen } : undefined,
    items: (page) => page.DATA,
  }, options);
}

/**
 * A collection's document (`GET /v0.10/endpoint/{id}`).
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
 */
export async function getEndpoint(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<EndpointDocument> {
  const { params: query, signal } = options;
  return await callDocument(client, "GET", path`/v0.10/endpoint/${endpointId}`, {
    ...(query === undefined ? {} : { query }),
    ...(signal === undefined ? {} : { signal }),
  });
}
