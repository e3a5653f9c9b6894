/**
 * The low level: any path of a service, with the client's credential, retries and time-out.
 *
 * @module
 */

import { call, type CallOptions } from "./call.ts";
import { checkedAppName, type Client } from "./client.ts";
import type { Reply } from "./reply/reply.ts";
import { checkArguments } from "../options.ts";

/** Below the service's own base path, as the Python SDK has it, unless the path names a version itself. */
function fullPath(client: Client, path: string): string {
  checkArguments({ client }, { client: "client" });
  const { basePath } = client;
  // What is not a path on the service, such as an address, is refused where the URL is made.
  if (typeof path !== "string" || path.startsWith("//") || /^[a-z][\w+.-]*:/i.test(path)) {
    return path;
  }
  const below = path.startsWith("/") ? path : `/${path}`;
  return basePath === "" || /^\/v\d/.test(below) ? below : basePath + below;
}

/**
 * Names the program in the User-Agent of the client's calls from now on (the Python SDK's
 * `set_app_name`).
 *
 * @param client The client.
 * @param appName The program's name, in plain ASCII.
 * @throws {TypeError} When it could not stand in a header.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const transfer = transferClient();
 * transfer.setAppName("nightly");
 * assertEquals(transfer.appName, "nightly");
 * ```
 *
 * @category Calls and clients
 */
export function setAppName(client: Client, appName: string): void {
  checkArguments({ client, appName }, { client: "client", appName: "any text" });
  // Its own field, since a client is what its functions are bound to.
  Object.assign(client, { appName: checkedAppName(appName) });
}

/**
 * Sends a GET request.
 *
 * @param client The client.
 * @param path The path below its base URL, with or without a slash before it, ids encoded.
 * @param options Query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
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
 * const { status, data } = await get(transfer, "task_list", { query: { limit: 5 } });
 * assertEquals([status, (data as { DATA_TYPE: string }).DATA_TYPE], [200, "task_list"]);
 * ```
 *
 * @category Calls and clients
 */
export function get(client: Client, path: string, options: CallOptions = {}): Promise<Reply> {
  return call(client, "GET", fullPath(client, path), options);
}

/**
 * Sends a POST request; not retried unless `idempotent` is set, or nothing was done (429, or 503 with
 * Retry-After).
 *
 * @param client The client.
 * @param path The path below its base URL, with or without a slash before it, ids encoded.
 * @param options Body, query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 *
 * @example
 * ```ts
 * import { post } from "@keyferry/keyferry";
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const json = { name: "runs", endpoint_id: sandbox.collections[0]?.id, path: "/runs/" };
 * const { data } = await post(transfer, "bookmark", { json });
 * assertEquals((data as { name: string }).name, "runs");
 * ```
 *
 * @category Calls and clients
 */
export function post(client: Client, path: string, options: CallOptions = {}): Promise<Reply> {
  return call(client, "POST", fullPath(client, path), options);
}

/**
 * Sends a PUT request.
 *
 * @param client The client.
 * @param path The path below its base URL, with or without a slash before it, ids encoded.
 * @param options Body, query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 *
 * @example
 * ```ts
 * import { put } from "@keyferry/keyferry";
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const { id } = await transfer.createBookmark({
 *   name: "runs",
 *   endpoint_id: sandbox.collections[0]?.id ?? "",
 *   path: "/runs/",
 * });
 * const { data } = await put(transfer, `bookmark/${id}`, { json: { name: "all runs" } });
 * assertEquals((data as { name: string }).name, "all runs");
 * ```
 *
 * @category Calls and clients
 */
export function put(client: Client, path: string, options: CallOptions = {}): Promise<Reply> {
  return call(client, "PUT", fullPath(client, path), options);
}

/**
 * Sends a PATCH request; not retried unless `idempotent` is set, or nothing was done (429, or 503 with
 * Retry-After).
 *
 * @param client The client.
 * @param path The path below its base URL, with or without a slash before it, ids encoded.
 * @param options Body, query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 *
 * @example
 * ```ts
 * import { createClient, patch } from "@keyferry/keyferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const client = createClient({ service: "Runs", baseUrl: "https://runs.example.org" }, {
 *   fetch: () => Promise.resolve(Response.json({ label: "night" })),
 * });
 * const { data } = await patch(client, "/runs/7", { json: { label: "night" } });
 * assertEquals(data, { label: "night" });
 * ```
 *
 * @category Calls and clients
 */
export function patch(client: Client, path: string, options: CallOptions = {}): Promise<Reply> {
  return call(client, "PATCH", fullPath(client, path), options);
}

/**
 * Sends a DELETE request; `delete` is a reserved word.
 *
 * @param client The client.
 * @param path The path below its base URL, with or without a slash before it, ids encoded.
 * @param options Query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no whole answer comes.
 *
 * @example
 * ```ts
 * import { del } from "@keyferry/keyferry";
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const { id } = await transfer.createBookmark({
 *   name: "runs",
 *   endpoint_id: sandbox.collections[0]?.id ?? "",
 *   path: "/runs/",
 * });
 * const { data } = await del(transfer, `bookmark/${id}`);
 * assertEquals((data as { DATA_TYPE: string }).DATA_TYPE, "result");
 * ```
 *
 * @category Calls and clients
 */
export function del(client: Client, path: string, options: CallOptions = {}): Promise<Reply> {
  return call(client, "DELETE", fullPath(client, path), options);
}
