/** A service's file, to be read. */

import type { IncomingFile } from "../../http/files/incoming_file.ts";
import { incomingStream } from "../../http/files/incoming_stream.ts";
import { type OpenedFile, small } from "../../http/files/open_file.ts";
import { roomFor } from "../../http/files/room.ts";
import type { FileSource, IncomingHow } from "./port.ts";

/** What is known of a file before it comes. */
interface Facts extends Pick<FileSource, "url" | "faultOf"> {
  /** How many bytes it has. */
  readonly size: number | undefined;
}

/**
 * A service's file: it comes in as it is, or goes on to another service without touching the disk.
 *
 * @param open Asks for it.
 * @param facts What is known of it.
 */
export function remoteFile(
  open: (how: IncomingHow) => Promise<IncomingFile>,
  { size, ...facts }: Facts,
): FileSource {
  return {
    ...facts,
    incoming: open,
    async content(signal): Promise<OpenedFile> {
      const incoming = await open({ beginsAgain: false, signal });
      const bytes = incoming.version.size ?? size;
      if (bytes !== undefined && bytes <= small) return await whole(incoming, bytes, signal);
      let body = await measured(incoming, bytes);
      const close = (): Promise<void> => body.cancel().catch(() => {});
      return {
        size: bytes ?? 0,
        body,
        async again(): Promise<typeof body> {
          await close();
          return body = await measured(await open({ beginsAgain: false, signal }), bytes);
        },
        [Symbol.asyncDispose]: close,
      };
    },
  };
}

/** All of a small file, which then goes with its size and can be sent again. */
async function whole(
  incoming: IncomingFile,
  size: number,
  signal: AbortSignal | undefined,
): Promise<OpenedFile> {
  let release = (): void => {};
  try {
    release = await roomFor(size, signal);
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    for await (const piece of incoming.pieces) {
      bytes += piece.bytes.length;
      if (bytes > size) break;
      pieces.push(piece.bytes);
    }
    if (bytes !== size) throw otherSize(incoming, size);
    const dispose = (): Promise<void> => Promise.resolve(release());
    return { size, body: new Blob(pieces), again: undefined, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    incoming.abort();
    release();
    throw error;
  }
}

/** A stream that does not end well with another number of bytes than the file was to have. */
async function measured(
  incoming: IncomingFile,
  size: number | undefined,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const reader = (await incomingStream(incoming)).getReader();
  let bytes = 0;
  return new ReadableStream({
    async pull(controller): Promise<void> {
      const { done, value } = await reader.read();
      bytes += value?.length ?? 0;
      // Before it ends: a body that has ended cannot be called back.
      if (size !== undefined && (bytes > size || done && bytes < size)) {
        incoming.abort();
        throw otherSize(incoming, size);
      }
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
    // Nothing is fetched before it is wanted.
  }, { highWaterMark: 0 });
}

function otherSize(incoming: IncomingFile, size: number): Error {
  return incoming.fault(`it changed while it was read: it no longer has ${size} bytes; try again`);
}
