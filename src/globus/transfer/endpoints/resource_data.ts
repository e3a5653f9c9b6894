/**
 * What is sent to Globus Transfer to make or change something. Only named fields are taken where an object
 * is written out, so that a slip does not compile; a field that is not named here yet goes in by a spread
 * of an object that has it.
 */

import type { PausedOperations } from "./resource_documents.ts";

/**
 * An endpoint to make, or what to change of one.
 *
 * @category Documents
 */
export interface EndpointData {
  /** Always `endpoint`. */
  readonly DATA_TYPE?: "endpoint" | undefined;
  /** Its name for people. */
  readonly display_name?: string | null | undefined;
  /** What its owner says of it. */
  readonly description?: string | null | undefined;
  /** The organization. */
  readonly organization?: string | null | undefined;
  /** Words to find it by. */
  readonly keywords?: string | null | undefined;
  /** Whether everybody may see it. */
  readonly public?: boolean | undefined;
  /** Where a listing starts when no path is given. */
  readonly default_directory?: string | null | undefined;
  /** Whether it is one of Globus Connect Personal. */
  readonly is_globus_connect?: boolean | undefined;
  /** The MyProxy server that activates it; not beside `oauth_server`. */
  readonly myproxy_server?: string | null | undefined;
  /** The OAuth server that activates it; not beside `myproxy_server`. */
  readonly oauth_server?: string | null | undefined;
  /** Its servers. */
  readonly DATA?: readonly ServerData[] | undefined;
}

/**
 * A shared endpoint to make.
 *
 * @category Documents
 */
export interface SharedEndpointData {
  /** Always `shared_endpoint`. */
  readonly DATA_TYPE?: "shared_endpoint" | undefined;
  /** The host's id. */
  readonly host_endpoint: string;
  /** The folder to share. */
  readonly host_path: string;
  /** Its name for people. */
  readonly display_name: string;
  /** What its owner says of it. */
  readonly description?: string | null | undefined;
}

/**
 * A server to add, or what to change of one.
 *
 * @category Documents
 */
export interface ServerData {
  /** Always `server`. */
  readonly DATA_TYPE?: "server" | undefined;
  /** Its host name. */
  readonly hostname?: string | undefined;
  /** Its port. */
  readonly port?: number | undefined;
  /** How it is spoken to. */
  readonly scheme?: string | undefined;
  /** The subject of its certificate. */
  readonly subject?: string | null | undefined;
}

/**
 * A role to give.
 *
 * @category Documents
 */
export interface RoleData {
  /** Always `role`. */
  readonly DATA_TYPE?: "role" | undefined;
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
}

/**
 * An access rule to make, or what to change of one.
 *
 * @category Documents
 */
export interface AccessRuleData {
  /** Always `access`. */
  readonly DATA_TYPE?: "access" | undefined;
  /** What the principal is. */
  readonly principal_type?:
    | "identity"
    | "group"
    | "all_authenticated_users"
    | "anonymous"
    | (string & Record<never, never>)
    | undefined;
  /** The identity's or group's id. */
  readonly principal?: string | undefined;
  /** The folder, with a slash at its end. */
  readonly path?: string | undefined;
  /** Reading, or writing too. */
  readonly permissions?: "r" | "rw" | (string & Record<never, never>) | undefined;
  /** Whom to write to about it. */
  readonly notify_email?: string | undefined;
  /** What to write. */
  readonly notify_message?: string | undefined;
  /** When it ends, in ISO 8601. */
  readonly expiration_date?: string | null | undefined;
}

/**
 * A bookmark to make, or what to change of one.
 *
 * @category Documents
 */
export interface BookmarkData {
  /** Always `bookmark`. */
  readonly DATA_TYPE?: "bookmark" | undefined;
  /** Its name. */
  readonly name?: string | undefined;
  /** The collection's id. */
  readonly endpoint_id?: string | undefined;
  /** The folder. */
  readonly path?: string | undefined;
  /** Whether it stands at the top. */
  readonly pinned?: boolean | undefined;
}

/**
 * A pause rule to make, or what to change of one.
 *
 * @category Documents
 */
export interface PauseRuleData extends PausedOperations {
  /** Always `pause_rule`. */
  readonly DATA_TYPE?: "pause_rule" | undefined;
  /** Why, in words for those who wait. */
  readonly message?: string | undefined;
  /** The endpoint's id. */
  readonly endpoint_id?: string | undefined;
  /** Whose tasks; everybody's with `null`. */
  readonly identity_id?: string | null | undefined;
  /** From when, in ISO 8601; at once with `null`. */
  readonly start_time?: string | null | undefined;
}

/**
 * What to change of a task.
 *
 * @category Documents
 */
export interface TaskData {
  /** Always `task`. */
  readonly DATA_TYPE?: "task" | undefined;
  /** Its name, of at most 128 characters. */
  readonly label?: string | undefined;
  /** When it is given up, in ISO 8601. */
  readonly deadline?: string | undefined;
}
