/** Showing how a copy is doing. */

import type { FerryState } from "../../ferry/tally.ts";
import { stateInWords } from "../../ferry/words.ts";
import { openBar } from "./bar.ts";
import { freshLine } from "./framed_io.ts";
import type { Io } from "./io.ts";

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
