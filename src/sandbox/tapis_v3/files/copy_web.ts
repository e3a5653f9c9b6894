import { partKeeper } from "../../kept/parts.ts";
import { assertWritable, ensureFolder, PathError } from "../../disk/paths.ts";
import { temporaryName } from "../../transfer/jobs/copy_file.ts";
import { atDestination, TransferProblem } from "../../transfer/problems.ts";
import type { World } from "../../world.ts";
import { writeBehind } from "../../kept/write_behind.ts";
import type { End } from "./copy_tree.ts";
import { entryAt } from "./file_place.ts";

/** Whether an address of a transfer is one of the web. */
export function isWeb(uri: string): boolean {
  return /^https?:/i.test(uri);
}

/** A file of the web that is asked for. */
export interface WebFile {
  /** How many bytes it has, where its server says. */
  readonly size: number;
  /** Writes it, and tells how many bytes went. */
  copy(onBytes: (count: number) => void): Promise<void>;
}

/**
 * Asks for a file of the web, to be copied: into a temporary file first, so that there is at no moment half
 * of it.
 *
 * @throws {PathError} where it cannot go there, or the sandbox may not reach the host.
 * @throws {TransferProblem} where the server does not give it.
 */
export async function openWeb(
  world: World,
  uri: string,
  to: End,
  signal: AbortSignal,
): Promise<WebFile> {
  assertWritable(to.system);
  await ensureFolder(to.system, to.names.slice(0, -1));
  const { path, info } = await entryAt(to.system, to.names);
  if (info !== undefined && !info.isFile) {
    throw new PathError("not-a-file", "There is something at the destination that is not a file");
  }
  const body = await bodyOf(uri, signal);
  return {
    size: body.size,
    async copy(onBytes): Promise<void> {
      const parts = partKeeper(world);
      const temporary = temporaryName(path);
      parts.begin(temporary);
      try {
        await fill(temporary, body.stream, onBytes);
        await atDestination(() => Deno.rename(temporary, path));
      } catch (error) {
        await Deno.remove(temporary).catch(() => {});
        throw error;
      } finally {
        parts.forget();
      }
    },
  };
}

async function bodyOf(
  uri: string,
  signal: AbortSignal,
): Promise<{ readonly size: number; readonly stream: ReadableStream<Uint8Array> }> {
  const url = URL.parse(uri);
  if (url === null) throw new PathError("missing", "There is no such address");
  // Never asked of the person who started the sandbox.
  const { state } = await Deno.permissions.query({ name: "net", host: url.host });
  if (state !== "granted") {
    throw new PathError(
      "denied",
      `The sandbox may not reach the host: add --allow-net=${url.host}`,
    );
  }
  const response = await fetch(url, { signal });
  if (!response.ok) {
    await response.body?.cancel();
    const description = `The server answered ${response.status}`;
    throw new TransferProblem({ code: "FILES_TXFR_HTTP", description });
  }
  const size = Number(response.headers.get("content-length") ?? 0);
  return { size, stream: response.body ?? ReadableStream.from([]) };
}

async function fill(
  path: string,
  stream: ReadableStream<Uint8Array>,
  onBytes: (count: number) => void,
): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  const writer = writeBehind(file);
  try {
    for await (const chunk of stream) {
      await writer.put(chunk);
      onBytes(chunk.length);
    }
  } finally {
    await writer.end();
  }
}
