/** Showing how a file comes or goes. */

import type { ByteProgress, KeptFile } from "../../http/files/save_file.ts";
import { openDisplay } from "./bar.ts";
import type { Io } from "./io.ts";
import { bytesInWords, plain } from "./text.ts";

/**
 * Moves a file, with a bar, until Ctrl-C.
 *
 * @param io Where to show it.
 * @param move Moves it; told of every piece is `onProgress`, and `signal` gives up.
 * @returns What was moved; `undefined` when it was given up.
 */
export async function movedWithBar<T>(
  io: Io,
  move: (given: {
    readonly onProgress: (progress: ByteProgress) => void;
    readonly signal: AbortSignal;
  }) => Promise<T>,
): Promise<T | undefined> {
  const stopping = new AbortController();
  io.stopped().then(() => stopping.abort());
  const display = await openDisplay(io);
  const onProgress = ({ bytes, total }: ByteProgress): void => {
    const of = total === undefined ? "" : ` of ${bytesInWords(total)}`;
    display.show(total ? Math.min(bytes / total, 1) : 0, bytesInWords(bytes) + of);
  };
  try {
    return await move({ onProgress, signal: stopping.signal });
  } catch (error) {
    if (stopping.signal.aborted) return undefined;
    throw error;
  } finally {
    display.stop();
  }
}

/**
 * Names a part that stays of a file that did not come to its end.
 *
 * @param io Where to say it.
 * @param part The part.
 */
export function tellKept(io: Io, { path, bytes, total }: KeptFile): void {
  const much = `${bytesInWords(bytes)} of ${bytesInWords(total)}`;
  io.err(`keyferry: ${much} are kept in ${plain(path)}: the same command continues from there`);
}
