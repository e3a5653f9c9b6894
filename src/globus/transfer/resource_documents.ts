/**
 * What Globus Transfer answers about endpoints' servers, roles, rules, bookmarks, and to those who
 * manage endpoints. Keys that a release adds stay reachable. Source: the Transfer API's recorded
 * answers and its documentation.
 */

import type { EndpointDocument, ListDocument, ResultDocument, TaskDocument } from "./documents.ts";

/** The answer to a new endpoint. */
export interface EndpointCreateDocument extends ResultDocument {
  /** The new endpoint's id. */
  readonly id: string;
  /** The key that sets up Globus Connect Personal, where it was asked for. */
  readonly globus_connect_setup_key?: string | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** A server of an endpoint. */
export interface ServerDocument {
  /** Always `server`. */
  readonly DATA_TYPE: "server";
  /** Its id. */
  readonly id: number;
  /** Its host name. */
  readonly hostname?: string | null;
  /** Its address. */
  readonly uri?: string | null;
  /** Its port. */
  readonly port?: number | null;
  /** How it is spoken to. */
  readonly scheme?: string | null;
  /** The subject of its certificate. */
  readonly subject?: string | null;
  /** Whether it is there. */
  readonly is_connected?: boolean;
  /** Whether its owner stopped it. */
  readonly is_paused?: boolean;
  /** The first port for data that comes in. */
  readonly incoming_data_port_start?: number | null;
  /** The last port for data that comes in. */
  readonly incoming_data_port_end?: number | null;
  /** The first port for data that goes out. */
  readonly outgoing_data_port_start?: number | null;
  /** The last port for data that goes out. */
  readonly outgoing_data_port_end?: number | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** The answer to a new server. */
export interface ServerCreateDocument extends ResultDocument {
  /** The new server's id. */
  readonly id: number;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** Who has which role on an endpoint. */
export interface RoleDocument {
  /** Always `role`. */
  readonly DATA_TYPE: "role";
  /** Its id. */
  readonly id: string;
  /** What the principal is. */
  readonly principal_type: "identity" | "group" | (string & Record<never, never>);
  /** The identity's or group's id. */
  readonly principal: string;
  /** The role. */
  readonly role:
    | "administrator"
    | "access_manager"
    | "activity_manager"
    | "activity_monitor"
    | (string & Record<never, never>);
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** The roles on an endpoint. */
export interface RoleListDocument extends ListDocument<RoleDocument> {
  /** The roles. */
  readonly DATA: readonly RoleDocument[];
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** Who may read or write which folder. */
export interface AccessRuleDocument {
  /** Always `access`. */
  readonly DATA_TYPE: "access";
  /** Its id; `null` for the owner's own. */
  readonly id: string | null;
  /** What the principal is. */
  readonly principal_type:
    | "identity"
    | "group"
    | "all_authenticated_users"
    | "anonymous"
    | (string & Record<never, never>);
  /** The identity's or group's id, or nothing. */
  readonly principal: string;
  /** The folder. */
  readonly path: string;
  /** Reading, or writing too. */
  readonly permissions: "r" | "rw" | (string & Record<never, never>);
  /** When it was made, in ISO 8601. */
  readonly create_time?: string | null;
  /** When it ends, in ISO 8601. */
  readonly expiration_date?: string | null;
  /** The role that it stands for. */
  readonly role_id?: string | null;
  /** What that role is. */
  readonly role_type?: string | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** The answer to a new access rule. */
export interface AccessRuleCreateDocument extends ResultDocument {
  /** The new rule's id. */
  readonly access_id: string | number;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** The access rules of an endpoint. */
export interface AccessListDocument extends ListDocument<AccessRuleDocument> {
  /** The rules. */
  readonly DATA: readonly AccessRuleDocument[];
  /** The endpoint's id. */
  readonly endpoint?: string;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** A folder on a collection, under a name of its owner. */
export interface BookmarkDocument {
  /** Always `bookmark`. */
  readonly DATA_TYPE: "bookmark";
  /** Its id. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** The collection's id. */
  readonly endpoint_id: string;
  /** The folder. */
  readonly path: string;
  /** Whether it stands at the top. */
  readonly pinned?: boolean;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** Who is held up where, and why. */
export interface PauseRuleDocument {
  /** `pause_rule`, or `pause_rule_limited` for those who do not manage it. */
  readonly DATA_TYPE: "pause_rule" | (string & Record<never, never>);
  /** Its id. */
  readonly id: string;
  /** Why, in words for those who wait. */
  readonly message: string | null;
  /** The endpoint's id. */
  readonly endpoint_id: string;
  /** The endpoint's name. */
  readonly endpoint_display_name?: string | null;
  /** Whose tasks; everybody's without it. */
  readonly identity_id?: string | null;
  /** Since when, in ISO 8601. */
  readonly start_time?: string | null;
  /** Whether this person may change it. */
  readonly editable?: boolean;
  /** Whether a manager of the host made it. */
  readonly created_by_host_manager?: boolean;
  /** Whether listing is held up. */
  readonly pause_ls?: boolean;
  /** Whether making folders is held up. */
  readonly pause_mkdir?: boolean;
  /** Whether making links is held up. */
  readonly pause_symlink?: boolean;
  /** Whether renaming is held up. */
  readonly pause_rename?: boolean;
  /** Whether deletes are held up. */
  readonly pause_task_delete?: boolean;
  /** Whether transfers to here are held up. */
  readonly pause_task_transfer_write?: boolean;
  /** Whether transfers from here are held up. */
  readonly pause_task_transfer_read?: boolean;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** What holds a task up. */
export interface PauseInfoDocument {
  /** Always `pause_info`, or `pause_info_limited`. */
  readonly DATA_TYPE: "pause_info" | (string & Record<never, never>);
  /** The rules. */
  readonly pause_rules: readonly PauseRuleDocument[];
  /** What the source says. */
  readonly source_pause_message?: string | null;
  /** What the source's host says. */
  readonly source_pause_message_share?: string | null;
  /** What the destination says. */
  readonly destination_pause_message?: string | null;
  /** What the destination's host says. */
  readonly destination_pause_message_share?: string | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** How far the cancelling of tasks has come. */
export interface AdminCancelDocument {
  /** Its id. */
  readonly id: string;
  /** Whether all of them are cancelled. */
  readonly done: boolean;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** Something that happened to a task. */
export interface EventDocument {
  /** Always `event`. */
  readonly DATA_TYPE?: "event";
  /** What, in one word, such as `STARTED` or `FILE_NOT_FOUND`. */
  readonly code: string;
  /** What, in a few words. */
  readonly description: string;
  /** More about it: text, or JSON as text. */
  readonly details: string | null;
  /** Whether it is an error. */
  readonly is_error: boolean;
  /** When, in ISO 8601. */
  readonly time: string;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** A page of events, the newest first. */
export interface EventListDocument extends ListDocument<EventDocument> {
  /** The events. */
  readonly DATA: readonly EventDocument[];
  /** How many there are. */
  readonly total?: number;
  /** How many were asked for. */
  readonly limit?: number;
  /** How many stand before this page. */
  readonly offset?: number;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** A page of tasks. */
export interface TaskListDocument extends ListDocument<TaskDocument> {
  /** The tasks. */
  readonly DATA: readonly TaskDocument[];
  /** How many there are, where that is told. */
  readonly total?: number;
  /** How many were asked for. */
  readonly limit?: number;
  /** How many stand before this page. */
  readonly offset?: number;
  /** Whether another page follows, where that is told. */
  readonly has_next_page?: boolean;
  /** Where the next page begins, in a manager's list. */
  readonly last_key?: string | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** A file that was transferred. */
export interface SuccessfulTransferDocument {
  /** Always `successful_transfer`. */
  readonly DATA_TYPE?: "successful_transfer";
  /** Where it lies. */
  readonly source_path: string | null;
  /** Where it went. */
  readonly destination_path: string | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** A page of files that were transferred. */
export interface SuccessfulTransfersDocument extends ListDocument<SuccessfulTransferDocument> {
  /** The files. */
  readonly DATA: readonly SuccessfulTransferDocument[];
  /** Where this page began. */
  readonly marker?: number;
  /** Where the next page begins, unless this is the last. */
  readonly next_marker?: number | string | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** A file or folder that was left out for an error. */
export interface SkippedErrorDocument {
  /** Always `skipped_error`. */
  readonly DATA_TYPE: "skipped_error";
  /** What went wrong, in one word. */
  readonly error_code: string;
  /** What went wrong. */
  readonly error_details: string;
  /** When, in ISO 8601. */
  readonly error_time: string;
  /** Where it lies. */
  readonly source_path: string | null;
  /** Where it was to go. */
  readonly destination_path: string | null;
  /** Whether it is a folder. */
  readonly is_directory: boolean;
  /** Whether it is a symbolic link. */
  readonly is_symlink: boolean;
  /** Whether it was to be removed from the destination. */
  readonly is_delete_destination_extra: boolean;
  /** The checksum that was given for it. */
  readonly external_checksum?: string | null;
  /** How that checksum is made. */
  readonly checksum_algorithm?: string | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** A page of what was left out. */
export interface SkippedErrorsDocument extends ListDocument<SkippedErrorDocument> {
  /** What was left out. */
  readonly DATA: readonly SkippedErrorDocument[];
  /** Where the next page begins, unless this is the last. */
  readonly next_marker?: number | string | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** A shared endpoint, as its host lists it. */
export interface SharedEndpointDocument {
  /** Its id. */
  readonly id: string;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** A page of shared endpoints. */
export interface SharedEndpointsDocument {
  /** The shared endpoints. */
  readonly shared_endpoints: readonly SharedEndpointDocument[];
  /** Where the next page begins, unless this is the last. */
  readonly next_token?: string | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/** A list of endpoints in one document. */
export interface EndpointsDocument extends ListDocument<EndpointDocument> {
  /** The endpoints. */
  readonly DATA: readonly EndpointDocument[];
  /** What else the service sends. */
  readonly [key: string]: unknown;
}
