/** How a copy is doing, and what came of it, in words. */

import type { FerryOutcome, FerryState } from "../ferry/tally.ts";
import { openBar } from "./bar.ts";
import { freshLine } from "./framed_io.ts";
import type { Io } from "./io.ts";
import { bytesInWords, counted, secondsInWords } from "./text.ts";

/** Shows how a copy is doing. */
export interface CopyDisplay {
  /** Shows how far it is. */
  show(state: FerryState): void;
  /** Lets a line be written that stays. */
  line(write: () => void): void;
  /** Ends the display. */
  stop(): void;
}

/** Nobody reads more lines than that of a copy in a pipe. */
const linesEveryMs = 10_000;

/**
 * A bar where a person sees standard error, else a line now and then.
 *
 * @param io Where to show it.
 * @param now The clock, in milliseconds since 1970.
 */
export async function copyDisplay(io: Io, now: () => number): Promise<CopyDisplay> {
  if (!io.stderrIsTerminal) {
    let last = now();
    return {
      show(state): void {
        if (now() - last < linesEveryMs) return;
        last = now();
        io.note(stateInWords(state));
      },
      line: (write) => write(),
      stop(): void {},
    };
  }
  const bar = await openBar(io);
  return {
    show(state): void {
      const [done, all] = state.bytes > 0
        ? [state.bytesTransferred, state.bytes]
        : [state.filesDone, state.files];
      bar.show(all > 0 ? Math.min(done / all, 1) : 0, stateInWords(state));
    },
    line(write): void {
      io.draw(freshLine);
      write();
    },
    stop: () => bar.stop(),
  };
}

function stateInWords(state: FerryState): string {
  const { files, filesDone, bytes, bytesTransferred, bytesPerSecond, eta } = state;
  return [
    `${filesDone} of ${counted(files, "file")}`,
    `${bytesInWords(bytesTransferred)} of ${bytesInWords(bytes)}`,
    ...bytesPerSecond >= 1 ? [`${bytesInWords(Math.round(bytesPerSecond))}/s`] : [],
    ...eta !== undefined && eta >= 1 ? [`${secondsInWords(eta)} left`] : [],
  ].join(", ");
}

/**
 * What came of a copy, in one line that always counts.
 *
 * @param outcome What came of it.
 * @param isDryRun Whether nothing was changed.
 */
export function outcomeInWords(outcome: FerryOutcome, isDryRun: boolean): string {
  const { copied, bytes, skipped, notCompared, links, failed, submitted } = outcome;
  const would = isDryRun ? " would be" : "";
  const same = notCompared > 0 ? ` (${notCompared} of the same size, not compared)` : "";
  return [
    `${counted(copied, "file")}${would} copied (${bytesInWords(bytes)})`,
    `${skipped} skipped${same}`,
    ...submitted > 0 ? [`${submitted} submitted`] : [],
    ...links > 0 ? [`${counted(links, "link")} left out`] : [],
    `${failed} failed`,
  ].join(", ");
}
