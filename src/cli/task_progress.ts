/** Showing how a task fares. */

import type { TaskDocument } from "../globus/transfer/documents.ts";
import { amountInWords, filesDone, filesInWords } from "../notebook/task_words.ts";
import type { Io } from "./io.ts";
import { terminalWidth } from "./terminal_width.ts";

/** Shows how a task fares, look by look. */
export interface TaskProgress {
  /** Shows one look. */
  show(task: TaskDocument): void;
  /** Ends the display, so that other lines may follow. */
  stop(): void;
}

/**
 * A progress bar where a person sees standard error, else a line for each change.
 *
 * @param io Where to show it.
 */
export async function taskProgress(io: Io): Promise<TaskProgress> {
  return io.stderrIsTerminal ? await progressBar(io) : progressLines(io);
}

function progressLines(io: Io): TaskProgress {
  let last = "";
  return {
    show(task: TaskDocument): void {
      const line = `${task.status}  ${filesInWords(task)}, ${amountInWords(task)}`;
      if (line !== last) io.note(line);
      last = line;
    },
    stop(): void {},
  };
}

async function progressBar(io: Io): Promise<TaskProgress> {
  const { default: progress } = await import("cli-progress");
  const bar = new progress.SingleBar({
    format: "{bar} {files}, {amount}",
    stream: drawingStream(io),
    barCompleteChar: "#",
    barIncompleteChar: "-",
    // A bar that Ctrl-C cuts off must leave the cursor as it was.
    hideCursor: null,
  });
  let started = false;
  return {
    show(task: TaskDocument): void {
      // Of no files all are done, and the bar would be full before it begins.
      const total = Math.max(task.files, 1);
      const payload = { files: filesInWords(task), amount: amountInWords(task) };
      if (started) bar.setTotal(total);
      else bar.start(total, 0, payload);
      started = true;
      bar.update(filesDone(task), payload);
    },
    stop(): void {
      bar.stop();
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
