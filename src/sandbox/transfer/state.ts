import { join } from "../../path/join.ts";
import { FileError } from "../../credentials/errors/errors.ts";
import type { Collection } from "../collections.ts";
import { identity } from "../identity.ts";
import { uuidFromName } from "../ids.ts";
import { namesOf } from "../disk/paths.ts";
import type { Shelf, Store } from "../kept/store.ts";

/** What a role lets its holder do, from all to least. */
export type RoleName =
  | "administrator"
  | "access_manager"
  | "activity_manager"
  | "activity_monitor";

/** A role that an identity has on an endpoint. */
export interface Role {
  readonly id: string;
  readonly endpointId: string;
  readonly principalType: "identity" | "group";
  readonly principal: string;
  readonly role: RoleName;
}

/** A rule that lets somebody see, or change, a folder of a guest collection. */
export interface AccessRule {
  readonly id: string;
  readonly endpointId: string;
  readonly principalType: "identity" | "group" | "all_authenticated_users" | "anonymous";
  readonly principal: string;
  /** The folder, absolute and with a slash at its end. */
  readonly path: string;
  readonly permissions: "r" | "rw";
  /** Milliseconds since 1970. */
  readonly created: number;
  /** When it ends, in milliseconds since 1970; nothing for never. */
  readonly expires: number | undefined;
}

/** A folder that somebody gave a name. */
export interface Bookmark {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly endpointId: string;
  readonly path: string;
  readonly pinned: boolean;
}

/** What a pause rule may stop. */
export const pausable = [
  "pause_ls",
  "pause_mkdir",
  "pause_symlink",
  "pause_rename",
  "pause_task_delete",
  "pause_task_transfer_write",
  "pause_task_transfer_read",
] as const;

/** One of the things that a pause rule may stop. */
export type Pausable = typeof pausable[number];

/** A rule that stops what happens on an endpoint. */
export interface PauseRule {
  readonly id: string;
  readonly endpointId: string;
  readonly identityId: string | null;
  readonly message: string;
  /** Milliseconds since 1970; null for at once. */
  readonly startTime: number | null;
  readonly createdById: string;
  readonly createdByHostManager: boolean;
  readonly modifiedById: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly stops: Readonly<Record<Pausable, boolean>>;
}

/** A machine behind an endpoint. */
export interface Server {
  readonly id: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What kind of endpoint it is. */
export type EntityType =
  | "GCSv5_mapped_collection"
  | "GCSv5_guest_collection"
  | "GCSv4_host"
  | "GCP_mapped_collection";

/** An endpoint of the sandbox: a collection that it serves, or one that was made through the API. */
export interface Endpoint {
  readonly id: string;
  readonly entityType: EntityType;
  readonly ownerId: string;
  /** The folder; an endpoint made without a server has none. */
  readonly collection: Collection | undefined;
  /** For a guest collection, whose folder it is in. */
  readonly hostId: string | null;
  /** For a guest collection, which folder of its host it is. */
  readonly hostPath: string | null;
  /** What its document was told to say. */
  fields: Readonly<Record<string, unknown>>;
  servers: readonly Server[];
  subscriptionId: string | null;
  adminVerified: boolean;
}

/** A cancellation of several tasks by a manager. */
export interface AdminCancel {
  readonly id: string;
  readonly managerId: string;
  readonly taskIds: readonly string[];
  done: boolean;
}

/** What Transfer keeps beside its tasks. */
export interface TransferState {
  /** By id. */
  readonly endpoints: Shelf<Endpoint>;
  /** The ids of those that were deleted. */
  readonly deleted: Shelf<true>;
  readonly roles: Shelf<Role>;
  readonly rules: Shelf<AccessRule>;
  readonly bookmarks: Shelf<Bookmark>;
  readonly pauseRules: Shelf<PauseRule>;
  readonly cancels: Shelf<AdminCancel>;
  /** Until when somebody activated an endpoint, by identity and endpoint. */
  readonly activations: Shelf<number>;
}

/** The first subscription that the person of a sandbox manages. */
export const subscriptionId = "00000000-0000-5000-8000-00000000feed";

async function serve({ endpoints, roles }: TransferState, collection: Collection): Promise<void> {
  const known = endpoints.get(collection.id);
  if (known !== undefined) {
    endpoints.set(collection.id, { ...known, collection });
    return;
  }
  endpoints.set(collection.id, {
    id: collection.id,
    entityType: "GCSv5_mapped_collection",
    ownerId: identity.sub,
    collection,
    hostId: null,
    hostPath: null,
    fields: {},
    servers: [],
    subscriptionId,
    adminVerified: false,
  });
  const id = await uuidFromName(`role\n${collection.id}`);
  roles.set(id, {
    id,
    endpointId: collection.id,
    principalType: "identity",
    principal: identity.sub,
    role: "administrator",
  });
}

/** Opens the folders of the guest collections again: a link on the way may lead elsewhere now. */
async function openGuests({ endpoints }: TransferState): Promise<Collection[]> {
  const opened: Collection[] = [];
  for (const guest of [...endpoints.values()]) {
    const host = endpoints.get(guest.hostId ?? "")?.collection;
    if (host === undefined || guest.collection === undefined) continue;
    const folder = join(host.root, ...namesOf(guest.hostPath ?? "/"));
    // Without its folder it stays, and its operations say what is missing.
    const root = await Deno.realPath(folder).catch(() => folder);
    const collection = { ...guest.collection, root, writable: host.writable };
    endpoints.set(guest.id, { ...guest, collection });
    opened.push(collection);
  }
  return opened;
}

/**
 * The state at the start.
 *
 * @param store Where it is kept.
 * @param collections The folders that are served; guest collections from an earlier run are added.
 * @param file The state file, if any.
 * @throws {FileError} where a collection of an earlier run is not among them, or is another folder.
 */
export async function makeTransferState(
  store: Store,
  collections: Collection[],
  file: string | undefined,
): Promise<TransferState> {
  const state: TransferState = {
    endpoints: store.shelf("endpoint"),
    deleted: store.shelf("deleted endpoint"),
    roles: store.shelf("role"),
    rules: store.shelf("access rule"),
    bookmarks: store.shelf("bookmark"),
    pauseRules: store.shelf("pause rule"),
    cancels: store.shelf("admin cancel"),
    activations: store.shelf<number>("activation", {
      // JSON has no Infinity, and writes null.
      load: (json) => json === null ? Infinity : Number(json),
    }),
  };
  demandKnownFolders(state.endpoints.values(), collections, file);
  for (const collection of collections) await serve(state, collection);
  for (const guest of await openGuests(state)) collections.push(guest);
  return state;
}

/**
 * Each collection of an earlier run is served again, from the same folder: its id follows from its name
 * alone, and what was not done yet would be done in another folder.
 */
function demandKnownFolders(
  endpoints: Iterable<Endpoint>,
  collections: readonly Collection[],
  file: string | undefined,
): void {
  for (const { id, entityType, collection: known } of endpoints) {
    if (entityType !== "GCSv5_mapped_collection" || known === undefined) continue;
    const served = collections.find((collection) => collection.id === id);
    const start = `Cannot go on from the state file "${file}"`;
    if (served === undefined) {
      throw new FileError(
        `${start} without its collection "${known.name}": serve the same folders as ` +
          "before (with root, or --root of the command), or name another state file",
      );
    }
    if (served.root === known.root) continue;
    throw new FileError(
      `${start}: its collection "${known.name}" is the folder "${known.root}", not ` +
        `"${served.root}"; serve it from there, or name another state file`,
    );
  }
}
