/** What the commands of Tapis print with `--json`. */

import type { TapisSystemList } from "./systems.ts";
import type { LoggedOut } from "../../tapis/v3/session/logout.ts";
import type { ProfileDocument } from "../../tapis/v2/profiles.ts";
import type { TransferTask } from "../../tapis/v3/files/transfers.ts";
import type { KeptToken } from "./kept_token.ts";
import type { MadeClient } from "./clients/create.ts";
import type { DeletedClient, TapisClientList } from "./clients/list.ts";
import type { Subscribed, SubscriptionList } from "./clients/subscriptions.ts";
import type { TapisGetReport } from "./files/get.ts";
import type { TapisFileList } from "./files/ls.ts";
import type { TapisPutReport } from "./files/put.ts";
import type { TapisRmReport } from "./files/rm.ts";
import type { TapisPath } from "./files/path.ts";
import type { TapisRelocateReport } from "./files/relocate.ts";
import type { TenantList } from "./tenants.ts";
import type { TapisTransferList } from "./transfers/transfers.ts";

export type { MadeClient } from "./clients/create.ts";
export type { DeletedClient, TapisClientList } from "./clients/list.ts";
export type { Subscribed, SubscriptionList } from "./clients/subscriptions.ts";
export type { TapisGetReport } from "./files/get.ts";
export type { TapisFileList } from "./files/ls.ts";
export type { TapisPutReport } from "./files/put.ts";
export type { TapisRmReport } from "./files/rm.ts";
export type { KeptToken } from "./kept_token.ts";
export type { TapisPath } from "./files/path.ts";
export type { TapisRelocateReport } from "./files/relocate.ts";
export type { CheckedSystem, TapisSystemList } from "./systems.ts";
export type { TenantList } from "./tenants.ts";
export type { TapisTransferList } from "./transfers/transfers.ts";

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
