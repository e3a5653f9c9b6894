/** The documents of CAVE's chunkedgraph, their ids as `bigint`. */

/**
 * An object in a lineage.
 *
 * @category Chunkedgraph
 */
export interface LineageNode {
  /** Its id. */
  readonly id: bigint;
  /** When it came to be, in seconds since 1970. */
  readonly timestamp: number;
  /** The edit that ended it; the latest objects have none. */
  readonly operation_id?: bigint | undefined;
}

/**
 * An object has become another.
 *
 * @category Chunkedgraph
 */
export interface LineageLink {
  /** The one before. */
  readonly source: bigint;
  /** The one after. */
  readonly target: bigint;
}

/**
 * The objects that an object was made of and has become: a directed graph in networkx's words.
 *
 * @category Chunkedgraph
 */
export interface Lineage {
  /** Whether links have a direction; always true. */
  readonly directed: boolean;
  /** Whether two objects may have several links; always false. */
  readonly multigraph: boolean;
  /** What else there is to say about the graph. */
  readonly graph: Readonly<Record<string, unknown>>;
  /** The objects. */
  readonly nodes: readonly LineageNode[];
  /** What has become what. */
  readonly links: readonly LineageLink[];
}

/**
 * A summary of the edits that made an object.
 *
 * @category Chunkedgraph
 */
export interface ChangeLog {
  /** How many merges; CAVEclient's documentation calls it `n_merges`. */
  readonly n_mergers: number;
  /** How many splits. */
  readonly n_splits: number;
  /** The edits' ids. */
  readonly operations_ids: readonly bigint[];
  /** The objects before. */
  readonly past_ids: readonly bigint[];
  /** By user: how many merges and splits. */
  readonly user_info: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/**
 * An edit, as a row of a table.
 *
 * @category Chunkedgraph
 */
export interface TabularChange {
  /** Its id. */
  readonly operation_id: bigint;
  /** When it was made. */
  readonly timestamp: Date;
  /** Who made it. */
  readonly user_id: number | string;
  /** The name of who made it. */
  readonly user_name?: string | undefined;
  /** The objects before. */
  readonly before_root_ids: readonly bigint[];
  /** The objects after. */
  readonly after_root_ids: readonly bigint[];
  /** Whether it is a merge, and not a split. */
  readonly is_merge: boolean;
}

/**
 * A place in the volume: x, y and z in voxels.
 *
 * @category Chunkedgraph
 */
export type Point = readonly [x: number, y: number, z: number];

/**
 * The merges that made an object, the n-th of one list being the n-th of the other.
 *
 * @category Chunkedgraph
 */
export interface MergeLog {
  /** By merge: the pairs of supervoxels that it joined. */
  readonly merge_edges: readonly (readonly (readonly [bigint, bigint])[])[];
  /** By merge: the places that were pointed at, on the one side and on the other. */
  readonly merge_edge_coords: readonly (readonly (readonly Point[])[])[];
}

/**
 * Objects at another moment.
 *
 * @category Chunkedgraph
 */
export interface PastIds {
  /** By object: the oldest ones, since the past moment, that it was made of. */
  readonly past_id_map: Map<bigint, bigint[]>;
  /** By those oldest ones: the object that each has become, where all edits since were merges. */
  readonly future_id_map: Map<bigint, bigint>;
}

/**
 * What changed in a span of time.
 *
 * @category Chunkedgraph
 */
export interface DeltaRoots {
  /** The objects that the new ones were made of, each as often as it became another. */
  readonly old_roots: readonly bigint[];
  /** The objects that edits made, also those that a later edit of the span ended. */
  readonly new_roots: readonly bigint[];
}

/**
 * What an edit did, as the service has it; ids beyond 2^53 are `bigint`.
 *
 * @category Chunkedgraph
 */
export type OperationDetails = Readonly<Record<string, unknown>>;
