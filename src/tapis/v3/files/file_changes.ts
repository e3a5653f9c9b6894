/**
 * Files of Tapis v3: moving them about on one system.
 *
 * @module
 */

import { ArgumentTypeError } from "../../../argument_error.ts";
import type { Client } from "../../../http/client.ts";
import { envelopeDone } from "../../envelope.ts";
import { filePath, opsPath } from "./file_path.ts";
import type { SignalOptions } from "../../signal_options.ts";
import { checkOptions, signalKinds } from "../../../options.ts";

/**
 * Makes a folder, with those above it (`POST /v3/files/ops/{systemId}`); one that is there already is
 * fine.
 *
 * @param client A Tapis v3 client.
 * @param systemId The system.
 * @param path The folder, below the system's own.
 * @param options `signal` gives up.
 * @throws {TypeError} When the path holds a dot segment, or names the system's own folder.
 * @throws {ApiError} When the service refuses.
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
 * await tapis.mkdir("archive", "2026/11");
 * assertEquals((await tapis.statFile("archive", "2026/11")).type, "dir");
 * ```
 *
 * @category Files
 */
export async function mkdir(
  client: Client,
  systemId: string,
  path: string,
  options: SignalOptions = {},
): Promise<void> {
  checkOptions(options, signalKinds);
  const json = { path: namedPath("path", path) };
  const call = { json, idempotent: true, signal: options.signal };
  await envelopeDone(client, "POST", opsPath(systemId, ""), call);
}

/**
 * Moves or renames a file or folder on its system (`PUT /v3/files/ops/{systemId}/{path}`), as `mv` does: into
 * a folder that is at `newPath`, and in place of a file.
 *
 * @param client A Tapis v3 client.
 * @param systemId The system.
 * @param path What is moved.
 * @param newPath Where to, on the same system.
 * @param options `signal` gives up.
 * @throws {TypeError} When a path holds a dot segment, or names the system's own folder.
 * @throws {ApiError} When the service refuses.
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
 * await tapis.moveFile("lab", "cells.csv", "neurons.csv");
 * assertEquals((await tapis.statFile("lab", "neurons.csv")).type, "file");
 * ```
 *
 * @category Files
 */
export async function moveFile(
  client: Client,
  systemId: string,
  path: string,
  newPath: string,
  options: SignalOptions = {},
): Promise<void> {
  checkOptions(options, signalKinds);
  await relocate(client, systemId, { path, newPath, operation: "MOVE" }, options);
}

/**
 * Copies a file or folder on its system (`PUT /v3/files/ops/{systemId}/{path}`), as `cp -r` does: into a folder
 * that is at `newPath`, so that a folder copied twice has a copy of it inside, and in place of a file.
 *
 * @param client A Tapis v3 client.
 * @param systemId The system.
 * @param path What is copied.
 * @param newPath Where to, on the same system.
 * @param options `signal` gives up.
 * @throws {TypeError} When a path holds a dot segment, or names the system's own folder.
 * @throws {ApiError} When the service refuses.
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
 * await tapis.copyFile("lab", "runs", "runs-again");
 * assertEquals((await tapis.statFile("lab", "runs-again")).type, "dir");
 * ```
 *
 * @category Files
 */
export async function copyFile(
  client: Client,
  systemId: string,
  path: string,
  newPath: string,
  options: SignalOptions = {},
): Promise<void> {
  checkOptions(options, signalKinds);
  await relocate(client, systemId, { path, newPath, operation: "COPY" }, options);
}

/**
 * Deletes a file, or a folder with all that is in it (`DELETE /v3/files/ops/{systemId}/{path}`).
 *
 * @param client A Tapis v3 client.
 * @param systemId The system.
 * @param path What is deleted.
 * @param options `signal` gives up.
 * @throws {TypeError} When the path holds a dot segment, or names the system's own folder.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { ApiError } from "@keyferry/keyferry";
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertRejects } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * await tapis.deleteFile("lab", "cells.csv");
 * await assertRejects(() => tapis.statFile("lab", "cells.csv"), ApiError);
 * ```
 *
 * @category Files
 */
export async function deleteFile(
  client: Client,
  systemId: string,
  path: string,
  options: SignalOptions = {},
): Promise<void> {
  checkOptions(options, signalKinds);
  namedPath("path", path);
  await envelopeDone(client, "DELETE", opsPath(systemId, path), options);
}

interface Relocation {
  readonly path: string;
  readonly newPath: string;
  readonly operation: "MOVE" | "COPY";
}

async function relocate(
  client: Client,
  systemId: string,
  { path, newPath, operation }: Relocation,
  options: SignalOptions,
): Promise<void> {
  namedPath("path", path);
  const at = opsPath(systemId, path);
  const json = { operation, newPath: namedPath("newPath", newPath) };
  // Sent again after a lost answer, a move would fail, and a folder's copy would go into the first one.
  await envelopeDone(client, "PUT", at, { json, idempotent: false, signal: options.signal });
}

/** A path for a body: without slashes at its ends, checked, and not the system's own folder. */
function namedPath(name: string, file: string): string {
  filePath(file);
  const plain = file.split("/").filter((part) => part !== "").join("/");
  if (plain !== "") return plain;
  throw new ArgumentTypeError(`${name} is the system's own folder: name a file or folder in it`);
}
