/** What the commands of Globus print with `--json`. */

import type { UserinfoDocument } from "../../globus/auth/userinfo.ts";
import type { LoggedOut } from "../../globus/login/logout.ts";
import type { BookmarkListDocument } from "../../globus/transfer/bookmarks.ts";
import type { DeleteData } from "../../globus/transfer/submit/delete_data.ts";
import type {
  EndpointDocument,
  FileDocument,
  FileListDocument,
  ResultDocument,
  TaskDocument,
  TransferResultDocument,
} from "../../globus/transfer/documents.ts";
import type { BookmarkDocument } from "../../globus/transfer/bookmarks.ts";
import type { TransferData } from "../../globus/transfer/submit/transfer_data.ts";
import type {
  EventDocument,
  SkippedErrorDocument,
} from "../../globus/transfer/endpoints/resource_documents.ts";
import type { WalkEntry } from "../../globus/transfer/files/walk.ts";

/** What `globus token --json` prints. */
export interface GlobusTokenReport {
  /** Where it was found. */
  readonly source: string;
  /** What it is for: `transfer`, `auth`, or a collection's id. */
  readonly service: string;
  /** The token, with `--reveal` alone. */
  readonly token?: string;
}

/** What `globus get --json` prints. */
export interface GlobusGetReport {
  /** The collection's id. */
  readonly collection: string;
  /** The file's path on the collection. */
  readonly source: string;
  /** Where it is now. */
  readonly path: string;
  /** How many bytes it has. */
  readonly bytes: number;
}

/** What `globus login --json` prints. */
export interface GlobusLoginReport {
  /** Whether somebody logged in now, was so before, or need not. */
  readonly state: "logged in" | "already logged in" | "not needed";
  /** The app's client id. */
  readonly clientId: string;
  /** The app's name; none where nothing is stored. */
  readonly app?: string;
  /** The identity that logged in, where known. */
  readonly identity?: string | undefined;
  /** The name it logs in with, where the login tells it. */
  readonly username?: string | undefined;
  /** The file that keeps the tokens; none where nothing is stored. */
  readonly path?: string;
  /** The services that there are tokens for. */
  readonly services?: readonly string[];
}

/** What `globus ls --recursive --json` prints. */
export interface GlobusWalkReport {
  /** The collection's id. */
  readonly collection: string;
  /** What was come to: path, depth, and the Transfer API's file document. */
  readonly entries: readonly WalkEntry[];
  /** Folders that the service refused to list. */
  readonly refused: readonly string[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** What `globus put --json` prints. */
export interface GlobusPutReport {
  /** The collection's id. */
  readonly collection: string;
  /** The file's path on the collection. */
  readonly path: string;
  /** How many bytes were sent. */
  readonly bytes: number;
}

/** What `globus search --json` prints. */
export interface GlobusSearchReport {
  /** The collections as the service tells of them. */
  readonly collections: readonly EndpointDocument[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** What `globus task events --json` prints. */
export interface GlobusTaskEventsReport {
  /** The events as the service tells them, the newest first. */
  readonly events: readonly EventDocument[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** What `globus task list --json` prints. */
export interface GlobusTaskListReport {
  /** The tasks as the service tells of them, the newest first. */
  readonly tasks: readonly TaskDocument[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** What `globus task show --skipped --json` prints. */
export interface GlobusSkippedReport {
  /** What was left out, as the service tells it. */
  readonly skipped_errors: readonly SkippedErrorDocument[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** What `globus delete --wait --json` prints. */
export type GlobusDeleteReport = GlobusTransferReport;

/** What `globus transfer --wait --json` prints. */
export interface GlobusTransferReport extends TransferResultDocument {
  /** The task at the last look. */
  readonly task?: TaskDocument | undefined;
}

/** What each command of Globus prints with `--json`, by the command's words. */
export interface GlobusJson {
  /** Who logged in, and where the tokens are. */
  "globus login": GlobusLoginReport;
  /** The tokens that were removed. */
  "globus logout": LoggedOut;
  /** Globus Auth's userinfo document. */
  "globus whoami": UserinfoDocument;
  /** Collections that were found. */
  "globus search": GlobusSearchReport;
  /** Transfer's bookmark_list document. */
  "globus bookmark list": BookmarkListDocument;
  /** Transfer's bookmark document. */
  "globus bookmark create": BookmarkDocument;
  /** Transfer's bookmark document. */
  "globus bookmark rename": BookmarkDocument;
  /** Transfer's result document. */
  "globus bookmark delete": ResultDocument;
  /** Transfer's file_list document; with `--recursive` what is in all folders. */
  "globus ls": FileListDocument | GlobusWalkReport;
  /** Where the token is. */
  "globus token": GlobusTokenReport;
  /** The file, as Transfer tells of it. */
  "globus stat": FileDocument;
  /** Transfer's mkdir_result document. */
  "globus mkdir": ResultDocument;
  /** Transfer's result document. */
  "globus rename": ResultDocument;
  /** Transfer's delete_result document, with the task where it was waited for; what would be sent. */
  "globus delete": GlobusDeleteReport | Omit<DeleteData, "addItem">;
  /** The file that was fetched. */
  "globus get": GlobusGetReport;
  /** The file that was sent. */
  "globus put": GlobusPutReport;
  /** Transfer's transfer_result document, with the task where it was waited for; what would be sent. */
  "globus transfer": GlobusTransferReport | Omit<TransferData, "addItem" | "addFilterRule">;
  /** Tasks. */
  "globus task list": GlobusTaskListReport;
  /** Transfer's task document. */
  "globus task show": TaskDocument | GlobusSkippedReport;
  /** Transfer's task document. */
  "globus task wait": TaskDocument;
  /** Transfer's task document. */
  "globus task watch": TaskDocument;
  /** What happened in a task. */
  "globus task events": GlobusTaskEventsReport;
  /** Transfer's result document. */
  "globus task cancel": ResultDocument;
}
