import type { Call } from "../../server/call.ts";
import type { Collection } from "../../collections.ts";
import { partKeeper } from "../../kept/parts.ts";
import { PathError, spell } from "../../disk/paths.ts";
import { temporaryName } from "../jobs/copy_file.ts";
import { writeBehind } from "../../kept/write_behind.ts";
import { writableEntry } from "../jobs/entry.ts";

async function writeBody(call: Call, file: Deno.FsFile): Promise<void> {
  const { body } = call.request;
  if (body === null) return;
  const reader = body.getReader();
  const writer = writeBehind(file);
  function stop(): void {
    reader.cancel(call.world.signal.reason).catch(() => {});
  }
  call.world.signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      call.world.signal.throwIfAborted();
      if (done) return;
      await writer.put(value);
    }
  } finally {
    await writer.end();
    call.world.signal.removeEventListener("abort", stop);
    reader.releaseLock();
  }
}

/**
 * Writes a file from the body as it comes: beside its place first, so that an upload which breaks off
 * leaves what was there.
 *
 * @throws {PathError} where the caller may not write there, or a folder has the name.
 */
export async function httpsUpload(
  call: Call,
  collection: Collection,
  path: string,
): Promise<Response> {
  const entry = await writableEntry(collection, path);
  if (entry.info?.isDirectory || path.endsWith("/")) {
    throw new PathError("exists", `"${spell(entry.names)}" is a folder`);
  }
  const temporaryFile = temporaryName(entry.path);
  const parts = partKeeper(call.world);
  parts.begin(temporaryFile);
  try {
    {
      using file = await Deno.open(temporaryFile, { write: true, createNew: true });
      await writeBody(call, file);
    }
    await Deno.rename(temporaryFile, entry.path);
  } catch (error) {
    await Deno.remove(temporaryFile).catch(() => {});
    throw error;
  } finally {
    parts.forget();
  }
  return new Response(null, { status: entry.info === undefined ? 201 : 200 });
}
