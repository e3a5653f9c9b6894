/** What the commands of CAVE print with `--json`. */

import type { RemovedToken } from "../../cave/token/remove_token.ts";
import type { PermissionsDocument } from "../../cave/services/auth_documents.ts";
import type { DatastackInfo } from "../../cave/services/info_documents.ts";
import type { ReportLine } from "../../credentials/sources/report.ts";

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

/** What `cave datastacks --json` prints without a name. */
export interface DatastackList {
  /** The names of the datastacks that the token may see. */
  readonly datastacks: readonly string[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** What `cave save --json` and `cave new --json` print. */
export interface SavedToken {
  /** The files that hold the token now. */
  readonly paths: readonly string[];
  /** Whose token it is, where the server was asked. */
  readonly name?: string;
  /** The person's mail address. */
  readonly email?: string;
}

/** What each command of CAVE prints with `--json`, by the command's words. */
export interface CaveJson {
  /** Where the token is. */
  "cave token": CaveTokenJson;
  /** The files that hold the token now. */
  "cave save": SavedToken;
  /** The files that hold the token now. */
  "cave new": SavedToken;
  /** What was removed. */
  "cave logout": RemovedToken;
  /** The auth service's document of the person. */
  "cave whoami": PermissionsDocument;
  /** The datastacks; with a name what the info service knows of that one. */
  "cave datastacks": DatastackList | DatastackInfo;
}
