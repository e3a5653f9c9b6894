/** How a copy is doing, and what came of it, in words. */

import { bytesInWords, counted, secondsInWords } from "../text.ts";
import type { FerryOutcome, FerryState } from "./tally.ts";

/**
 * How far a copy is, in one line.
 *
 * @param state How far.
 */
export function stateInWords(state: FerryState): string {
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
export function outcomeInWords(outcome: FerryOutcome, isDryRun = false): string {
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
