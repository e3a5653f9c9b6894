/** A copy: how it is asked for, between what, and its counts. */

import type { Deadline } from "../globus/transfer/tasks/deadline.ts";
import type { OptionKinds } from "../options.ts";
import { connectKinds, type ConnectOptions, type OpenPlace } from "./open_place.ts";
import { planKinds, type PlanOptions } from "./plan.ts";
import type { FerryItem, Tally } from "./tally.ts";

/**
 * How files are copied.
 *
 * @category Copy
 */
export interface FerryOptions extends PlanOptions, ConnectOptions {
  /**
   * Replace files that are there and differ.
   *
   * @default {false}
   */
  readonly overwrite?: boolean | undefined;
  /**
   * Change nothing, and say what would be copied.
   *
   * @default {false}
   */
  readonly dryRun?: boolean | undefined;
  /**
   * How many files at once, from 1 to 16, where they go through this machine.
   *
   * @default {4}
   */
  readonly streams?: number | undefined;
  /** Names of files to copy although `exclude` fits them; `*` stands for any text. */
  readonly include?: readonly string[] | undefined;
  /** Names of files to leave out; `*` stands for any text. */
  readonly exclude?: readonly string[] | undefined;
  /** When a Globus task is to give up. */
  readonly deadline?: Deadline | undefined;
  /** Is told what became of each file. */
  readonly onItem?: ((item: FerryItem) => void) | undefined;
  /** Gives up. A task of an engine goes on. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of `ferry()`, as a value. */
export const ferryKinds: OptionKinds<FerryOptions> = {
  ...planKinds,
  ...connectKinds,
  overwrite: "flag",
  dryRun: "flag",
  streams: "number",
  include: "list",
  exclude: "list",
  deadline: "any",
  onItem: "function",
  signal: "signal",
};

/** Both ends of a copy, and how it is asked for. */
export interface Ends {
  /** Where from. */
  readonly from: OpenPlace;
  /** Where to. */
  readonly to: OpenPlace;
  /** How it is asked for. */
  readonly options: FerryOptions;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/** A copy that goes on. */
export interface Copy extends Ends {
  /** Counts. */
  readonly tally: Tally;
}
