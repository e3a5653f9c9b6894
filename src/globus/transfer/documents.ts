/**
 * What Globus Transfer answers, key by key. Keys that a release adds stay reachable.
 * Source: the Transfer API's recorded answers.
 */

/**
 * A list as one document.
 *
 * @category Documents
 */
export interface ListDocument<Item> {
  /** What kind of list it is. */
  readonly DATA_TYPE?: string | undefined;
  /** The items. */
  readonly DATA: readonly Item[];
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The answer to a change: what was done.
 *
 * @category Documents
 */
export interface ResultDocument {
  /** `result`, or a kind of its own such as `mkdir_result`. */
  readonly DATA_TYPE: string;
  /** What was done, in one word, such as `Updated` or `Deleted`. */
  readonly code: string;
  /** The service's words. */
  readonly message: string;
  /** The path that was asked for. */
  readonly resource?: string | undefined;
  /** The service's id of the request, to quote to its support. */
  readonly request_id?: string | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A collection (or an endpoint of the years before).
 *
 * @category Documents
 */
export interface EndpointDocument {
  /** Always `endpoint`. */
  readonly DATA_TYPE: "endpoint";
  /** Its id, a UUID. */
  readonly id: string;
  /** Its name for people. */
  readonly display_name: string | null;
  /** Its older, unique name. */
  readonly canonical_name?: string | null | undefined;
  /** Which kind of collection or endpoint it is. */
  readonly entity_type?: string | undefined;
  /** The owner's identity id. */
  readonly owner_id?: string | undefined;
  /** The owner's name. */
  readonly owner_string?: string | undefined;
  /** What its owner says of it. */
  readonly description?: string | null | undefined;
  /** The organization. */
  readonly organization?: string | null | undefined;
  /** Words to find it by. */
  readonly keywords?: string | null | undefined;
  /** Where a listing starts when no path is given. */
  readonly default_directory?: string | null | undefined;
  /** Whether everybody may see it. */
  readonly public?: boolean | undefined;
  /** Whether it holds protected data. */
  readonly high_assurance?: boolean | undefined;
  /** Whether it exists for grouping alone and moves no data. */
  readonly non_functional?: boolean | undefined;
  /** Where it serves files over HTTPS. */
  readonly https_server?: string | null | undefined;
  /** The person's roles on it. */
  readonly my_effective_roles?: readonly string[] | undefined;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A page of a search for collections.
 *
 * @category Documents
 */
export interface EndpointListDocument {
  /** Always `endpoint_list`. */
  readonly DATA_TYPE: "endpoint_list";
  /** The collections. */
  readonly DATA: readonly EndpointDocument[];
  /** How many were asked for. */
  readonly limit: number;
  /** How many stand before this page. */
  readonly offset: number;
  /** Whether another page follows. */
  readonly has_next_page: boolean;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A file or folder in a listing.
 *
 * @category Documents
 */
export interface FileDocument {
  /** Always `file`. */
  readonly DATA_TYPE: "file";
  /** Its name. */
  readonly name: string;
  /** What it is. */
  readonly type: "file" | "dir" | "invalid_symlink" | (string & Record<never, never>);
  /** Its size in bytes. */
  readonly size: number | null;
  /** Its owner. */
  readonly user: string | null;
  /** Its group. */
  readonly group: string | null;
  /** Its mode in octal, such as `0644`. */
  readonly permissions: string | null;
  /** When it was changed, such as `2021-01-15 01:45:50+00:00`. */
  readonly last_modified: string | null;
  /** Where it leads, if it is a symbolic link. */
  readonly link_target: string | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The listing of a folder.
 *
 * @category Documents
 */
export interface FileListDocument {
  /** Always `file_list`. */
  readonly DATA_TYPE: "file_list";
  /** The files and folders. */
  readonly DATA: readonly FileDocument[];
  /** The collection's id. */
  readonly endpoint: string;
  /** The folder, as the collection spells it. */
  readonly path: string | null;
  /** The folder in the file system behind the collection, where that is told. */
  readonly absolute_path: string | null;
  /** How many items the document holds. */
  readonly length: number;
  /** How many the folder holds. */
  readonly total: number;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The answer to a submission.
 *
 * @category Documents
 */
export interface TransferResultDocument {
  /** `transfer_result` or `delete_result`. */
  readonly DATA_TYPE: "transfer_result" | "delete_result";
  /** `Duplicate` when the submission id was used before: no second task was made. */
  readonly code: "Accepted" | "Duplicate" | (string & Record<never, never>);
  /** The service's words. */
  readonly message: string;
  /** The task's id. */
  readonly task_id: string;
  /** The submission's id. */
  readonly submission_id: string;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A transfer or delete task.
 *
 * @category Documents
 */
export interface TaskDocument {
  /** Always `task`; left out inside lists. */
  readonly DATA_TYPE?: "task" | undefined;
  /** Its id. */
  readonly task_id: string;
  /** What it does. */
  readonly type: "TRANSFER" | "DELETE";
  /** `INACTIVE` is a task that waits for the person, for a new consent say. */
  readonly status: "ACTIVE" | "INACTIVE" | "SUCCEEDED" | "FAILED";
  /** The person's name for it. */
  readonly label: string | null;
  /** The state of an active task in one word. */
  readonly nice_status: string | null;
  /** The same in a few words. */
  readonly nice_status_short_description: string | null;
  /** More about it. */
  readonly nice_status_details: string | null;
  /** Whether a pause rule or its owner holds it. */
  readonly is_paused: boolean;
  /** Why it failed for good. */
  readonly fatal_error:
    | { readonly code: string; readonly description: string; readonly [key: string]: unknown }
    | null;
  /** How many errors it ran into. */
  readonly faults: number;
  /** How many files it has to do with. */
  readonly files: number;
  /** How many of them are transferred. */
  readonly files_transferred: number | null;
  /** How many of them were up to date. */
  readonly files_skipped: number | null;
  /** How many subtasks were left out because of errors at the source; with `skip_source_errors`. */
  readonly subtasks_skipped_errors?: number | undefined;
  /** How many folders it has to do with. */
  readonly directories: number;
  /** How many bytes are transferred. */
  readonly bytes_transferred: number;
  /** How many bytes were read for checksums. */
  readonly bytes_checksummed: number;
  /** Bytes per second since it began. */
  readonly effective_bytes_per_second: number | null;
  /** How many of its parts are done. */
  readonly subtasks_succeeded: number;
  /** How many parts it has. */
  readonly subtasks_total: number;
  /** The source collection's id. */
  readonly source_endpoint_id?: string | null | undefined;
  /** The source collection's name. */
  readonly source_endpoint_display_name?: string | null | undefined;
  /** The destination collection's id. */
  readonly destination_endpoint_id?: string | null | undefined;
  /** The destination collection's name. */
  readonly destination_endpoint_display_name?: string | null | undefined;
  /** Its owner's identity id. */
  readonly owner_id?: string | undefined;
  /** Its owner's name, as old programs know it. */
  readonly username?: string | undefined;
  /** Which side's manager cancelled it, `SOURCE`, `DESTINATION` or `BOTH`. */
  readonly canceled_by_admin?: string | null | undefined;
  /** What that manager said. */
  readonly canceled_by_admin_message?: string | null | undefined;
  /** When a file that is there already is copied again, from 0 to 3; always without it. */
  readonly sync_level?: number | null | undefined;
  /** Whether checksums are compared after each file. */
  readonly verify_checksum?: boolean | undefined;
  /** Whether the data is encrypted on its way. */
  readonly encrypt_data?: boolean | undefined;
  /** Whether the times of change are kept. */
  readonly preserve_timestamp?: boolean | undefined;
  /** Whether what cannot be read is left out. */
  readonly skip_source_errors?: boolean | undefined;
  /** Whether what the source has not is removed from the destination. */
  readonly delete_destination_extra?: boolean | undefined;
  /** Whether an active task is well; nothing for one that has ended. */
  readonly is_ok?: boolean | null | undefined;
  /** Whether the service has forgotten what happened to it, as it does after 30 days. */
  readonly history_deleted?: boolean | undefined;
  /** How many symbolic links it has to do with. */
  readonly symlinks?: number | undefined;
  /** How many of its parts wait. */
  readonly subtasks_pending?: number | undefined;
  /** How many of its parts are tried again. */
  readonly subtasks_retrying?: number | undefined;
  /** How many of its parts failed. */
  readonly subtasks_failed?: number | undefined;
  /** How many of its parts were cancelled. */
  readonly subtasks_canceled?: number | undefined;
  /** How many of its parts were given up at the deadline. */
  readonly subtasks_expired?: number | undefined;
  /** When it was submitted, in ISO 8601. */
  readonly request_time: string;
  /** When it ended, in ISO 8601. */
  readonly completion_time: string | null;
  /** When it is given up, in ISO 8601. */
  readonly deadline: string | null;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}
