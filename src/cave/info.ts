/**
 * CAVE's info service: which datastacks there are.
 *
 * @module
 */

import { callDocument } from "../http/call.ts";
import type { Client } from "../http/client.ts";

/**
 * The names of the datastacks that the token may see
 * (`GET /info/api/v2/datastacks`, CAVEclient's `info.get_datastacks`).
 *
 * @param client An info client.
 * @param options `signal` gives up.
 * @returns The names.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { restore } from "@keyferry/keyferry/cave";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const { info } = await restore(undefined, await sandboxSurroundings(sandbox.home));
 * assert((await info.getDatastacks()).length > 0);
 * ```
 */
export function getDatastacks(
  client: Client,
  options: { readonly signal?: AbortSignal } = {},
): Promise<string[]> {
  return callDocument(client, "GET", "/info/api/v2/datastacks", options);
}
