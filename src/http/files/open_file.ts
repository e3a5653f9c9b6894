/** A file of this machine that is sent: all of it, as it was when it was opened. */

import { FileError } from "../../credentials/errors/errors.ts";
import { cannotRead, demandReading } from "../../credentials/files/files.ts";
import type { Step } from "../../credentials/errors/step.ts";
import { roomFor } from "./room.ts";
import { requiredText } from "../../options.ts";

/**
 * A file of this machine that is read.
 *
 * @category Whole files
 */
export interface OpenedFile extends AsyncDisposable {
  /** How many bytes it has, where that is known before they come. */
  readonly size: number | undefined;
  /**
   * What it holds: whole where it is small, so that it goes with its size and can be sent again; else
   * piece by piece. A stream fails with FileError where the file is not what it was when it was opened.
   */
  readonly body: Blob | ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Opens a file that goes piece by piece once more; it must still be what it was. */
  readonly again: (() => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>) | undefined;
}

/** One of which is known how many bytes it has, as of all on this machine. */
export type SizedFile = OpenedFile & { readonly size: number };

/** How a file is opened. */
export interface OpenFileOptions {
  /** Gives up waiting for room in memory. */
  readonly signal?: AbortSignal | undefined;
}

/** Up to that size, in bytes, a file is sent whole: 4 MiB. */
export const small = 4 * 1024 * 1024;

/** How much of a larger one is read at once, in bytes. */
const pieceSize = 1024 * 1024;

/**
 * Opens a file of this machine to be sent.
 *
 * @param path The file; a link is followed.
 * @param options `signal` gives up.
 * @throws {FileError} When it cannot be read, is not a regular file, or is changed while it is read.
 * @throws {PermissionNeededError} When Deno may not read it.
 */
export async function openFile(path: string, options: OpenFileOptions = {}): Promise<SizedFile> {
  requiredText("The path of the file to send", path);
  demandReading(path);
  // To open a pipe would wait for whoever writes into it.
  const { isFile, isDirectory } = await orCannotRead(path, () => Deno.stat(path));
  if (isDirectory) throw unreadable(path, "it is a folder, and one file goes at a time");
  if (!isFile) throw unreadable(path, "it is not a regular file");
  const file = await orCannotRead(path, () => Deno.open(path));
  const source: Source = { path, file, begun: await file.stat() };
  const { size } = source.begun;
  if (size > small) {
    return openInPieces(size, piecesOf(source), async () => {
      return piecesOf({ ...source, file: await orCannotRead(path, () => Deno.open(path)) });
    });
  }
  using _ = file;
  const room = await roomFor(size, options.signal);
  try {
    const bytes = await orCannotRead(path, () => readUpTo(file, size));
    await demandSame(source, bytes.length);
    return openInMemory(new Blob([bytes]), room);
  } catch (error) {
    room();
    throw error;
  }
}

/**
 * A small file, in memory.
 *
 * @param body What is in it.
 * @param release Gives back its room.
 */
export function openInMemory(body: Blob, release: () => void): SizedFile {
  const dispose = (): Promise<void> => Promise.resolve(release());
  return { size: body.size, body, again: undefined, [Symbol.asyncDispose]: dispose };
}

/**
 * A file in pieces.
 *
 * @param size How many bytes it has, where that is known.
 * @param first What is in it.
 * @param open Opens it once more.
 */
export function openInPieces<Size extends number | undefined>(
  size: Size,
  first: ReadableStream<Uint8Array<ArrayBuffer>>,
  open: () => Promise<typeof first>,
): OpenedFile & { readonly size: Size } {
  let body = first;
  const close = (): Promise<void> => body.cancel().catch(() => {});
  return {
    size,
    body,
    async again(): Promise<typeof first> {
      await close();
      return body = await open();
    },
    [Symbol.asyncDispose]: close,
  };
}

/** A file as it was when it was opened. */
interface Source {
  readonly path: string;
  readonly file: Deno.FsFile;
  readonly begun: Deno.FileInfo;
}

/** The pieces of a file: it is closed at the end, whichever way that comes. */
function piecesOf(source: Source): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { path, file, begun: { size } } = source;
  let at = 0;
  return new ReadableStream({
    async pull(controller): Promise<void> {
      try {
        const bytes = await orCannotRead(path, () => {
          return readUpTo(file, Math.min(pieceSize, size - at));
        });
        at += bytes.length;
        // Before the last piece: a body that has ended cannot be called back.
        if (at === size || bytes.length === 0) await demandSame(source, at);
        controller.enqueue(bytes);
        if (at < size) return;
        controller.close();
        file.close();
      } catch (error) {
        file.close();
        throw error;
      }
    },
    cancel: () => file.close(),
    // Nothing is read before it is wanted.
  }, { highWaterMark: 0 });
}

/**
 * Reads so many bytes from where a file is, or what is left of it.
 *
 * @param file The file.
 * @param count How many bytes.
 */
export async function readUpTo(file: Deno.FsFile, count: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count;) {
    const read = await file.read(bytes.subarray(at));
    if (read === null) return bytes.slice(0, at);
    at += read;
  }
  return bytes;
}

/** Refuses a file that is not what it was: half of one version and half of another is neither. */
async function demandSame({ path, file, begun }: Source, bytes: number): Promise<void> {
  const end = await orCannotRead(path, () => file.stat());
  const more = await orCannotRead(path, () => file.read(new Uint8Array(1)));
  const isSame = bytes === begun.size && more === null && end.size === begun.size &&
    end.mtime?.getTime() === begun.mtime?.getTime() &&
    // The time of writing can be set back, this one cannot; Deno tells it by the second.
    end.ctime?.getTime() === begun.ctime?.getTime();
  if (!isSame) {
    throw unreadable(path, "it changed while it was read", { kind: "try again" });
  }
}

function unreadable(path: string, why: string, step?: Step): FileError {
  return new FileError(`Cannot read ${path}`, { why, step });
}

async function orCannotRead<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}
