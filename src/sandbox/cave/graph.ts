/** An object, from its making to the edit that ended it. */
export interface Root {
  /** Its id. */
  readonly id: bigint;
  /** The supervoxels it holds. */
  readonly supervoxels: readonly bigint[];
  /** When it was made, in seconds since 1970. */
  readonly from: number;
  /** When it ended; `Infinity` for never. */
  readonly until: number;
  /** The edit that ended it: the one that the service names beside an object. */
  readonly endedBy: bigint | undefined;
}

/** An edit. */
export interface Edit {
  /** Its id. */
  readonly id: bigint;
  /** When it was made, in seconds since 1970. */
  readonly time: number;
  /** Whether it joined objects, and did not part one. */
  readonly isMerge: boolean;
  /** The objects before. */
  readonly before: readonly bigint[];
  /** The objects after. */
  readonly after: readonly bigint[];
  /** The two supervoxels that were joined, or parted. */
  readonly edge: readonly [bigint, bigint];
}

/** An object has become another. */
export interface Link {
  /** The one before. */
  readonly source: bigint;
  /** The one after. */
  readonly target: bigint;
}

/** A small chunkedgraph: ten supervoxels, four pieces of the second layer, and six objects. */
export interface Graph {
  /** The objects, of all times. */
  readonly roots: readonly Root[];
  /** The edits, oldest first. */
  readonly edits: readonly Edit[];
  /** The piece of the second layer that each supervoxel is in. */
  readonly level2: ReadonlyMap<bigint, bigint>;
}

/** When the graph was made. */
export const oldest = Date.UTC(2024, 0, 1) / 1000;
const merged = Date.UTC(2024, 1, 1) / 1000;
const parted = Date.UTC(2024, 2, 20) / 1000;

/** The graph whose ids begin at the given ones. */
export function makeGraph(firstRoot: bigint, firstSupervoxel: bigint, firstPiece: bigint): Graph {
  const root = (index: number): bigint => firstRoot + BigInt(index);
  const range = (from: number, to: number): bigint[] => {
    return Array.from({ length: to - from }, (_, index) => firstSupervoxel + BigInt(from + index));
  };
  const pieces: (readonly [number, number])[] = [[0, 3], [3, 5], [5, 8], [8, 10]];
  const level2 = new Map(
    pieces.flatMap(([from, to], index) => {
      return range(from, to).map((id) => [id, firstPiece + BigInt(index)] as const);
    }),
  );
  const never = Infinity;
  const roots: Root[] = [
    { id: root(0), supervoxels: range(0, 3), from: oldest, until: merged, endedBy: 1n },
    { id: root(1), supervoxels: range(3, 8), from: oldest, until: merged, endedBy: 1n },
    { id: root(2), supervoxels: range(8, 10), from: oldest, until: never, endedBy: undefined },
    { id: root(3), supervoxels: range(0, 8), from: merged, until: parted, endedBy: 2n },
    { id: root(4), supervoxels: range(0, 5), from: parted, until: never, endedBy: undefined },
    { id: root(5), supervoxels: range(5, 8), from: parted, until: never, endedBy: undefined },
  ];
  const edge = (one: number, other: number): [bigint, bigint] => {
    return [firstSupervoxel + BigInt(one), firstSupervoxel + BigInt(other)];
  };
  const merge = { before: [root(0), root(1)], after: [root(3)], edge: edge(0, 3) };
  const split = { before: [root(3)], after: [root(4), root(5)], edge: edge(4, 5) };
  const edits: Edit[] = [
    { id: 1n, time: merged, isMerge: true, ...merge },
    { id: 2n, time: parted, isMerge: false, ...split },
  ];
  return { roots, edits, level2 };
}

/** The graphs by their table: the ids of one are beyond 2^53, of the other beyond 2^63. */
export const graphs: ReadonlyMap<string, Graph> = new Map([
  ["sandbox_cortex", makeGraph(864691135571546917n, 89309001002348421n, 161366595040165888n)],
  ["sandbox_retina", makeGraph(9223372036854775813n, 89309001002349421n, 161366595040265888n)],
]);

