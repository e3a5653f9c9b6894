/** How a copy is doing, and what came of it, in words. */

import { bytesInWords, counted, secondsInWords } from "../text.ts";
import type { FerryOutcome, FerryState } from "./tally.ts";

/** What is told of a copy: how many bytes there are may not be known, nor how long it takes. */
type Told =
  & Pick<FerryState, "files" | "filesDone" | "bytesTransferred" | "bytesPerSecond">
  & { readonly bytes: number | undefined; readonly eta?: number | undefined };

/**
 * How far a copy is, in one line.
 *
 * @param told How far.
 */
export function stateInWords(told: Told): string {
  const { files, filesDone, bytes, bytesTransferred, bytesPerSecond, eta = 0 } = told;
  const all = bytes === undefined ? "" : ` of ${bytesInWords(bytes)}`;
  const rate = Math.round(bytesPerSecond);
  return [
    `${filesDone} of ${counted(files, "file")}`,
    // Where all is there already, there are none.
    ...bytes === 0 ? [] : [`${bytesInWords(bytesTransferred)}${all}`],
    ...rate > 0 ? [`${bytesInWords(rate)}/s`] : [],
    ...eta >= 1 ? [`${secondsInWords(eta)} left`] : [],
  ].join(", ");
}

/**
 * How much is done, of how much: in bytes, or in files where those are empty.
 *
 * @param state How far.
 */
export function partDone(state: FerryState): readonly [done: number, total: number] {
  const { files, filesDone, bytes, bytesTransferred } = state;
  return bytes > 0 ? [bytesTransferred, bytes] : [filesDone, files];
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
