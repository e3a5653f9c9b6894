/** How far a copy is, and what came of it. */

import type { KeptFile } from "../http/files/save_file.ts";
import type { Route } from "./plan.ts";

/**
 * A file or folder that was not copied.
 *
 * @category Copy
 */
export interface FerryFailure {
  /** Its path below what is copied. */
  readonly path: string;
  /** Why. */
  readonly error: Error;
}

/**
 * What became of a file; of `skipped` ones it is told why.
 *
 * @category Copy
 */
export interface FerryItem {
  /** Its path below what is copied. */
  readonly path: string;
  /** What became of it; with `dryRun`, what would. */
  readonly end: "copied" | "skipped" | "not compared" | "link" | "failed";
  /** How many bytes were copied. */
  readonly bytes?: number | undefined;
  /** Why it failed. */
  readonly error?: Error | undefined;
}

/**
 * How far a copy is.
 *
 * @category Copy
 */
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

/**
 * What came of a copy. Files are counted; folders are not.
 *
 * @category Copy
 */
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
  /**
   * What ended the copy before its end; where it was given up, the reason of the signal or an `aborted`
   * NetworkError.
   */
  readonly stopped: Error | undefined;
}

const mostFailures = 1000;

/** In which of the counts a file is that needs nothing more. */
const countOf = {
  copied: "copied",
  skipped: "skipped",
  "not compared": "skipped",
  link: "links",
  failed: "failed",
} as const;

/** Counts while a copy goes on. */
export type Tally = ReturnType<typeof newTally>;

/**
 * Begins to count.
 *
 * @param route How the copy goes.
 * @param onItem Is told what became of each file.
 */
export function newTally(route: Route, onItem: (item: FerryItem) => void = () => {}) {
  const begun = performance.now();
  const failures: FerryFailure[] = [];
  const kept: KeptFile[] = [];
  const moving = new Map<object, number>();
  let [files, bytes] = [0, 0];
  let engine = { files: 0, bytes: 0 };
  const outcome: { -readonly [Name in keyof FerryOutcome]: FerryOutcome[Name] } = {
    route,
    taskId: undefined,
    copied: 0,
    bytes: 0,
    skipped: 0,
    notCompared: 0,
    links: 0,
    failed: 0,
    failures,
    submitted: 0,
    kept,
    isUnsure: false,
    stopped: undefined,
  };
  const tally = {
    /** What came of it so far. */
    outcome,
    /** Whether all files were found. */
    isListed: false,
    /** A file that is to be copied was found. */
    found({ size = 0 }: { readonly size: number | undefined }): void {
      files++;
      bytes += size;
    },
    /** So much of a file has moved. */
    moved: (file: object, count: number) => void moving.set(file, count),
    /** A file needs nothing more. */
    ended(item: Pick<FerryItem, "path">, end: Omit<FerryItem, "path">): void {
      const { path } = item;
      moving.delete(item);
      outcome[countOf[end.end]]++;
      outcome.bytes += end.bytes ?? 0;
      if (end.end === "not compared") outcome.notCompared++;
      if (end.error !== undefined && failures.length < mostFailures) {
        failures.push({ path, error: end.error });
      }
      onItem({ path, ...end });
    },
    /** A part of a file stays. */
    kept: (part: KeptFile) => void kept.push(part),
    /** An engine says how many files and bytes it has copied. */
    engine: (files: number, bytes: number) => void (engine = { files, bytes }),
    /** Whether anything was copied, failed, stays in part, or was left to an engine. */
    get isTouched(): boolean {
      return outcome.copied + outcome.failed + kept.length + outcome.submitted > 0;
    },
    /** How far it is. */
    state(): FerryState {
      const underWay = moving.values().reduce((sum, count) => sum + count, 0);
      const bytesTransferred = outcome.bytes + underWay + engine.bytes;
      const seconds = (performance.now() - begun) / 1000;
      const bytesPerSecond = seconds > 0 ? bytesTransferred / seconds : 0;
      const left = Math.max(bytes - bytesTransferred, 0);
      return {
        route,
        taskId: outcome.taskId,
        files: files + outcome.skipped,
        filesDone: outcome.copied + outcome.skipped + outcome.failed + engine.files,
        bytes,
        bytesTransferred,
        bytesPerSecond,
        eta: tally.isListed && bytesPerSecond > 0 ? left / bytesPerSecond : undefined,
      };
    },
  };
  return tally;
}
