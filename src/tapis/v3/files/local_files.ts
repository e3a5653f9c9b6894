/**
 * Files between Tapis v3 and this machine.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import { openFile } from "../../../http/files/open_file.ts";
import { type SavedFile, saveFile } from "../../../http/files/save_file.ts";
import { contentKinds, type ContentOptions, systemFile } from "./_content.ts";
import { upload } from "./contents.ts";
import { checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * How a file is sent.
 *
 * @category Files
 */
export type UploadFileOptions = ContentOptions;

/**
 * How a file is fetched.
 *
 * @category Files
 */
export interface DownloadFileOptions extends ContentOptions {
  /** Replace a file that is there; it keeps its mode. @default {false} */
  readonly overwrite?: boolean | undefined;
  /** Whether it comes packed; folders come only so. @default {false} */
  readonly zip?: boolean | undefined;
}

const downloadFileKinds: OptionKinds<DownloadFileOptions> = {
  ...contentKinds,
  overwrite: "flag",
  zip: "flag",
};

/**
 * A file that was fetched or sent.
 *
 * @category Files
 */
export type MovedFile = SavedFile;

/**
 * Fetches a file, or a folder as a zip file, into a file of this machine. It is written next to its place
 * and put there when it is whole: nothing stays where the fetching fails or is given up. The service
 * does not name the versions of a file, so that one which breaks off begins again.
 *
 * @param client A Tapis v3 client.
 * @param systemId The system.
 * @param path The file.
 * @param target The path of the file to write.
 * @param options See {@linkcode DownloadFileOptions}.
 * @throws {FileError} When the target is there and `overwrite` is not set, or cannot be written.
 * @throws {PermissionNeededError} When Deno may not write beside the target.
 * @throws {TypeError} When the path holds a dot segment.
 * @throws {ApiError} When nothing is there, a folder is asked for without `zip`, or the answer is a
 * login page.
 * @throws {NetworkError} When the file breaks off for good, has fewer or more bytes than the service
 * lists, or is given up.
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
 * const folder = await Deno.makeTempDir();
 * const { path, bytes } = await tapis.downloadFile("lab", "cells.csv", `${folder}/cells.csv`);
 * assertEquals((await Deno.stat(path)).size, bytes);
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @category Files
 */
export async function downloadFile(
  client: Client,
  systemId: string,
  path: string,
  target: string,
  options: DownloadFileOptions = {},
): Promise<MovedFile> {
  checkOptions(options, downloadFileKinds);
  const { overwrite = false, onProgress, signal } = options;
  const file = systemFile(client, systemId, path, options);
  return await saveFile(target, file, { overwrite, onProgress, signal });
}

/**
 * Sends a file of this machine; one that is at the path already is replaced. A file of up to 4 MiB goes
 * with its size and is sent again after a failure that may pass. A larger one goes piece by piece,
 * and again only after 429 and 503, or with a renewed token: where it fails otherwise, nobody knows how
 * much of it arrived. What changes while it is read is not sent to its
 * end, and the service is asked how many bytes it lists, where it lets itself be asked.
 *
 * @param client A Tapis v3 client.
 * @param source The path of the file to send.
 * @param systemId The system.
 * @param path Where it goes, name included.
 * @param options See {@linkcode UploadFileOptions}.
 * @returns The path on the system, and the number of bytes.
 * @throws {FileError} When the file cannot be read, or changes while it is read.
 * @throws {NetworkError} When the service answers before all was sent, or does not have all bytes.
 * @throws {PermissionNeededError} When Deno may not read it.
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
 * const source = await Deno.makeTempFile();
 * await Deno.writeTextFile(source, "It works.\n");
 * assertEquals((await tapis.uploadFile(source, "lab", "notes/today.txt")).bytes, 10);
 * await Deno.remove(source);
 * ```
 *
 * @category Files
 */
export async function uploadFile(
  client: Client,
  source: string,
  systemId: string,
  path: string,
  options: UploadFileOptions = {},
): Promise<MovedFile> {
  checkOptions(options, contentKinds);
  const { onProgress } = options;
  await using file = await openFile(source, options);
  await upload(client, systemId, path, file.body, {
    ...options,
    again: file.again,
    onProgress: ({ bytes }) => onProgress?.({ bytes, total: file.size }),
  });
  return { path, bytes: file.size };
}
