/** What is sent to Globus Transfer to make or change something. */

/** An endpoint to make, or what to change of one. */
export interface EndpointData {
  /** Always `endpoint`. */
  readonly DATA_TYPE?: "endpoint";
  /** Its name for people. */
  readonly display_name?: string | null;
  /** What its owner says of it. */
  readonly description?: string | null;
  /** The organization. */
  readonly organization?: string | null;
  /** Words to find it by. */
  readonly keywords?: string | null;
  /** Whether everybody may see it. */
  readonly public?: boolean;
  /** Where a listing starts when no path is given. */
  readonly default_directory?: string | null;
  /** Whether it is one of Globus Connect Personal. */
  readonly is_globus_connect?: boolean;
  /** The MyProxy server that activates it; not beside `oauth_server`. */
  readonly myproxy_server?: string | null;
  /** The OAuth server that activates it; not beside `myproxy_server`. */
  readonly oauth_server?: string | null;
  /** Its servers. */
  readonly DATA?: readonly ServerData[];
  /** What else the service takes. */
  readonly [key: string]: unknown;
}

/** A shared endpoint to make. */
export interface SharedEndpointData {
  /** Always `shared_endpoint`. */
  readonly DATA_TYPE?: "shared_endpoint";
  /** The host's id. */
  readonly host_endpoint: string;
  /** The folder to share. */
  readonly host_path: string;
  /** Its name for people. */
  readonly display_name: string;
  /** What its owner says of it. */
  readonly description?: string | null;
  /** What else the service takes. */
  readonly [key: string]: unknown;
}

/** A server to add, or what to change of one. */
export interface ServerData {
  /** Always `server`. */
  readonly DATA_TYPE?: "server";
  /** Its host name. */
  readonly hostname?: string;
  /** Its port. */
  readonly port?: number;
  /** How it is spoken to. */
  readonly scheme?: string;
  /** The subject of its certificate. */
  readonly subject?: string | null;
  /** What else the service takes. */
  readonly [key: string]: unknown;
}

/** A role to give. */
export interface RoleData {
  /** Always `role`. */
  readonly DATA_TYPE?: "role";
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
  /** What else the service takes. */
  readonly [key: string]: unknown;
}

/** An access rule to make, or what to change of one. */
export interface AccessRuleData {
  /** Always `access`. */
  readonly DATA_TYPE?: "access";
  /** What the principal is. */
  readonly principal_type?:
    | "identity"
    | "group"
    | "all_authenticated_users"
    | "anonymous"
    | (string & Record<never, never>);
  /** The identity's or group's id. */
  readonly principal?: string;
  /** The folder, with a slash at its end. */
  readonly path?: string;
  /** Reading, or writing too. */
  readonly permissions?: "r" | "rw" | (string & Record<never, never>);
  /** Whom to write to about it. */
  readonly notify_email?: string;
  /** What to write. */
  readonly notify_message?: string;
  /** When it ends, in ISO 8601. */
  readonly expiration_date?: string | null;
  /** What else the service takes. */
  readonly [key: string]: unknown;
}

/** A bookmark to make, or what to change of one. */
export interface BookmarkData {
  /** Always `bookmark`. */
  readonly DATA_TYPE?: "bookmark";
  /** Its name. */
  readonly name?: string;
  /** The collection's id. */
  readonly endpoint_id?: string;
  /** The folder. */
  readonly path?: string;
  /** Whether it stands at the top. */
  readonly pinned?: boolean;
  /** What else the service takes. */
  readonly [key: string]: unknown;
}

/** A pause rule to make, or what to change of one. */
export interface PauseRuleData {
  /** Always `pause_rule`. */
  readonly DATA_TYPE?: "pause_rule";
  /** Why, in words for those who wait. */
  readonly message?: string;
  /** The endpoint's id. */
  readonly endpoint_id?: string;
  /** Whose tasks; everybody's with `null`. */
  readonly identity_id?: string | null;
  /** From when, in ISO 8601; at once with `null`. */
  readonly start_time?: string | null;
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
  /** What else the service takes. */
  readonly [key: string]: unknown;
}

/** What to change of a task. */
export interface TaskData {
  /** Always `task`. */
  readonly DATA_TYPE?: "task";
  /** Its name, of at most 128 characters. */
  readonly label?: string;
  /** When it is given up, in ISO 8601. */
  readonly deadline?: string;
  /** What else the service takes. */
  readonly [key: string]: unknown;
}
