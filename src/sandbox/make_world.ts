import type { JWK } from "jose";
import { makeApproval } from "./approval/state.ts";
import { makeCave } from "./cave/state_store.ts";
import { abortableDelay } from "./server/delay.ts";
import type { Folders } from "./disk/folders.ts";
import { giveFirstConsents } from "./globus_auth/grants/first_grants.ts";
import { makeGlobusAuth } from "./globus_auth/state.ts";
import { clearParts, type Part } from "./kept/parts.ts";
import { firstTokens } from "./platforms.ts";
import type { SandboxOptions, SandboxTokens } from "./sandbox.ts";
import type { Shelf, Store } from "./kept/store.ts";
import { firstClients } from "./tapis/clients.ts";
import { makeTapisV3 } from "./tapis_v3/state.ts";
import { resumeTransfers } from "./tapis_v3/files/transfer.ts";
import { tokenRegistry } from "./tokens.ts";
import { makeCatalogue } from "./transfer/endpoints/endpoint_document.ts";
import { resumeTasks } from "./transfer/jobs/resume_tasks.ts";
import { makeTransferState } from "./transfer/state.ts";
import { makeTaskStore } from "./transfer/tasks/task_store.ts";
import type { World } from "./world.ts";

/** What a state file remembers of the sandbox's first start. */
export interface Founding {
  /** The origin that its tokens belong to. */
  readonly origin: string;
  /** The credentials that it issued. */
  readonly tokens: SandboxTokens;
}

/** What a world is made of. */
export interface WorldParts {
  /** The origin. */
  readonly origin: string;
  /** The secret of this run. */
  readonly key: string;
  /** How the sandbox is started. */
  readonly options: SandboxOptions;
  /** Its folders. */
  readonly folders: Folders;
  /** Whether its home was its own before. */
  readonly isHomeKept: boolean;
  /** Where it keeps its state. */
  readonly store: Store;
  /** The founding, under "first"; nothing yet where the sandbox is new. */
  readonly founding: Shelf<Founding>;
  /** Aborts when the sandbox closes. */
  readonly signal: AbortSignal;
}

function saver(store: Store): () => void {
  return () => {
    try {
      store.commit();
    } catch {
      // What could not be written is tried again with the next answer, which fails then.
    }
  };
}

/** Everything that the handlers share: new, or as the state file has it. */
export async function makeWorld(parts: WorldParts): Promise<World> {
  const { origin, key, options, folders, isHomeKept, store, founding, signal } = parts;
  const now = options.now ?? Date.now;
  const tokens = tokenRegistry(store, origin, now);
  const known = founding.get("first");
  const first = known?.tokens ?? await firstTokens(tokens);
  const keys = store.shelf<JWK>("key");
  const world: World = {
    origin,
    now,
    sleep: options.sleep ?? abortableDelay,
    keys,
    collections: folders.collections,
    isHomeKept,
    catalogue: await makeCatalogue(options.catalogue ?? 250),
    tokens,
    first,
    approval: makeApproval(store, key),
    globusAuth: makeGlobusAuth(store, keys, options.globusAuth ?? {}),
    transfer: await makeTransferState(store, folders.collections, options.state),
    tasks: makeTaskStore(store, folders.spool),
    tapisClients: store.shelf("tapis client", { first: () => firstClients(first.tapis) }),
    tapisV3: makeTapisV3(store, keys, first.tapis, now()),
    cave: makeCave(store),
    numbers: store.shelf("number"),
    parts: store.shelf<Part>("part"),
    save: saver(store),
    keepRetrying: options.keepRetrying ?? false,
    faults: options.faults ?? {},
    signal,
  };
  if (known === undefined) {
    giveFirstConsents(world);
    founding.set("first", { origin, tokens: first });
  }
  await resumeTasks(world, await clearParts(world));
  resumeTransfers(world);
  store.commit();
  return world;
}
