/**
 * The low level: any path of a CAVE service, with the client's token, retries and time-out. Ids of 64
 * bits are `bigint` in what is sent and in what comes back; `bytes` is the body as it came.
 *
 * @module
 */

import { type CaveCallOptions, type CaveClient, type CaveReply, send } from "./send.ts";

/**
 * GET.
 *
 * @param client The client.
 * @param path The path below its base URL, ids encoded.
 * @param options Query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 */
export function get(
  client: CaveClient,
  path: string,
  options: CaveCallOptions = {},
): Promise<CaveReply> {
  return send(client, "GET", path, options);
}

/**
 * POST; not retried unless `idempotent` is set, or nothing was done (429, or 503 with Retry-After).
 *
 * @param client The client.
 * @param path The path below its base URL, ids encoded.
 * @param options Body, query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 */
export function post(
  client: CaveClient,
  path: string,
  options: CaveCallOptions = {},
): Promise<CaveReply> {
  return send(client, "POST", path, options);
}

/**
 * PUT.
 *
 * @param client The client.
 * @param path The path below its base URL, ids encoded.
 * @param options Body, query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 */
export function put(
  client: CaveClient,
  path: string,
  options: CaveCallOptions = {},
): Promise<CaveReply> {
  return send(client, "PUT", path, options);
}

/**
 * PATCH; not retried unless `idempotent` is set, or nothing was done (429, or 503 with Retry-After).
 *
 * @param client The client.
 * @param path The path below its base URL, ids encoded.
 * @param options Body, query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 */
export function patch(
  client: CaveClient,
  path: string,
  options: CaveCallOptions = {},
): Promise<CaveReply> {
  return send(client, "PATCH", path, options);
}

/**
 * DELETE.
 *
 * @param client The client.
 * @param path The path below its base URL, ids encoded.
 * @param options Body, query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 */
export function del(
  client: CaveClient,
  path: string,
  options: CaveCallOptions = {},
): Promise<CaveReply> {
  return send(client, "DELETE", path, options);
}

export { setAppName } from "../http/verbs.ts";
