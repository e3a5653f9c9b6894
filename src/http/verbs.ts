/**
 * The low level: any path of a service, with the client's credential, retries and time-out.
 *
 * @example Call an operation that has no function of its own
 * ```ts
 * import { get } from "@keyferry/keyferry";
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const { status, data } = await get(transfer, "/v0.10/task_list", { query: { limit: 5 } });
 * assertEquals([status, (data as { DATA_TYPE: string }).DATA_TYPE], [200, "task_list"]);
 * ```
 *
 * @module
 */

import { call, type CallOptions } from "./call.ts";
import type { Client } from "./client.ts";
import type { Reply } from "./reply.ts";

/**
 * GET.
 *
 * @param client The client.
 * @param path The path below its base URL, ids encoded.
 * @param options Query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 */
export function get(client: Client, path: string, options: CallOptions = {}): Promise<Reply> {
  return call(client, "GET", path, options);
}

/**
 * POST; not retried unless `idempotent` is set.
 *
 * @param client The client.
 * @param path The path below its base URL, ids encoded.
 * @param options Body, query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 */
export function post(client: Client, path: string, options: CallOptions = {}): Promise<Reply> {
  return call(client, "POST", path, options);
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
export function put(client: Client, path: string, options: CallOptions = {}): Promise<Reply> {
  return call(client, "PUT", path, options);
}

/**
 * PATCH; not retried unless `idempotent` is set.
 *
 * @param client The client.
 * @param path The path below its base URL, ids encoded.
 * @param options Body, query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 */
export function patch(client: Client, path: string, options: CallOptions = {}): Promise<Reply> {
  return call(client, "PATCH", path, options);
}

/**
 * DELETE, which is a reserved word.
 *
 * @param client The client.
 * @param path The path below its base URL, ids encoded.
 * @param options Query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 */
export function del(client: Client, path: string, options: CallOptions = {}): Promise<Reply> {
  return call(client, "DELETE", path, options);
}
