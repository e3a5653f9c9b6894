/** How far a copy is, and what came of it. */

import type { KeptFile } from "../http/files/save_file.ts";
import type { Plan, Route } from "./plan.ts";
import type { Item } from "./items/walk.ts";

/** A file or folder that was not copied. */
export interface FerryFailure {
  /** Its path below what is copied. */
  readonly path: string;
  /** Why. */
  readonly error: Error;
}

/** What became of a file; of `skipped` ones it is told why. */
export interface FerryItem {
  /** Its path below what is copied. */
  readonly path: string;
  /** What became of it; with `dryRun`, what would. */
  readonly end: "copied" | "skipped" | "not compared" | "link" | "failed";
  /** How many bytes were copied. */
  readonly bytes?: number;
  /** Why it failed. */
  readonly error?: Error;
}

/** How far a copy is. */
export interface FerryState {
  /** How it goes. */
  readonly route: Route;
  /** The engine's task, once there is one. */
  readonly taskId: string | undefined;
  /** How many files were found so far. */
  readonly files: number;
  /** How many of them need nothing more. */
  readonly filesDone: number;
  /** How many bytes there are to copy, as far as is known. */
  readonly bytes: number;
  /** How many of them were copied. */
  readonly bytesTransferred: number;
  /** How fast, since it began. */
  readonly bytesPerSecond: number;
  /** In how many seconds it will have ended if it goes on so; nothing while files are still looked for. */
  readonly eta: number | undefined;
}

/** What came of a copy. Files are counted; folders are not. */
export interface FerryOutcome {
  /** How it went. */
  readonly route: Route;
  /** The engine's task. */
  readonly taskId: string | undefined;
  /** How many files were copied; with `dryRun`, would be. */
  readonly copied: number;
  /** How many bytes they have. */
  readonly bytes: number;
  /** How many files were there already. */
  readonly skipped: number;
  /** How many of these are known by their size alone. */
  readonly notCompared: number;
  /** How many links, pipes, sockets and devices were left out. */
  readonly links: number;
  /** How many files and folders were not copied. */
  readonly failed: number;
  /** The first 1,000 of these, and why. */
  readonly failures: readonly FerryFailure[];
  /** How many files an engine was told to copy, where it is not known yet what came of that. */
  readonly submitted: number;
  /** Parts of files that stay on this machine, for the next run to go on with. */
  readonly kept: readonly KeptFile[];
  /** Whether an engine's task failed, so that files of the right size may not be whole. */
  readonly isUnsure: boolean;
  /** What ended the copy before its end; where it was given up, the reason of the signal or an `aborted` NetworkError. */
  readonly stopped: Error | undefined;
}

const mostFailures = 1000;

/** Counts while a copy goes on. */
export type Tally = ReturnType<typeof newTally>;

/**
 * Begins to count.
 *
 * @param plan How the copy goes.
 * @param onItem Is told what became of each file.
 */
export function newTally(
  { route }: Plan,
  onItem: ((item: FerryItem) => void) | undefined,
) {
  const begun = performance.now();
  const counts = { copied: 0, bytes: 0, skipped: 0, notCompared: 0, links: 0, failed: 0 };
  const failures: FerryFailure[] = [];
  const kept: KeptFile[] = [];
  const moving = new Map<Item, number>();
  let [files, bytes] = [0, 0];
  let engine = { files: 0, bytes: 0 };
  const tally = {
    /** The engine's task. */
    taskId: undefined as string | undefined,
    /** Whether all files were found. */
    isListed: false,
    /** What ended it before its end. */
    stopped: undefined as Error | undefined,
    /** How many files were left to an engine of which nothing is known yet. */
    submitted: 0,
    /** Whether an engine's task failed. */
    isUnsure: false,
    /** A file that is to be copied was found. */
    found({ entry }: Pick<Item, "entry">): void {
      files++;
      bytes += entry.size ?? 0;
    },
    /** So much of a file has moved. */
    moved: (item: Item, count: number) => void moving.set(item, count),
    /** A file needs nothing more. */
    ended(item: Item, end: Omit<FerryItem, "path">): void {
      const count = end.bytes ?? 0;
      switch (end.end) {
        case "copied":
          counts.copied++;
          counts.bytes += count;
          break;
        case "not compared":
          counts.notCompared++;
          counts.skipped++;
          break;
        case "skipped":
          counts.skipped++;
          break;
        case "link":
          counts.links++;
          break;
        case "failed":
          counts.failed++;
          if (failures.length < mostFailures) {
            failures.push({ path: item.path, error: end.error ?? new Error("not copied") });
          }
      }
      moving.delete(item);
      onItem?.({ path: item.path, ...end });
    },
    /** A part of a file stays. */
    kept: (part: KeptFile) => void kept.push(part),
    /** An engine says how many files and bytes it has copied. */
    engine: (files: number, bytes: number) => void (engine = { files, bytes }),
    /** How many files were copied, failed, stay in part, or were left to an engine. */
    get touched(): number {
      return counts.copied + counts.failed + kept.length + tally.submitted;
    },
    /** How far it is. */
    state(): FerryState {
      const underWay = moving.values().reduce((sum, count) => sum + count, 0);
      const bytesTransferred = counts.bytes + underWay + engine.bytes;
      const seconds = (performance.now() - begun) / 1000;
      const bytesPerSecond = seconds > 0 ? bytesTransferred / seconds : 0;
      const left = Math.max(bytes - bytesTransferred, 0);
      return {
        route,
        taskId: tally.taskId,
        files: files + counts.skipped,
        filesDone: counts.copied + counts.skipped + counts.failed + engine.files,
        bytes,
        bytesTransferred,
        bytesPerSecond,
        eta: tally.isListed && bytesPerSecond > 0 ? left / bytesPerSecond : undefined,
      };
    },
    /** What came of it. */
    outcome(): FerryOutcome {
      const { taskId, submitted, isUnsure, stopped } = tally;
      return { route, taskId, ...counts, failures, submitted, kept, isUnsure, stopped };
    },
  };
  return tally;
}
