/**
 * What Globus Transfer answers both to those who have tasks and to those who manage endpoints, and about
 * endpoints as a whole. Keys that a release adds stay reachable. Source: the Transfer API's recorded
 * answers and its documentation.
 */

import type { EndpointDocument, ListDocument, ResultDocument, TaskDocument } from "../documents.ts";

/**
 * The answer to a new endpoint.
 *
 * @category Documents
 */
export interface EndpointCreateDocument extends ResultDocument {
  /** The new endpoint's id. */
  readonly id: string;
  /** The key that sets up Globus Connect Personal, where it was asked for. */
  readonly globus_connect_setup_key?: string | null | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * What a pause rule holds up.
 *
 * @category Documents
 */
export interface PausedOperations {
  /** Whether listing is held up. */
  readonly pause_ls?: boolean | undefined;
  /** Whether making folders is held up. */
  readonly pause_mkdir?: boolean | undefined;
  /** Whether making links is held up. */
  readonly pause_symlink?: boolean | undefined;
  /** Whether renaming is held up. */
  readonly pause_rename?: boolean | undefined;
  /** Whether deletes are held up. */
  readonly pause_task_delete?: boolean | undefined;
  /** Whether transfers to here are held up. */
  readonly pause_task_transfer_write?: boolean | undefined;
  /** Whether transfers from here are held up. */
  readonly pause_task_transfer_read?: boolean | undefined;
}

/**
 * Who is held up where, and why.
 *
 * @category Documents
 */
export interface PauseRuleDocument extends PausedOperations {
  /** `pause_rule`, or `pause_rule_limited` for those who do not manage it. */
  readonly DATA_TYPE: "pause_rule" | (string & Record<never, never>);
  /** Its id. */
  readonly id: string;
  /** Why, in words for those who wait. */
  readonly message: string | null;
  /** The endpoint's id. */
  readonly endpoint_id: string;
  /** The endpoint's name. */
  readonly endpoint_display_name?: string | null | undefined;
  /** Whose tasks; everybody's without it. */
  readonly identity_id?: string | null | undefined;
  /** Since when, in ISO 8601. */
  readonly start_time?: string | null | undefined;
  /** Whether this person may change it. */
  readonly editable?: boolean | undefined;
  /** Whether a manager of the host made it. */
  readonly created_by_host_manager?: boolean | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * What holds a task up.
 *
 * @category Documents
 */
export interface PauseInfoDocument {
  /** Always `pause_info`, or `pause_info_limited`. */
  readonly DATA_TYPE: "pause_info" | (string & Record<never, never>);
  /** The rules. */
  readonly pause_rules: readonly PauseRuleDocument[];
  /** What the source says. */
  readonly source_pause_message?: string | null | undefined;
  /** What the source's host says. */
  readonly source_pause_message_share?: string | null | undefined;
  /** What the destination says. */
  readonly destination_pause_message?: string | null | undefined;
  /** What the destination's host says. */
  readonly destination_pause_message_share?: string | null | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * How far the cancelling of tasks has come.
 *
 * @category Documents
 */
export interface AdminCancelDocument {
  /** Its id. */
  readonly id: string;
  /** Whether all of them are cancelled. */
  readonly done: boolean;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * Something that happened to a task.
 *
 * @category Documents
 */
export interface EventDocument {
  /** Always `event`. */
  readonly DATA_TYPE?: "event" | undefined;
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

/**
 * A page of events, the newest first.
 *
 * @category Documents
 */
export interface EventListDocument extends ListDocument<EventDocument> {
  /** The events. */
  readonly DATA: readonly EventDocument[];
  /** How many there are. */
  readonly total?: number | undefined;
  /** How many were asked for. */
  readonly limit?: number | undefined;
  /** How many stand before this page. */
  readonly offset?: number | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A task as managers of its collections see it: what its owner sees, whose it is, and where it runs.
 *
 * @category Documents
 */
export interface ManagedTaskDocument extends TaskDocument {
  /** Its owner's name, such as `ada@example.org`. */
  readonly owner_string?: string | undefined;
  /** The folder that the source collection shares, below its host. */
  readonly source_base_path?: string | null | undefined;
  /** The id of the source collection's host, where it is shared. */
  readonly source_host_endpoint_id?: string | null | undefined;
  /** The name of the source collection's host, where it is shared. */
  readonly source_host_endpoint_display_name?: string | null | undefined;
  /** The folder of the host that the source collection is. */
  readonly source_host_path?: string | null | undefined;
  /** The account that is used on the source, where the manager may know it. */
  readonly source_local_user?: string | null | undefined;
  /** Whether that is told: `OK`, `NO_PERMISSION` or what hinders it. */
  readonly source_local_user_status?: string | null | undefined;
  /** The id of the mapped collection that the source is on. */
  readonly source_mapped_collection_id?: string | null | undefined;
  /** The name of the mapped collection that the source is on. */
  readonly source_mapped_collection_display_name?: string | null | undefined;
  /** The folder that the destination collection shares, below its host. */
  readonly destination_base_path?: string | null | undefined;
  /** The id of the destination collection's host, where it is shared. */
  readonly destination_host_endpoint_id?: string | null | undefined;
  /** The name of the destination collection's host, where it is shared. */
  readonly destination_host_endpoint_display_name?: string | null | undefined;
  /** The folder of the host that the destination collection is. */
  readonly destination_host_path?: string | null | undefined;
  /** The account that is used on the destination, where the manager may know it. */
  readonly destination_local_user?: string | null | undefined;
  /** Whether that is told: `OK`, `NO_PERMISSION` or what hinders it. */
  readonly destination_local_user_status?: string | null | undefined;
  /** The id of the mapped collection that the destination is on. */
  readonly destination_mapped_collection_id?: string | null | undefined;
  /** The name of the mapped collection that the destination is on. */
  readonly destination_mapped_collection_display_name?: string | null | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A page of tasks as managers of their collections see them.
 *
 * @category Documents
 */
export interface ManagedTaskListDocument extends TaskListDocument {
  /** The tasks. */
  readonly DATA: readonly ManagedTaskDocument[];
}

/**
 * A page of tasks.
 *
 * @category Documents
 */
export interface TaskListDocument extends ListDocument<TaskDocument> {
  /** The tasks. */
  readonly DATA: readonly TaskDocument[];
  /** How many there are, where that is told. */
  readonly total?: number | undefined;
  /** How many were asked for. */
  readonly limit?: number | undefined;
  /** How many stand before this page. */
  readonly offset?: number | undefined;
  /** Whether another page follows, where that is told. */
  readonly has_next_page?: boolean | undefined;
  /** Where the next page begins, in a manager's list. */
  readonly last_key?: string | null | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A file that was transferred.
 *
 * @category Documents
 */
export interface SuccessfulTransferDocument {
  /** Always `successful_transfer`. */
  readonly DATA_TYPE?: "successful_transfer" | undefined;
  /** Where it is. */
  readonly source_path: string | null;
  /** Where it went. */
  readonly destination_path: string | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A page of files that were transferred.
 *
 * @category Documents
 */
export interface SuccessfulTransfersDocument extends ListDocument<SuccessfulTransferDocument> {
  /** The files. */
  readonly DATA: readonly SuccessfulTransferDocument[];
  /** Where this page began. */
  readonly marker?: number | undefined;
  /** Where the next page begins, unless this is the last. */
  readonly next_marker?: number | string | null | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A file or folder that was left out for an error.
 *
 * @category Documents
 */
export interface SkippedErrorDocument {
  /** Always `skipped_error`. */
  readonly DATA_TYPE: "skipped_error";
  /** What went wrong, in one word. */
  readonly error_code: string;
  /** What went wrong. */
  readonly error_details: string;
  /** When, in ISO 8601. */
  readonly error_time: string;
  /** Where it is. */
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
  readonly external_checksum?: string | null | undefined;
  /** How that checksum is made. */
  readonly checksum_algorithm?: string | null | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A page of what was left out.
 *
 * @category Documents
 */
export interface SkippedErrorsDocument extends ListDocument<SkippedErrorDocument> {
  /** What was left out. */
  readonly DATA: readonly SkippedErrorDocument[];
  /** Where the next page begins, unless this is the last. */
  readonly next_marker?: number | string | null | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A list of endpoints in one document.
 *
 * @category Documents
 */
export interface EndpointsDocument extends ListDocument<EndpointDocument> {
  /** The endpoints. */
  readonly DATA: readonly EndpointDocument[];
  /** What else the service sends. */
  readonly [key: string]: unknown;
}
