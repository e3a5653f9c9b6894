import { ArgumentTypeError } from "../argument_error.ts";
import type { JWK } from "jose";
import type { ApprovalState } from "./approval/state.ts";
import type { Collection } from "./collections.ts";
import type { SandboxFaults } from "./server/faults.ts";
import type { GlobusAuthState } from "./globus_auth/state.ts";
import type { Sandbox, SandboxTokens } from "./sandbox.ts";
import type { CaveState } from "./cave/state_store.ts";
import type { Part } from "./kept/parts.ts";
import type { Shelf } from "./kept/store.ts";
import type { RegisteredClient } from "./tapis/clients.ts";
import type { TapisV3State } from "./tapis_v3/state.ts";
import type { TokenRegistry } from "./tokens.ts";
import type { Discoverable } from "./transfer/endpoints/endpoint_document.ts";
import type { TransferState } from "./transfer/state.ts";
import type { TaskStore } from "./transfer/tasks/task.ts";

/** Everything that the handlers of one sandbox share. */
export interface World {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Waits, in milliseconds, unless the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The private keys that sign its JWTs, by their algorithm. */
  readonly keys: Shelf<JWK>;
  /** The folders that are served; the last ones are guest collections, made while it runs. */
  readonly collections: Collection[];
  /** Further collections that the search finds. */
  readonly catalogue: readonly Discoverable[];
  /** The tokens issued so far. */
  readonly tokens: TokenRegistry;
  /** The ones issued at the start. */
  readonly first: SandboxTokens;
  /** What the pages keep on which a person approves something. */
  readonly approval: ApprovalState;
  /** What Globus Auth keeps. */
  readonly globusAuth: GlobusAuthState;
  /** What Transfer keeps beside its tasks. */
  readonly transfer: TransferState;
  /** Whether the home was this sandbox's own before it was started again. */
  readonly isHomeKept: boolean;
  /** The transfer tasks. */
  readonly tasks: TaskStore;
  /** The OAuth clients of Tapis v2, by name. */
  readonly tapisClients: Shelf<RegisteredClient>;
  /** What Tapis v3 keeps. */
  readonly tapisV3: TapisV3State;
  /** What CAVE keeps. */
  readonly cave: CaveState;
  /** What is counted up, by its name. */
  readonly numbers: Shelf<number>;
  /** The temporary files of copies, by their real path. */
  readonly parts: Shelf<Part>;
  /** Writes what changed to the state file. It never throws: a failure shows at the next answer. */
  readonly save: () => void;
  /** Whether a transfer that meets a fault goes on trying until its deadline. */
  readonly keepRetrying: boolean;
  /** What is to go wrong. */
  readonly faults: SandboxFaults;
  /** Aborts when the sandbox closes. */
  readonly signal: AbortSignal;
}

const worlds = new WeakMap<Sandbox, World>();

/** Remembers which world is behind a sandbox. */
export function rememberWorld(sandbox: Sandbox, world: World): void {
  worlds.set(sandbox, world);
}

/** @throws {TypeError} where startSandbox() did not make it. */
export function worldOf(sandbox: Sandbox): World {
  const world = worlds.get(sandbox);
  if (world !== undefined) return world;
  throw new ArgumentTypeError(
    "Cannot use the sandbox: give the value that startSandbox() returned",
  );
}
