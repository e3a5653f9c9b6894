/** The documents of Tapis v3's transfers. */

/** How a transfer stands. */
export type TransferStatus =
  | "ACCEPTED"
  | "STAGED"
  | "IN_PROGRESS"
  | "COMPLETED"
  | "CANCELLED"
  | "FAILED"
  | "FAILED_OPT"
  | "PAUSED"
  | "UNKNOWN";

/** What one line of a transfer copies. */
export interface TransferElement {
  /** Where from: `tapis://system/path`, or an address of the web. */
  readonly sourceURI: string;
  /** Where to: `tapis://system/path`. */
  readonly destinationURI: string;
  /** Whether the rest goes on where this fails. @default {false} */
  readonly optional?: boolean;
}

/** One line of a transfer, or a file of it, as it stands. */
export interface TransferPart {
  /** Its id. */
  readonly uuid: string;
  /** Where from. */
  readonly sourceURI: string;
  /** Where to. */
  readonly destinationURI: string;
  /** How it stands. */
  readonly status: TransferStatus;
  /** How many bytes there are, where known. */
  readonly totalBytes?: number;
  /** How many are transferred. */
  readonly bytesTransferred?: number;
  /** Why it failed. */
  readonly errorMessage?: string | null;
  /** The files of a line. */
  readonly children?: readonly TransferPart[];
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/** A transfer. */
export interface TransferTask {
  /** Its id. */
  readonly uuid: string;
  /** The person's own word for it. */
  readonly tag?: string | null;
  /** How it stands. */
  readonly status: TransferStatus;
  /** When it was made, as ISO 8601. */
  readonly created?: string;
  /** When it began. */
  readonly startTime?: string | null;
  /** When it ended. */
  readonly endTime?: string | null;
  /** Why it failed. */
  readonly errorMessage?: string | null;
  /** How many bytes are transferred; in a summary. */
  readonly totalBytesTransferred?: number;
  /** How many bytes there are, as far as is known; in a summary. */
  readonly estimatedTotalBytes?: number;
  /** How many files are done; in a summary. */
  readonly completeTransfers?: number;
  /** How many files there are; in a summary. */
  readonly totalTransfers?: number;
  /** Its lines; in the details. */
  readonly parentTasks?: readonly TransferPart[];
  /** What the service adds. */
  readonly [key: string]: unknown;
}
