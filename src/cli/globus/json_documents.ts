/** What the commands of Globus print with `--json`. */

import type { GlobusTokenReport } from "./login/token.ts";
import type { UserinfoDocument } from "../../globus/auth/userinfo.ts";
import type { LoggedOut } from "../../globus/login/logout.ts";
import type { BookmarkListDocument } from "../../globus/transfer/bookmarks.ts";
import type { DeleteData } from "../../globus/transfer/submit/delete_data.ts";
import type {
  FileDocument,
  FileListDocument,
  ResultDocument,
  TaskDocument,
} from "../../globus/transfer/documents.ts";
import type { BookmarkDocument } from "../../globus/transfer/bookmarks.ts";
import type { TransferData } from "../../globus/transfer/submit/transfer_data.ts";
import type { GlobusGetReport } from "./get.ts";
import type { GlobusLoginReport } from "./login/login.ts";
import type { GlobusWalkReport } from "./ls.ts";
import type { GlobusPutReport } from "./put.ts";
import type { GlobusSearchReport } from "./search.ts";
import type { GlobusTaskEventsReport } from "./task/events.ts";
import type { GlobusTaskListReport } from "./task/list.ts";
import type { GlobusSkippedReport } from "./task/show.ts";
import type { GlobusDeleteReport, GlobusTransferReport } from "./submit.ts";

export type { GlobusTokenReport } from "./login/token.ts";
export type { GlobusGetReport } from "./get.ts";
export type { GlobusLoginReport } from "./login/login.ts";
export type { GlobusWalkReport } from "./ls.ts";
export type { GlobusPutReport } from "./put.ts";
export type { GlobusSearchReport } from "./search.ts";
export type { GlobusTaskEventsReport } from "./task/events.ts";
export type { GlobusTaskListReport } from "./task/list.ts";
export type { GlobusSkippedReport } from "./task/show.ts";
export type { GlobusDeleteReport, GlobusTransferReport } from "./submit.ts";

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
