/** Writing a file from pieces, while the next ones come. */

import { cannotWrite } from "../../credentials/files/files.ts";

/** Pieces are written together, in bytes: each write of its own would cost more than its bytes. */
const together = 1024 * 1024;

/** Writes a file from pieces. What it throws is a FileError about the file. */
export interface PieceWriter {
  /** Cuts the file off there, and goes on from there. */
  begin(at: number): Promise<void>;
  /** Takes a piece, which is not to be changed any more. */
  put(bytes: Uint8Array): Promise<void>;
  /**
   * Waits until all is on the disk: a share may tell of a full one only then.
   *
   * @returns How many bytes the file has.
   */
  end(): Promise<number>;
}

/**
 * Writes a file from pieces, in order and together: while some are written, others may come.
 *
 * @param file The file, open to write.
 * @param target What the file will be called, for errors.
 */
export function pieceWriter(file: Deno.FsFile, target: string): PieceWriter {
  let waiting: Uint8Array[] = [];
  let size = 0;
  let writing: Promise<void> = Promise.resolve();
  const buffers: Uint8Array<ArrayBuffer>[] = [];
  let turn = 0;

  /** Two buffers in turn: one is filled while the other is written. */
  function joined(): Uint8Array {
    const [only] = waiting;
    if (waiting.length === 1 && only !== undefined) return only;
    turn = 1 - turn;
    const known = buffers[turn];
    const buffer = known !== undefined && known.length >= size
      ? known
      : buffers[turn] = new Uint8Array(Math.max(size, Math.min(2 * size, together)));
    let at = 0;
    for (const piece of waiting) {
      buffer.set(piece, at);
      at += piece.length;
    }
    return buffer.subarray(0, size);
  }

  async function flush(): Promise<void> {
    await writing;
    const bytes = joined();
    [waiting, size] = [[], 0];
    writing = writeAll(file, bytes);
    // It is told of with the next piece, or at the end.
    writing.catch(() => {});
  }

  async function orCannotWrite<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw cannotWrite(target, cause);
    }
  }

  return {
    begin: (at) =>
      orCannotWrite(async () => {
        await writing;
        [waiting, size] = [[], 0];
        await file.truncate(at);
        await file.seek(at, Deno.SeekMode.Start);
      }),
    async put(bytes) {
      waiting.push(bytes);
      size += bytes.length;
      if (size >= together) await orCannotWrite(flush);
    },
    end: () =>
      orCannotWrite(async () => {
        if (size > 0) await flush();
        await writing;
        await file.syncData();
        return (await file.stat()).size;
      }),
  };
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
