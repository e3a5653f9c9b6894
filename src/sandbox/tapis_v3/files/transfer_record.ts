import type { Form } from "../../kept/store.ts";

/** How a transfer, a line or a file of it stands. */
export type Status =
  | "ACCEPTED"
  | "IN_PROGRESS"
  | "COMPLETED"
  | "CANCELLED"
  | "FAILED"
  | "FAILED_OPT";

/** One file of a line. */
export interface Child {
  readonly id: number;
  readonly uuid: string;
  readonly sourceURI: string;
  readonly destinationURI: string;
  readonly totalBytes: number;
  bytesTransferred: number;
  status: Status;
}

/** One line of a transfer. */
export interface Parent {
  readonly uuid: string;
  readonly sourceURI: string;
  readonly destinationURI: string;
  readonly optional: boolean;
  children: Child[];
  status: Status;
  errorMessage: string | undefined;
  startTime: number | undefined;
  endTime: number | undefined;
}

/** A transfer. */
export interface Transfer {
  readonly id: number;
  readonly uuid: string;
  readonly tag: string | undefined;
  readonly created: number;
  readonly parents: readonly Parent[];
  /** Ends it. */
  readonly controller: AbortController;
  /** Settles when nothing of it runs any more; never rejects. */
  done: Promise<void>;
  /** Whether somebody wants it cancelled. */
  isCancelling: boolean;
  status: Status;
  errorMessage: string | undefined;
  startTime: number | undefined;
  endTime: number | undefined;
}

/** Whether nothing more will happen to the transfer. */
export function isOver({ endTime }: Transfer): boolean {
  return endTime !== undefined;
}

/** How a transfer is written and read: without what only runs. */
export const transferForm: Form<Transfer> = {
  save: ({ controller: _controller, done: _done, ...record }) => record,
  load: (json) => ({
    ...json as Omit<Transfer, "controller" | "done">,
    controller: new AbortController(),
    done: Promise.resolve(),
  }),
};
