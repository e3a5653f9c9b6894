/** What each command prints with `--json`. */

import type { PermissionsDocument } from "../cave/auth_documents.ts";
import type { DatastackInfo } from "../cave/info_documents.ts";
import type { ReportLine } from "../credentials/report.ts";
import type { UserinfoDocument } from "../globus/auth/userinfo.ts";
import type { LoggedOut } from "../globus/logout.ts";
import type { BookmarkListDocument } from "../globus/transfer/bookmarks.ts";
import type { DeleteData } from "../globus/transfer/delete_data.ts";
import type {
  FileListDocument,
  ResultDocument,
  TaskDocument,
} from "../globus/transfer/documents.ts";
import type { BookmarkDocument } from "../globus/transfer/resource_documents.ts";
import type { TransferData } from "../globus/transfer/transfer_data.ts";
import type { ProfileDocument } from "../tapis/v2/profiles.ts";
import type { TransferTask } from "../tapis/v3/transfer_documents.ts";
import type { DatastackList } from "./cave/datastacks.ts";
import type { SavedToken } from "./cave/save.ts";
import type { CompletionsJson } from "./completions/completions.ts";
import type { GlobusDeleteReport } from "./globus/delete.ts";
import type { GlobusGetReport } from "./globus/get.ts";
import type { GlobusLoginReport } from "./globus/login.ts";
import type { GlobusWalkReport } from "./globus/ls.ts";
import type { GlobusPutReport } from "./globus/put.ts";
import type { GlobusSearchReport } from "./globus/search.ts";
import type { GlobusTaskEventsReport } from "./globus/task_events.ts";
import type { GlobusTaskListReport } from "./globus/task_list.ts";
import type { GlobusTransferReport } from "./globus/transfer.ts";
import type { KernelReport } from "./kernel/doctor.ts";
import type { InstalledKernel } from "./kernel/install.ts";
import type { KeptToken } from "./tapis/kept_token.ts";
import type { SandboxJson } from "./sandbox.ts";
import type { StatusJson } from "./status.ts";
import type { MadeClient } from "./tapis/clients_create.ts";
import type { DeletedClient } from "./tapis/clients_delete.ts";
import type { TapisClientList } from "./tapis/clients_list.ts";
import type { Subscribed } from "./tapis/clients_subscribe.ts";
import type { SubscriptionList } from "./tapis/clients_subscriptions.ts";
import type { TapisGetReport } from "./tapis/files_get.ts";
import type { TapisFileList } from "./tapis/files_ls.ts";
import type { TapisPutReport } from "./tapis/files_put.ts";
import type { TapisRmReport } from "./tapis/files_rm.ts";
import type { TapisPath } from "./tapis/path.ts";
import type { TapisRelocateReport } from "./tapis/relocate.ts";
import type { TenantList } from "./tapis/tenants.ts";
import type { TapisTransferList } from "./tapis/transfers_list.ts";

/** What `permissions --json` prints. */
export interface PermissionsJson {
  /** The flags without which the command fails. */
  readonly needed: readonly string[];
  /** The flags with which it does something more. */
  readonly optional: readonly {
    /** The flag. */
    readonly flag: string;
    /** What the command does with it. */
    readonly why: string;
  }[];
}

/** What `cave token --json` prints. */
export interface CaveTokenJson {
  /** The source that has the token. */
  readonly source: string;
  /** The server it is for. */
  readonly server: string;
  /** The token; with `--reveal` alone. */
  readonly token?: string;
  /** Every source that was considered. */
  readonly sources: readonly ReportLine[];
}

/**
 * What each command prints with `--json`, by the command's words.
 *
 * @example Read what a command printed
 * ```ts
 * import type { JsonDocuments } from "@keyferry/keyferry/cli";
 * import { main, terminalIo } from "@keyferry/keyferry/cli";
 * import { assertEquals } from "@std/assert";
 *
 * let printed = "";
 * const surroundings = { env: { CAVE_TOKEN: "made-up" }, home: "/nowhere" };
 * const io = { ...terminalIo(), surroundings, out: (text: string) => void (printed += text) };
 * await main(["cave", "token", "--json"], io);
 * const document: JsonDocuments["cave token"] = JSON.parse(printed);
 * assertEquals(document.source, "CAVE_TOKEN");
 * ```
 */
export interface JsonDocuments {
  /** Each platform, and what to do about it. */
  "status": StatusJson;
  /** Flags for `deno run`. */
  "permissions": PermissionsJson;
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
  "globus task show": TaskDocument;
  /** Transfer's task document. */
  "globus task wait": TaskDocument;
  /** Transfer's task document. */
  "globus task watch": TaskDocument;
  /** What happened in a task. */
  "globus task events": GlobusTaskEventsReport;
  /** Transfer's result document. */
  "globus task cancel": ResultDocument;
  /** Tenants; with a tenant's id that one, as Tapis sends it. */
  "tapis tenants": TenantList | Readonly<Record<string, unknown>>;
  /** The OAuth clients, as Tapis sends them, without their secrets. */
  "tapis clients list": TapisClientList;
  /** The OAuth client, as Tapis sends it, without its secret. */
  "tapis clients show": Readonly<Record<string, unknown>>;
  /** The OAuth client, and where its secret is. */
  "tapis clients create": MadeClient;
  /** The OAuth client that is gone. */
  "tapis clients delete": DeletedClient;
  /** The APIs, as Tapis sends them. */
  "tapis clients subscriptions": SubscriptionList;
  /** The API. */
  "tapis clients subscribe": Subscribed;
  /** Where the new token is. */
  "tapis token": KeptToken;
  /** Where the new token is. */
  "tapis login": KeptToken;
  /** Where the new token is. */
  "tapis refresh": KeptToken;
  /** The profile, as Tapis sends it. */
  "tapis whoami": ProfileDocument | Readonly<Record<string, unknown>>;
  /** Files, as Tapis sends them. */
  "tapis files ls": TapisFileList;
  /** The file that was fetched. */
  "tapis files get": TapisGetReport;
  /** The file that was sent. */
  "tapis files put": TapisPutReport;
  /** The copy. */
  "tapis files cp": TapisRelocateReport;
  /** The new place. */
  "tapis files mv": TapisRelocateReport;
  /** The folder. */
  "tapis files mkdir": TapisPath;
  /** What was removed. */
  "tapis files rm": TapisRmReport;
  /** The transfer, as Tapis sends it. */
  "tapis transfer": TransferTask;
  /** The transfers, as Tapis sends them. */
  "tapis transfers list": TapisTransferList;
  /** The transfer, as Tapis sends it. */
  "tapis transfers show": TransferTask;
  /** The transfer, as Tapis sends it. */
  "tapis transfers wait": TransferTask;
  /** The transfer, as Tapis sends it. */
  "tapis transfers cancel": TransferTask;
  /** Where the token is. */
  "cave token": CaveTokenJson;
  /** The files that hold the token now. */
  "cave save": SavedToken;
  /** The files that hold the token now. */
  "cave new": SavedToken;
  /** The auth service's document of the person. */
  "cave whoami": PermissionsDocument;
  /** The datastacks; with a name what the info service knows of that one. */
  "cave datastacks": DatastackList | DatastackInfo;
  /** How to use the sandbox. */
  "sandbox": SandboxJson;
  /** The kernelspec. */
  "kernel install": InstalledKernel;
  /** What was checked. */
  "kernel doctor": KernelReport;
  /** The script. */
  "completions": CompletionsJson;
}
