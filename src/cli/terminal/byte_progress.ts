/** Showing how a file comes or goes. */

import type { ByteProgress, KeptFile } from "../../http/files/save_file.ts";
import { openBar } from "./bar.ts";
import type { Io } from "./io.ts";
import { bytesInWords, plain } from "./text.ts";

/** Shows how a file comes or goes, piece by piece. */
export interface ByteBar {
  /** Shows how far it has come. */
  show(progress: ByteProgress): void;
  /** Ends the display. */
  stop(): void;
}

/**
 * A progress bar where a person sees standard error; nothing elsewhere, where the end alone counts.
 *
 * @param io Where to show it.
 */
export async function byteBar(io: Io): Promise<ByteBar> {
  if (!io.stderrIsTerminal) return { show(): void {}, stop(): void {} };
  const bar = await openBar(io);
  return {
    show({ bytes, total }: ByteProgress): void {
      const of = total === undefined ? "" : ` of ${bytesInWords(total)}`;
      bar.show(total ? Math.min(bytes / total, 1) : 0, bytesInWords(bytes) + of);
    },
    stop: () => bar.stop(),
  };
}

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
  const bar = await byteBar(io);
  try {
    return await move({ onProgress: (progress) => bar.show(progress), signal: stopping.signal });
  } catch (error) {
    if (stopping.signal.aborted) return undefined;
    throw error;
  } finally {
    bar.stop();
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
