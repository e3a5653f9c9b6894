/** Whether what is there already is what would be copied. */

import type { Entry } from "../ports/port.ts";

/** What comparing two files says; `not compared` is of the same size, and nothing more is known. */
export type Comparison = "same" | "not compared" | "different";

/** Clocks and file systems round times, by up to 2 s. */
const roundedMs = 2000;

/** How two files are compared. */
export interface CompareOptions {
  /** Whether the copy is on this machine: it has the time of its source then. */
  readonly isDownload: boolean;
  /**
   * The time, in milliseconds since 1970.
   *
   * @default {Date.now()}
   */
  readonly now?: number;
}

/**
 * Compares a file with what is at its destination. A copy on this machine is the same where size and time
 * are. Elsewhere it has the time of its copying: it is the same where the size is and the source is not
 * newer, of which a source that is older says little.
 *
 * @param source The file.
 * @param target What is there.
 * @param options See {@linkcode CompareOptions}.
 */
export function compare(
  source: Entry,
  target: Entry,
  { isDownload, now = Date.now() }: CompareOptions,
): Comparison {
  if (source.size === undefined || source.size !== target.size) return "different";
  if (source.modified === undefined || target.modified === undefined) {
    return isDownload ? "different" : "not compared";
  }
  if (isDownload) {
    return Math.abs(source.modified - target.modified) <= roundedMs ? "same" : "different";
  }
  // A clock that is ahead would make a file newer than every copy of it.
  const newer = Math.min(source.modified, now) - Math.min(target.modified, now);
  if (newer > roundedMs) return "different";
  return newer < -roundedMs ? "not compared" : "same";
}
