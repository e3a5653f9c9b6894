/**
 * Files between Tapis v3 and this machine.
 *
 * @module
 */

import type { Client } from "../../http/client.ts";
import { NetworkError } from "../../http/errors.ts";
import { openFile, type SavedFile, saveFile } from "../../http/local_file.ts";
import { callUrl } from "../../http/path.ts";
import { type ContentOptions, download, upload } from "./contents.ts";
import { opsPath } from "./file_path.ts";

/** How far a file has come. */
export interface ByteProgress {
  /** How many bytes have come or gone. */
  readonly bytes: number;
  /** How many there are, where that is known. */
  readonly total: number | undefined;
}

/** How a file is sent. */
export interface UploadFileOptions extends ContentOptions {
  /** Is told of every piece. */
  readonly onProgress?: (progress: ByteProgress) => void;
}

/** How a file is fetched. */
export interface DownloadFileOptions extends UploadFileOptions {
  /** Replace a file that is there. @default {false} */
  readonly overwrite?: boolean;
  /** Whether it comes packed; folders come only so. @default {false} */
  readonly zip?: boolean;
}

/** A file that was fetched or sent. */
export type MovedFile = SavedFile;

/**
 * Fetches a file, or a folder as a zip file, into a file of this machine. It is written beside its place
 * and put there when it is whole: nothing stays where the fetching fails or is given up.
 *
 * @param client A Tapis v3 client.
 * @param systemId The system.
 * @param path The file.
 * @param target The path of the file to write.
 * @param options See {@linkcode DownloadFileOptions}.
 * @throws {FileError} When the target is there and `overwrite` is not set, or cannot be written.
 * @throws {PermissionNeededError} When Deno may not write beside the target.
 * @throws {TypeError} When the path holds a dot segment.
 * @throws {ApiError} When nothing is there, or a folder is asked for without `zip`.
 * @throws {NetworkError} When the file breaks off, or is given up.
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
 */
export async function downloadFile(
  client: Client,
  systemId: string,
  path: string,
  target: string,
  options: DownloadFileOptions = {},
): Promise<MovedFile> {
  const { overwrite = false, onProgress, signal } = options;
  const url = callUrl(client.baseUrl, opsPath(systemId, path));
  return await saveFile(target, async () => {
    const { body, size } = await download(client, systemId, path, options);
    return watched(body, url, { total: size, onProgress, signal });
  }, { overwrite });
}

interface Watch {
  readonly total: number | undefined;
  readonly onProgress: ((progress: ByteProgress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

async function* watched(
  body: ReadableStream<Uint8Array>,
  url: string,
  { total, onProgress, signal }: Watch,
): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  try {
    for await (const piece of body) {
      bytes += piece.length;
      onProgress?.({ bytes, total });
      yield piece;
    }
  } catch (cause) {
    throw signal?.aborted
      ? new NetworkError("aborted", "GET", url, "the caller gave up", { cause })
      : new NetworkError("torn body", "GET", url, "the file broke off", { cause });
  }
}

/**
 * Sends a file of this machine, piece by piece; one that is at the path already is replaced. It goes
 * once: where that fails, nobody knows how much of it arrived.
 *
 * @param client A Tapis v3 client.
 * @param source The path of the file to send.
 * @param systemId The system.
 * @param path Where it goes, name included.
 * @param options See {@linkcode UploadFileOptions}.
 * @returns The path on the system, and the number of bytes.
 * @throws {FileError} When the file cannot be read.
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
 */
export async function uploadFile(
  client: Client,
  source: string,
  systemId: string,
  path: string,
  options: UploadFileOptions = {},
): Promise<MovedFile> {
  const { onProgress, ...rest } = options;
  await using file = await openFile(source);
  let bytes = 0;
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller): void {
      bytes += piece.length;
      onProgress?.({ bytes, total: file.size });
      controller.enqueue(piece);
    },
  });
  const counted = file.stream.pipeThrough(counting);
  try {
    await upload(client, systemId, path, counted, rest);
  } finally {
    // Where nothing was asked for, nobody else closes the file.
    await counted.cancel().catch(() => {});
  }
  return { path, bytes };
}
