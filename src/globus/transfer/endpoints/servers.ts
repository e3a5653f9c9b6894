/**
 * The servers of an endpoint.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import type { Listed } from "../../../http/reply/iterable_document.ts";
import { countedId, path } from "../../../http/path.ts";
import { ask, askList, type CallParams, change, madeResult } from "../_ask.ts";
import { ended } from "../tasks/_ended.ts";
import type { ListDocument, ResultDocument } from "../documents.ts";
import type { ServerData } from "./resource_data.ts";

/**
 * A server of an endpoint.
 *
 * @category Collections
 */
export interface ServerDocument {
  /** Always `server`. */
  readonly DATA_TYPE: "server";
  /** Its id. */
  readonly id: number;
  /** Its host name. */
  readonly hostname?: string | null | undefined;
  /** Its address. */
  readonly uri?: string | null | undefined;
  /** Its port. */
  readonly port?: number | null | undefined;
  /** How it is spoken to. */
  readonly scheme?: string | null | undefined;
  /** The subject of its certificate. */
  readonly subject?: string | null | undefined;
  /** Whether it is there. */
  readonly is_connected?: boolean | undefined;
  /** Whether its owner stopped it. */
  readonly is_paused?: boolean | undefined;
  /** The first port for data that comes in. */
  readonly incoming_data_port_start?: number | null | undefined;
  /** The last port for data that comes in. */
  readonly incoming_data_port_end?: number | null | undefined;
  /** The first port for data that goes out. */
  readonly outgoing_data_port_start?: number | null | undefined;
  /** The last port for data that goes out. */
  readonly outgoing_data_port_end?: number | null | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The answer to a new server.
 *
 * @category Collections
 */
export interface ServerCreateDocument extends ResultDocument {
  /** The new server's id. */
  readonly id: number;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The servers of an endpoint.
 *
 * @category Collections
 */
export type ServerListDocument = ListDocument<ServerDocument>;

/**
 * The servers of an endpoint (`GET /v0.10/endpoint/{id}/server_list`).
 *
 * In Python: `endpoint_server_list()` of globus-sdk.
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
 * const answer = { DATA_TYPE: "endpoint_server_list", DATA: [{ DATA_TYPE: "server", id: 985 }] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const list = await transfer.endpointServerList("6c54cade-bde5-45c1-bdea-f4bd71dba2cc");
 * assertEquals([...list].length, 1);
 * ```
 *
 * @category Collections
 */
export async function endpointServerList(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<Listed<ServerListDocument, ServerDocument>> {
  return await askList(client, path`/endpoint/${{ endpointId }}/server_list`, options);
}

/**
 * A server of an endpoint (`GET /v0.10/endpoint/{id}/server/{id}`).
 *
 * In Python: `get_endpoint_server()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param serverId The server's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "server", id: 985 };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { id } = await transfer.getEndpointServer("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", 985);
 * assertEquals(id, 985);
 * ```
 *
 * @category Collections
 */
export async function getEndpointServer(
  client: Client,
  endpointId: string,
  serverId: number | string,
  options: CallParams = {},
): Promise<ServerDocument> {
  const at = path`GET /endpoint/${{ endpointId }}/server/${{ serverId: textOf(serverId) }}`;
  return await ask(client, at, options);
}

/**
 * Adds a server to an endpoint (`POST /v0.10/endpoint/{id}/server`).
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param serverData The server.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 * @deprecated The hosted Globus Connect Server 4 was shut down in December 2023; the service
 * answers that this is gone.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "endpoint_server_add_result", code: "Created", id: 985 };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { id } = await transfer.addEndpointServer("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", { DATA_TYPE: "server", hostname: "gridftp.example.org" });
 * assertEquals(id, 985);
 * ```
 *
 * @category Collections
 */
export async function addEndpointServer(
  client: Client,
  endpointId: string,
  serverData: ServerData,
  options: CallParams = {},
): Promise<ServerCreateDocument> {
  return await ask(ended(client), path`POST /endpoint/${{ endpointId }}/server`, options, {
    json: serverData,
    shape: madeResult,
  });
}

/**
 * Changes a server of an endpoint (`PUT /v0.10/endpoint/{id}/server/{id}`).
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param serverId The server's id.
 * @param serverData What to change.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 * @deprecated The hosted Globus Connect Server 4 was shut down in December 2023; the service
 * answers that this is gone.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "Updated", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.updateEndpointServer("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", 985, { port: 2811 });
 * assertEquals(code, "Updated");
 * ```
 *
 * @category Collections
 */
export async function updateEndpointServer(
  client: Client,
  endpointId: string,
  serverId: number | string,
  serverData: ServerData,
  options: CallParams = {},
): Promise<ResultDocument> {
  const at = path`PUT /endpoint/${{ endpointId }}/server/${{ serverId: textOf(serverId) }}`;
  return await change(ended(client), at, options, { json: serverData });
}

/**
 * Removes a server from an endpoint (`DELETE /v0.10/endpoint/{id}/server/{id}`).
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param serverId The server's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 * @deprecated The hosted Globus Connect Server 4 was shut down in December 2023; the service
 * answers that this is gone.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "Deleted", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.deleteEndpointServer("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", 985);
 * assertEquals(code, "Deleted");
 * ```
 *
 * @category Collections
 */
export async function deleteEndpointServer(
  client: Client,
  endpointId: string,
  serverId: number | string,
  options: CallParams = {},
): Promise<ResultDocument> {
  const at = path`DELETE /endpoint/${{ endpointId }}/server/${{ serverId: textOf(serverId) }}`;
  return await change(ended(client), at, options);
}

/** The service counts its servers; a text goes through as it is. */
function textOf(serverId: number | string): string {
  return typeof serverId === "number" ? countedId("serverId", serverId) : serverId;
}
