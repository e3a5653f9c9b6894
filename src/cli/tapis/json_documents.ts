/** What the commands of Tapis print with `--json`. */

import type { LoggedOut } from "../../tapis/v3/session/logout.ts";
import type { ProfileDocument } from "../../tapis/v2/profiles.ts";
import type { TransferTask } from "../../tapis/v3/files/transfers.ts";
import type { ClientDocument } from "../../tapis/v2/clients.ts";
import type { SubscriptionDocument } from "../../tapis/v2/subscriptions.ts";
import type { FileInfo, FileStat } from "../../tapis/v3/files/files.ts";
import type { OAuthClientDocument } from "../../tapis/v3/oauth_clients.ts";
import type { SystemDocument } from "../../tapis/v3/systems.ts";
import type { TapisPath } from "./files/path.ts";

export type { TapisPath } from "./files/path.ts";

/** What `tapis clients create --json` prints. */
export interface MadeClient {
  /** Its name; in Tapis v3 its id. */
  readonly client: string;
  /** The cache that holds its key and secret; nothing in Tapis v3, which shows the key at every look. */
  readonly saved: string | null;
  /** Its key; with `--reveal` alone. */
  readonly key?: string;
  /** Its secret; with `--reveal` alone, and in Tapis v2 alone. */
  readonly secret?: string;
}

/** What `tapis clients delete --json` prints. */
export interface DeletedClient {
  /** Its name; in Tapis v3 its id. */
  readonly client: string;
}

/** What `tapis clients list --json` prints. */
export interface TapisClientList {
  /** The OAuth clients, as Tapis describes them, without their secrets. */
  readonly clients: readonly (ClientDocument | OAuthClientDocument)[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** What `tapis clients subscribe --json` prints. */
export interface Subscribed {
  /** The client's name. */
  readonly client: string;
  /** The API's name. */
  readonly api: string;
}

/** What `tapis clients subscriptions --json` prints. */
export interface SubscriptionList {
  /** The APIs, as Tapis describes them. */
  readonly subscriptions: readonly SubscriptionDocument[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** What `tapis files get --json` prints. */
export interface TapisGetReport {
  /** The system. */
  readonly system: string;
  /** The path on the system. */
  readonly source: string;
  /** Where the file is now. */
  readonly path: string;
  /** How many bytes it has. */
  readonly bytes: number;
}

/** What `tapis files ls --json` prints. */
export interface TapisFileList {
  /** The files and folders, as Tapis describes them. */
  readonly files: readonly FileInfo[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** What `tapis files put --json` prints. */
export interface TapisPutReport {
  /** The file of this machine. */
  readonly source: string;
  /** The system. */
  readonly system: string;
  /** The path on the system. */
  readonly path: string;
  /** How many bytes were sent. */
  readonly bytes: number;
}

/** What `tapis files rm --json` prints. */
export interface TapisRmReport {
  /** The system. */
  readonly system: string;
  /** The path on the system. */
  readonly path: string;
  /** What was there. */
  readonly type: FileStat["type"];
}

/** What `tapis token`, `tapis refresh` and `tapis login` print with `--json`. */
export interface KeptToken {
  /** The file that holds the token now; none where it lives in variables, or was not kept. */
  readonly saved: string | null;
  /** The person. */
  readonly username: string | null;
  /** The tenant's id. */
  readonly tenant: string | null;
  /** When the token expires, in ISO 8601. */
  readonly expires: string | null;
  /** Whether keyferry can renew it without the person. */
  readonly renewable: boolean;
  /** The token; with `--reveal` alone. */
  readonly token?: string;
}

/** What `tapis files cp --json` and `tapis files mv --json` print. */
export interface TapisRelocateReport {
  /** The system. */
  readonly system: string;
  /** The path before. */
  readonly source: string;
  /** The path now. */
  readonly path: string;
}

/** A system, as far as it was asked. */
export interface CheckedSystem extends SystemDocument {
  /** With `check`: whether Tapis could log in, or why not. */
  readonly credentialCheck?: string;
}

/** What `tapis systems --json` prints. */
export interface TapisSystemList {
  /** The systems, as Tapis describes them. */
  readonly systems: readonly CheckedSystem[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** What `tapis tenants --json` prints without a name. */
export interface TenantList {
  /** The tenants, as the service describes them. */
  readonly tenants: readonly Readonly<Record<string, unknown>>[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** What `tapis transfers list --json` prints. */
export interface TapisTransferList {
  /** The transfers, the latest first, as Tapis describes them. */
  readonly transfers: readonly TransferTask[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** What each command of Tapis prints with `--json`, by the command's words. */
export interface TapisJson {
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
  /** The systems. */
  "tapis systems": TapisSystemList;
  /** What was revoked and removed. */
  "tapis logout": LoggedOut;
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
}
