/** What the ports of services have in common: files that come and go, paths and times. */

import type { ComingFile } from "../../http/files/coming_file.ts";
import type { IncomingFile } from "../../http/files/incoming_file.ts";
import { incomingStream } from "../../http/files/incoming_stream.ts";
import { type OpenedFile, openInMemory, openInPieces, small } from "../../http/files/open_file.ts";
import { roomFor } from "../../http/files/room.ts";
import type { ByteProgress } from "../../http/files/save_file.ts";
import { isApiError } from "../../http/reply/errors.ts";
import type { FileSource, WriteOptions } from "./port.ts";

/**
 * A service's file: it comes in as it is, or goes on to another service without touching the disk.
 *
 * @param coming The file.
 * @param size How many bytes it has, where that is known.
 */
export function remoteFile(coming: ComingFile, size: number | undefined): FileSource {
  return {
    coming: {
      ...coming,
      // The listing has said it already: to ask again for each file would be a request more.
      async faultOf(bytes, part, came): Promise<string | undefined> {
        return bytes === size ? undefined : await coming.faultOf?.(bytes, part, came);
      },
    },
    async content(signal): Promise<OpenedFile> {
      const open = () => coming.open({ beginsAgain: false, signal });
      const incoming = await open();
      const bytes = incoming.version.size ?? size;
      if (bytes !== undefined && bytes <= small) return await whole(incoming, bytes, signal);
      const stream = (file: IncomingFile) => incomingStream(file, { size: bytes });
      const again = async () => await stream(await open());
      return openInPieces(bytes, await stream(incoming), again);
    },
  };
}

/** How a service is sent a file. */
interface Sending extends Pick<OpenedFile, "again">, Pick<WriteOptions, "signal"> {
  readonly onProgress: (progress: ByteProgress) => void;
}

/**
 * Sends a file to a service.
 *
 * @param source The file.
 * @param options How.
 * @param send Sends it.
 * @returns How many bytes were sent.
 */
export async function sent(
  source: FileSource,
  { onProgress, signal }: WriteOptions,
  send: (body: OpenedFile["body"], how: Sending) => Promise<unknown>,
): Promise<number> {
  await using content = await source.content(signal);
  const { again, body, size } = content;
  let sent = 0;
  await send(body, {
    again,
    onProgress({ bytes }): void {
      sent = bytes;
      onProgress?.({ bytes, total: size });
    },
    signal,
  });
  return sent;
}

/** What a service has; nothing where it says that nothing is there. */
export async function ifThere<Found>(look: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isApiError(error) && error.status === 404) return undefined;
    throw error;
  }
}

/**
 * The path of something in a folder of a service.
 *
 * @param folder The folder.
 * @param name Its name.
 */
export function childPath(folder: string, name: string): string {
  return `${folder.replace(/\/$/, "")}/${name}`;
}

/**
 * A service's time, in milliseconds since 1970; without a zone it is UTC.
 *
 * @param text The time.
 * @returns Nothing without a time.
 */
export function timeOf(text: string | null | undefined): number | undefined {
  if (typeof text !== "string") return undefined;
  const hasZone = /(Z|GMT|UTC|[+-]\d\d:?\d\d)\s*$/i.test(text);
  const ms = Date.parse(hasZone ? text : `${text.trim().replace(" ", "T")}Z`);
  return Number.isNaN(ms) ? undefined : ms;
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
    return openInMemory(
      await new Response(await incomingStream(incoming, { size })).blob(),
      release,
    );
  } catch (error) {
    incoming.abort();
    release();
    throw error;
  }
}
