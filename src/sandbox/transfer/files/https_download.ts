import type { Call } from "../../server/call.ts";
import type { Collection } from "../../collections.ts";
import { locate, namesOf, PathError, spell } from "../../disk/paths.ts";
import { byteRange } from "./byte_range.ts";

const chunkSize = 64 * 1024;

/** A tag that changes whenever the file does. */
function etagOf(info: Deno.FileInfo): string {
  return `"${info.size.toString(16)}-${(info.mtime?.getTime() ?? 0).toString(16)}-${
    info.ino ?? 0
  }"`;
}

/** Whether the range is still about the file that the caller has a part of. */
function isSameFile(call: Call, info: Deno.FileInfo): boolean {
  const condition = call.request.headers.get("if-range");
  if (condition === null || condition === etagOf(info)) return true;
  return condition === info.mtime?.toUTCString();
}

/** Sends so many bytes of a file as they are asked for; a sandbox that closes breaks it off. */
function contentOf(
  file: Deno.FsFile,
  length: number,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  let left = length;
  let isOpen = true;
  function close(): void {
    if (isOpen) file.close();
    isOpen = false;
  }
  let stop = (): void => {};
  return new ReadableStream<Uint8Array>({
    start(controller): void {
      stop = () => {
        close();
        controller.error(signal.reason);
      };
      signal.addEventListener("abort", stop, { once: true });
    },
    async pull(controller): Promise<void> {
      const chunk = new Uint8Array(Math.min(chunkSize, left));
      const count = left === 0 ? null : await file.read(chunk);
      if (!isOpen) return;
      if (count !== null) {
        left -= count;
        controller.enqueue(chunk.subarray(0, count));
        if (left > 0) return;
      }
      signal.removeEventListener("abort", stop);
      close();
      // A file that grew shorter meanwhile must not look whole.
      if (left > 0) controller.error(new Error("The file became shorter while it was sent"));
      else controller.close();
    },
    cancel(): void {
      signal.removeEventListener("abort", stop);
      close();
    },
  }, { highWaterMark: 0 });
}

/** As a collection answers HEAD of a folder: with nothing that says which version it is of. */
function folderHead(): Response {
  return new Response(null, {
    headers: { "content-type": "httpd/unix-directory", "content-length": "4096" },
  });
}

/**
 * Answers with a file, or with the part of it that is asked for (RFC 9110, 14).
 *
 * @throws {PathError} where the path leads to no file that the caller may read.
 */
export async function httpsDownload(
  call: Call,
  collection: Collection,
  path: string,
): Promise<Response> {
  const names = namesOf(path);
  const { real, info: found } = await locate(collection, names);
  if (found === undefined) throw new PathError("missing", `No file "${spell(names)}"`);
  if (found.isDirectory && call.request.method === "HEAD") return folderHead();
  if (!found.isFile) throw new PathError("not-a-file", `"${spell(names)}" is not a file`);
  const file = await Deno.open(real, { read: true });
  try {
    const info = await file.stat();
    const headers = new Headers({
      "accept-ranges": "bytes",
      "cache-control": "no-store",
      "content-type": "application/octet-stream",
      etag: etagOf(info),
      "x-content-type-options": "nosniff",
    });
    if (info.mtime !== null) headers.set("last-modified", info.mtime.toUTCString());
    const asked = isSameFile(call, info) ? call.request.headers.get("range") : null;
    const range = byteRange(asked, info.size);
    if (range === "unsatisfiable") {
      file.close();
      headers.set("content-range", `bytes */${info.size}`);
      return new Response(null, { status: 416, headers });
    }
    const { start, length } = range ?? { start: 0, length: info.size };
    headers.set("content-length", String(length));
    if (range !== undefined) {
      headers.set("content-range", `bytes ${start}-${start + length - 1}/${info.size}`);
    }
    const status = range === undefined ? 200 : 206;
    if (call.request.method === "HEAD") {
      file.close();
      return new Response(null, { status, headers });
    }
    await file.seek(start, Deno.SeekMode.Start);
    return new Response(contentOf(file, length, call.world.signal), { status, headers });
  } catch (error) {
    file.close();
    throw error;
  }
}
