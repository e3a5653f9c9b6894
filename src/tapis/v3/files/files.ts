/**
 * Files of Tapis v3: looking at them.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import { pageKinds, type PageOptions, type Pages } from "../../../http/pages.ts";
import { document, list, number, text } from "../../../http/reply/shape.ts";
import { envelopeResult } from "../../envelope.ts";
import { envelopePages } from "../../envelope_pages.ts";
import { filesBelow } from "./_files_below.ts";
import { opsPath } from "./file_path.ts";
import type { SignalOptions } from "../../signal_options.ts";
import { checkOptions, type OptionKinds, signalKinds } from "../../../options.ts";

/**
 * A file or a folder.
 *
 * @category Files
 */
export interface FileInfo {
  /** Its name. */
  readonly name: string;
  /** Its path below the system's own folder. */
  readonly path: string;
  /** What it is. */
  readonly type: "file" | "dir" | "symbolic_link" | "other" | "unknown";
  /** How large it is, in bytes. */
  readonly size: number;
  /** When it was changed, as ISO 8601. */
  readonly lastModified?: string | undefined;
  /** Its address, such as `tapis://lab/runs/log.txt`. */
  readonly url?: string | undefined;
  /** Who may do what, such as `rw-r--r--`. */
  readonly nativePermissions?: string | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

const file = document({ name: text, path: text, type: text, size: number });

/**
 * What is listed.
 *
 * @category Files
 */
export interface ListFilesOptions extends PageOptions {
  /**
   * Whether the folders below are listed too, at any depth. With `pattern`, a folder whose name does not fit
   * is not looked into.
   *
   * @default {false}
   */
  readonly recurse?: boolean | undefined;
  /** Only names that fit: with `*` and `?`, or with `regex:` and an expression found anywhere in them. */
  readonly pattern?: string | undefined;
}

const listFilesKinds: OptionKinds<ListFilesOptions> = {
  ...pageKinds,
  recurse: "flag",
  pattern: "text",
};

/** The most that the service lists at once. */
const largestPage = 1000;

/**
 * What is in a folder (`GET /v3/files/ops/{systemId}/{path}`).
 *
 * @param client A Tapis v3 client.
 * @param systemId The system.
 * @param path The folder, below the system's own; a file lists itself.
 * @param options `recurse`, `pattern`, `maxItems`, `pageSize`, `prefetch`, `signal`.
 * @throws {TypeError} When the path holds a dot segment.
 * @throws {ApiError} While it is iterated, when there is no such folder.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
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
 * const { items } = await tapis.listFiles("lab", "/").collect();
 * assertEquals(items.map(({ name }) => name), ["cells.csv", "README.txt", "runs"]);
 * ```
 *
 * @category Files
 */
export function listFiles(
  client: Client,
  systemId: string,
  path: string,
  options: ListFilesOptions = {},
): Pages<FileInfo, FileInfo[]> {
  checkOptions(options, listFilesKinds);
  const { recurse, pattern } = options;
  const facts = { largest: largestPage, item: file };
  if (recurse) return filesBelow(client, systemId, path, { ...facts, pattern }, options);
  const query = { recurse, pattern };
  return envelopePages(client, opsPath(systemId, path), { ...facts, query }, options);
}

/**
 * What {@linkcode statFile} tells.
 *
 * @category Files
 */
export interface FileStat {
  /** Its name. */
  readonly name: string;
  /** Its path below the system's own folder. */
  readonly path: string;
  /** What it is. */
  readonly type: FileInfo["type"];
  /** How large a file is, in bytes; nothing for a folder. */
  readonly size: number | undefined;
  /** When a file was changed, as ISO 8601; nothing for a folder. */
  readonly lastModified: string | undefined;
}

/**
 * What is at a path: a file with its size, or a folder. The service has no such call for all systems, so
 * that a listing of one item is taken.
 *
 * @param client A Tapis v3 client.
 * @param systemId The system.
 * @param path The path, below the system's own folder.
 * @param options `signal` gives up.
 * @throws {TypeError} When the path holds a dot segment.
 * @throws {ApiError} When nothing is there.
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
 * assertEquals((await tapis.statFile("lab", "runs")).type, "dir");
 * assertEquals((await tapis.statFile("lab", "README.txt")).type, "file");
 * ```
 *
 * @category Files
 */
export async function statFile(
  client: Client,
  systemId: string,
  path: string,
  options: SignalOptions = {},
): Promise<FileStat> {
  checkOptions(options, signalKinds);
  const at = opsPath(systemId, path);
  const names = path.split("/").filter((name) => name !== "");
  const [first] = await envelopeResult<FileInfo[]>(client, "GET", at, {
    query: { limit: 1, offset: 0 },
    signal: options.signal,
  }, list(file));
  const own = names.join("/");
  const name = names.at(-1) ?? "/";
  if (first?.path.replace(/^\/+/, "") === own && first.type !== "dir") {
    const { type, size, lastModified } = first;
    return { name, path: own, type, size, lastModified };
  }
  return { name, path: own, type: "dir", size: undefined, lastModified: undefined };
}
