import type { Collection } from "../../collections.ts";
import type { Shelf } from "../../kept/store.ts";
import type { DeleteWishes } from "./delete_wishes.ts";
import type { FilterRule } from "../files/filter_rules.ts";
import type { Gate } from "../gate.ts";
import type { Spool } from "./spool.ts";

/** How a task stands. */
export type TaskStatus = "ACTIVE" | "INACTIVE" | "SUCCEEDED" | "FAILED";

/** Something that happened to a task. */
export interface TaskEvent {
  readonly code: string;
  readonly description: string;
  readonly details: string;
  readonly isError: boolean;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** One line of a submission. */
export interface TransferItem {
  /** The source path as submitted. */
  readonly sourcePath: string;
  /** The destination path as submitted. */
  readonly destinationPath: string;
  /** Whether it is a folder with everything in it. */
  readonly recursive: boolean;
  /** The checksum the file must have. */
  readonly externalChecksum: string | undefined;
  /** The algorithm of that checksum, as `node:crypto` names it. */
  readonly checksumAlgorithm: string | undefined;
}

/** What a submission asks for. */
export interface TransferOrder {
  readonly submissionId: string;
  label: string | null;
  readonly source: Collection;
  readonly destination: Collection;
  readonly items: readonly TransferItem[];
  readonly syncLevel: 0 | 1 | 2 | 3 | null;
  readonly verifyChecksum: boolean;
  readonly preserveTimestamp: boolean;
  readonly encryptData: boolean;
  readonly skipSourceErrors: boolean;
  readonly failOnQuotaErrors: boolean;
  readonly filterRules: readonly FilterRule[] | null;
  /** Whether what the source has not goes from the destination's folders, too. */
  readonly deleteDestinationExtra: boolean;
  /** Milliseconds since 1970. */
  deadline: number;
}

/** The numbers of a task that grow while it runs. */
export interface TaskCounters {
  files: number;
  directories: number;
  filesTransferred: number;
  filesSkipped: number;
  bytesTransferred: number;
  bytesChecksummed: number;
  faults: number;
  subtasksTotal: number;
  subtasksSucceeded: number;
  subtasksFailed: number;
  subtasksCanceled: number;
  subtasksExpired: number;
  subtasksRetrying: number;
  subtasksSkippedErrors: number;
}

/** What a manager said when they paused a task, by the side that they manage. */
export interface AdminPauses {
  source?: string;
  destination?: string;
  sourceShare?: string;
  destinationShare?: string;
}

/** A transfer or a delete, running or done. Of a delete, both collections of the order are the one. */
export interface Task {
  readonly id: string;
  readonly type: "TRANSFER" | "DELETE";
  /** The identity that submitted it. */
  readonly ownerId: string;
  order: Omit<TransferOrder, "items">;
  readonly counters: TaskCounters;
  readonly events: TaskEvent[];
  readonly requestTime: number;
  /** Where the pairs of transferred files are kept. */
  readonly successes: Spool;
  /** Where the skipped errors are kept. */
  readonly skipped: Spool;
  /** Stops it. */
  readonly controller: AbortController;
  status: TaskStatus;
  niceStatus: string | null;
  niceStatusDetails: string | null;
  completionTime: number | null;
  /** What stops it until somebody resumes it. */
  adminPauses: AdminPauses;
  /** Whether its events tell that it is stopped. */
  isHeld: boolean;
  canceledByAdmin: { side: "SOURCE" | "DESTINATION" | "BOTH"; message: string } | null;
  fatalError: { code: string; description: string } | null;
  /** Of a delete, what it removes from the path that it is at; null before it removes anything. */
  removing: { readonly path: string; readonly counted: "files" | "directories" | null } | null;
  /** Whether somebody wants it cancelled. */
  isCanceling: boolean;
  /** Settles when nothing of the task runs any more. */
  done: Promise<void>;
}

/** What a task that is not complete has to do. */
export type Work =
  | { readonly type: "TRANSFER"; readonly items: readonly TransferItem[] }
  | { readonly type: "DELETE"; readonly wishes: DeleteWishes };

/** The tasks of a sandbox. */
export interface TaskStore {
  /** By id, oldest first. */
  readonly byId: Shelf<Task>;
  /** The id of the task each submission id led to; "" where it was given out and not used yet. */
  readonly submissions: Shelf<string>;
  /** What the tasks have to do that are not complete, by their id. */
  readonly work: Shelf<Work>;
  /** By owner and type: each lets so many tasks run at once. */
  readonly gates: Map<string, Gate>;
  /** The folder for what is too long to keep in memory. */
  readonly spool: string;
}

const mostEvents = 10_000;

/** Counters at their start. */
export function newCounters(): TaskCounters {
  return {
    files: 0,
    directories: 0,
    filesTransferred: 0,
    filesSkipped: 0,
    bytesTransferred: 0,
    bytesChecksummed: 0,
    faults: 0,
    subtasksTotal: 0,
    subtasksSucceeded: 0,
    subtasksFailed: 0,
    subtasksCanceled: 0,
    subtasksExpired: 0,
    subtasksRetrying: 0,
    subtasksSkippedErrors: 0,
  };
}

/** Notes what happened; the oldest events make room where there are too many. */
export function addEvent(task: Task, event: TaskEvent): void {
  task.events.push(event);
  if (task.events.length > mostEvents) task.events.shift();
}

/** Whether nothing more will happen to the task. */
export function isComplete(task: Task): boolean {
  return task.status === "SUCCEEDED" || task.status === "FAILED";
}