/** The object that holds a supervoxel at a time. */
export function rootAt(graph: Graph, supervoxel: bigint, time: number): Root | undefined {
  return graph.roots.find((root) => {
    return root.from <= time && time < root.until && root.supervoxels.includes(supervoxel);
  });
}

/** The layer of objects. */
export const topLayer = 12;

/** The layer of a node, which is the highest eight bits of its id; those beyond the top are at it. */
export function layerOf(id: bigint): number {
  return Math.min(Number(id >> 56n), topLayer);
}

/** The node above another at a time, or nothing where there was none. */
export function parentAt(graph: Graph, id: bigint, time: number): bigint | undefined {
  if (time < oldest) return undefined;
  const piece = graph.level2.get(id);
  if (piece !== undefined) return piece;
  const [supervoxel] = childrenOf(graph, id);
  return layerOf(id) === 2 && supervoxel !== undefined
    ? rootAt(graph, supervoxel, time)?.id
    : undefined;
}

/** The nodes right below another; none where it is a supervoxel, or unknown. */
export function childrenOf(graph: Graph, id: bigint): readonly bigint[] {
  const root = graph.roots.find((root) => root.id === id);
  if (root === undefined) {
    return [...graph.level2].filter(([, piece]) => piece === id).map(([supervoxel]) => supervoxel);
  }
  return [...new Set(root.supervoxels.map((supervoxel) => graph.level2.get(supervoxel) ?? 0n))];
}

/** The nodes of a layer that one is made of. */
export function partsOf(graph: Graph, id: bigint, layer: number): readonly bigint[] {
  if (layerOf(id) === layer) return [id];
  return childrenOf(graph, id).flatMap((child) => partsOf(graph, child, layer));
}

/**
 * The nodes of a layer, or the next above it, that hold others, as `ChunkedGraph.get_roots()` finds them:
 * 0 for what has none beside others that have, and the ids as they came where none has any.
 */
export function rootsAt(
  graph: Graph,
  ids: readonly bigint[],
  { layer, time }: { readonly layer: number; readonly time: number },
): bigint[] {
  let found = [...ids];
  for (;;) {
    const isBelow = found.map((id) => layerOf(id) < layer);
    const parents = found.map((id, at) => isBelow[at] ? parentAt(graph, id, time) : undefined);
    if (parents.every((parent) => parent === undefined)) return found;
    found = found.map((id, at) => isBelow[at] ? parents[at] ?? 0n : id);
  }
}

/**
 * The objects that the given ones were made of and have become, themselves included. What was made before
 * the span, or after it, is told of and not followed.
 *
 * @param graph The graph.
 * @param ids The objects.
 * @param past The beginning of the span, in seconds since 1970.
 * @param future Its end.
 * @returns The objects, and what has become what.
 */
export function lineage(
  graph: Graph,
  ids: readonly bigint[],
  past = 0,
  future = Infinity,
): { nodes: Set<bigint>; links: Link[] } {
  const [before, after] = [new Set(ids), new Set(ids)];
  const links = new Map<string, Link>();
  const add = (source: bigint, target: bigint): unknown => {
    return links.set(`${source} ${target}`, { source, target });
  };
  for (const edit of graph.edits.toReversed()) {
    for (const target of edit.after.filter((id) => edit.time >= past && before.has(id))) {
      for (const source of edit.before) add(source, target), before.add(source);
    }
  }
  const isFollowed = (id: bigint): boolean => {
    return after.has(id) && graph.roots.some((root) => root.id === id && root.from <= future);
  };
  for (const edit of graph.edits) {
    for (const source of edit.before.filter(isFollowed)) {
      for (const target of edit.after) add(source, target), after.add(target);
    }
  }
  return { nodes: before.union(after), links: [...links.values()] };
}

/** The edits that made an object. */
export function editsOf(graph: Graph, root: bigint): Edit[] {
  const found = new Set([root]);
  const edits: Edit[] = [];
  for (const edit of graph.edits.toReversed()) {
    if (!edit.after.some((id) => found.has(id))) continue;
    edits.unshift(edit);
    edit.before.forEach((id) => found.add(id));
  }
  return edits;
}
