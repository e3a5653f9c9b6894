import type { Call } from "../../server/call.ts";
import { partKeeper } from "../../kept/parts.ts";
import { assertWritable, ensureFolder, locate, PathError } from "../../disk/paths.ts";
import { temporaryName } from "../../transfer/jobs/copy_file.ts";
import { writeBehind } from "../../kept/write_behind.ts";
import { failure, invalid, success } from "../java_envelope.ts";
import { entryAt, fileFailure, missing, pathOf, systemOf } from "./file_place.ts";
import { BadMultipart, filePart } from "./multipart.ts";
import { zipOf } from "./zip.ts";

/** Takes a file: into a temporary one first, so that there is at no moment half of it. */
export async function uploadFile(call: Call): Promise<Response> {
  let temporary: string | undefined;
  const parts = partKeeper(call.world);
  try {
    const system = systemOf(call);
    assertWritable(system);
    const names = pathOf(call);
    await ensureFolder(system, names.slice(0, -1));
    const { path, info } = await entryAt(system, names);
    if (info?.isDirectory) throw new PathError("not-a-file", "There is a folder at the path");
    temporary = temporaryName(path);
    parts.begin(temporary);
    await writePart(call.request, temporary);
    await Deno.rename(temporary, path);
    return success(null, "FAPI_OP_COMPLETE Operation completed. Operation: upload");
  } catch (error) {
    if (temporary !== undefined) await Deno.remove(temporary).catch(() => {});
    await call.request.body?.cancel().catch(() => {});
    return error instanceof BadMultipart ? failure(error.message) : fileFailure(error);
  } finally {
    parts.forget();
  }
}

async function writePart(request: Request, path: string): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  const writer = writeBehind(file);
  try {
    for await (const chunk of filePart(request)) await writer.put(chunk);
  } finally {
    await writer.end();
  }
}

/** Gives a file, a part of it, or anything as a zip file. */
export async function downloadFile(call: Call): Promise<Response> {
  try {
    const [system, names] = [systemOf(call), pathOf(call)];
    const name = names.at(-1) ?? "systemRoot";
    const isZip = call.url.searchParams.get("zip")?.toLowerCase() === "true";
    if (isZip && names.length === 0) {
      return failure(
        "FILES_CONT_NOZIP GetContents not allowed when rootDir+path includes all files.",
      );
    }
    const { real, info } = await locate(system, names);
    if (info === undefined) throw missing(names);
    if (isZip) {
      const { "cache-control": _, ...headers } = headersFor(`${name.replace(/\.[^.]*$/, "")}.zip`);
      return new Response(ReadableStream.from(zipOf(system, real, name)), { headers });
    }
    if (info.isDirectory) {
      return failure(
        "FILES_CONT_DIR_NOZIP Must use zip when downloading a directory: use zip=true.",
      );
    }
    const asked = call.request.headers.get("range");
    const range = rangeOf(asked, info.size);
    if (typeof range === "string") return invalid(range);
    const length = Math.max(0, Math.min(range.count, info.size - range.start));
    // As it comes: the service tells no length.
    return new Response(ReadableStream.from(part(real, range.start, length)), {
      headers: { ...headersFor(name), ...(asked === null ? {} : { "content-type": "text/plain" }) },
    });
  } catch (error) {
    return fileFailure(error);
  }
}

function headersFor(name: string): Record<string, string> {
  return {
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename="${headerText(name)}"`,
    "cache-control": "max-age=3600",
  };
}

/** A name as a header can carry it; what the service does with the others is not known. */
function headerText(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?");
}

/**
 * The service's own header, `START,COUNT`. It calls the second number the end, and refuses one below the
 * start, and then takes it for a count.
 */
function rangeOf(
  header: string | null,
  size: number,
): { readonly start: number; readonly count: number } | string {
  if (header === null) return { start: 0, count: size };
  const [, start, count] = /^(\d+),(\d+)$/.exec(header) ?? [];
  if (start === undefined || count === undefined) {
    return `FILES_BAD_RANGE The range header must be min,max: it is ${header}`;
  }
  if (Number(start) > Number(count)) return "FILES_BAD_RANGE The range's min is above its max.";
  return { start: Number(start), count: Number(count) };
}

async function* part(path: string, start: number, length: number): AsyncGenerator<Uint8Array> {
  using file = await Deno.open(path, { read: true });
  await file.seek(start, Deno.SeekMode.Start);
  const buffer = new Uint8Array(64 * 1024);
  let left = length;
  while (left > 0) {
    const count = await file.read(buffer.subarray(0, Math.min(left, buffer.length)));
    if (count === null) return;
    left -= count;
    yield buffer.slice(0, count);
  }
}
