/** A progress bar on standard error. */

import type { Io } from "./io.ts";
import { terminalWidth } from "./terminal_width.ts";

/** A bar that is being drawn. */
export interface Bar {
  /**
   * Draws it anew.
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
  const bar = new progress.SingleBar({
    format: "{bar} {text}",
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
      if (started) bar.update(done, { text });
      else bar.start(steps, done, { text });
      started = true;
    },
    stop(): void {
      if (started) bar.stop();
    },
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
