/** A file that comes in, as a stream. */

import { type Checksum, checksumFault, digestFor } from "./digest.ts";
import type { Bytes } from "./file_answer.ts";
import type { IncomingFile } from "./incoming_file.ts";
import type { ByteProgress } from "./save_file.ts";

/** What is done with the pieces on their way. */
export interface StreamOptions {
  /** The checksum that the whole must have. */
  readonly checksum?: Checksum | undefined;
  /** Is told of every piece. */
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
  /** How many bytes are to come, where that is known before. */
  readonly size?: number | undefined;
}

/**
 * A file's bytes, fetched as they are wanted.
 *
 * @param incoming The file; it must not begin again, since what was given away cannot be taken back.
 * @param options See {@linkcode StreamOptions}.
 * @throws {RangeError} When there is no such way to make a checksum.
 */
export async function incomingStream(
  incoming: IncomingFile,
  { checksum, onProgress, size }: StreamOptions = {},
): Promise<ReadableStream<Bytes>> {
  const { pieces, version: { size: total } } = incoming;
  const sum = await digestFor(checksum);
  let bytes = 0;
  return new ReadableStream<Bytes>({
    async pull(controller): Promise<void> {
      const { done, value } = await pieces.next();
      if (!done) bytes = value.at + value.bytes.length;
      // Before it ends: a body that has ended cannot be called back.
      if (size !== undefined && (bytes > size || done && bytes < size)) {
        // The connection may be another than the first by now.
        await pieces.return();
        const why = "it changed while it was read";
        throw incoming.fault(`${why}: it no longer has ${size} bytes; try again`);
      }
      if (done) {
        const fault = checksumFault(sum, checksum);
        if (fault !== undefined) throw incoming.fault(fault);
        return controller.close();
      }
      sum?.update(value.bytes);
      onProgress?.({ bytes, total });
      controller.enqueue(value.bytes);
    },
    async cancel(): Promise<void> {
      incoming.abort();
      await pieces.return();
    },
    // Nothing is fetched before it is wanted.
  }, { highWaterMark: 0 });
}
