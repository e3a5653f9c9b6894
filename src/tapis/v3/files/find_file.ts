/**
 * Whether something is at a path of Tapis v3.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import { ApiError } from "../../../http/reply/errors.ts";
import { type FileStat, statFile } from "./files.ts";
import type { SignalOptions } from "../../signal_options.ts";
import { checkOptions, signalKinds } from "../../../options.ts";

/**
 * What is at a path, or nothing: {@linkcode statFile} that does not fail where nothing is.
 *
 * @param client A Tapis v3 client.
 * @param systemId The system.
 * @param path The path, below the system's own folder.
 * @param options `signal` gives up.
 * @returns What is there; `undefined` where nothing is.
 * @throws {TypeError} When the path holds a dot segment.
 * @throws {ApiError} When the service refuses for another reason.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * assertEquals((await tapis.findFile("lab", "cells.csv"))?.type, "file");
 * assertEquals(await tapis.findFile("lab", "nothing.csv"), undefined);
 * ```
 *
 * @category Files
 */
export async function findFile(
  client: Client,
  systemId: string,
  path: string,
  options: SignalOptions = {},
): Promise<FileStat | undefined> {
  checkOptions(options, signalKinds);
  try {
    return await statFile(client, systemId, path, options);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
