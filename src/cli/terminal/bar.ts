/** A progress bar on standard error. */

import { freshLine } from "./framed_io.ts";
import type { Io } from "./io.ts";
import { terminalWidth } from "./terminal_width.ts";
import { displayWidth } from "./text.ts";

/** A bar that is being drawn. */
export interface Bar {
  /**
   * Draws it again.
   *
   * @param fraction How much is done, from 0 to 1.
   * @param text What stands beside it.
   */
  show(fraction: number, text: string): void;
  /** Ends it, so that other lines may follow. */
  stop(): void;
}

/** In how many steps a bar fills. */
const steps = 1000;

/**
 * Begins a bar.
 *
 * @param io Where it is drawn.
 */
export async function openBar(io: Io): Promise<Bar> {
  const { default: progress } = await import("cli-progress");
  const width = terminalWidth();
  const barsize = Math.min(40, Math.floor(width * 3 / 8));
  const room = width - barsize - 1;
  // What does not fit would be drawn over the last column: the last of the facts are left out.
  const fit = (text: string): string => {
    const facts = text.split(", ");
    while (facts.length > 1 && displayWidth(facts.join(", ")) > room) facts.pop();
    return facts.join(", ").slice(0, room);
  };
  const bar = new progress.SingleBar({
    format: "{bar} {text}",
    barsize,
    stream: drawingStream(io),
    barCompleteChar: "#",
    barIncompleteChar: "-",
    // A bar that Ctrl-C cuts off must leave the cursor as it was.
    hideCursor: null,
  });
  let started = false;
  return {
    show(fraction: number, text: string): void {
      const done = Math.round(fraction * steps);
      if (started) bar.update(done, { text: fit(text) });
      else bar.start(steps, done, { text: fit(text) });
      started = true;
    },
    stop(): void {
      if (started) bar.stop();
    },
  };
}

/** Shows how something comes or goes, among lines that stay. */
export interface Display extends Bar {
  /** Lets a line be written that stays. */
  line(write: () => void): void;
}

/**
 * A bar where a person sees standard error; elsewhere a line now and then.
 *
 * @param io Where to show it.
 * @param linesEveryMs How long from one line to the next, in milliseconds; none by default.
 */
export async function openDisplay(io: Io, linesEveryMs = Infinity): Promise<Display> {
  if (io.stderrIsTerminal) {
    const line = (write: () => void): void => {
      io.draw(freshLine);
      write();
    };
    return { ...await openBar(io), line };
  }
  const { now = Date.now } = io.surroundings;
  let last = now();
  return {
    show(_fraction, text): void {
      if (now() - last < linesEveryMs) return;
      last = now();
      io.note(text);
    },
    line: (write) => write(),
    stop(): void {},
  };
}

/** As much of a terminal's stream as the bar asks for. */
function drawingStream(io: Io): { isTTY: true; columns: number; write(text: string): boolean } {
  return {
    isTTY: true,
    columns: terminalWidth(),
    write(text: string): boolean {
      io.draw(text);
      return true;
    },
  };
}
