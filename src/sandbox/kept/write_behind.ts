/** The most that waits to be written, in bytes, before reading pauses. */
const most = 8 * 1024 * 1024;

/** Writes a file while more of it is read. */
export interface WriteBehind {
  /** Takes bytes, which are not to be changed any more; waits where too many have not been written. */
  put(bytes: Uint8Array): Promise<void>;
  /** Waits until all is written. */
  end(): Promise<void>;
}

/**
 * Writes what is put, in order and in large pieces, without holding up whoever reads it from a
 * connection: a sender that is not listened to for a moment pauses for much longer, until TCP's
 * delayed acknowledgement, and a reader that waits for each write gets some 10 MB a second.
 *
 * @param file The file; it is closed by its owner, after `end()`.
 */
export function writeBehind(file: Pick<Deno.FsFile, "write">): WriteBehind {
  let waiting: Uint8Array[] = [];
  let size = 0;
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;

  async function drain(): Promise<void> {
    isWriting = true;
    try {
      while (size > 0) {
        const bytes = joined(waiting, size);
        [waiting, size] = [[], 0];
        for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      }
    } finally {
      isWriting = false;
    }
  }

  return {
    async put(bytes) {
      waiting.push(bytes);
      size += bytes.length;
      if (!isWriting) {
        // A disk that failed before fails the next piece, too, or the end.
        await writing;
        writing = drain();
        writing.catch(() => {});
      }
      if (size > most) await writing;
    },
    end: () => writing,
  };
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
