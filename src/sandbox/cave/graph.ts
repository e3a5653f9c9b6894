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
  /** The edit that made it. */
  readonly madeBy: bigint | undefined;
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
    { id: root(0), supervoxels: range(0, 3), from: oldest, until: merged, madeBy: undefined },
    { id: root(1), supervoxels: range(3, 8), from: oldest, until: merged, madeBy: undefined },
    { id: root(2), supervoxels: range(8, 10), from: oldest, until: never, madeBy: undefined },
    { id: root(3), supervoxels: range(0, 8), from: merged, until: parted, madeBy: 1n },
    { id: root(4), supervoxels: range(0, 5), from: parted, until: never, madeBy: 2n },
    { id: root(5), supervoxels: range(5, 8), from: parted, until: never, madeBy: 2n },
  ];
  const edits: Edit[] = [
    { id: 1n, time: merged, isMerge: true, before: [root(0), root(1)], after: [root(3)] },
    { id: 2n, time: parted, isMerge: false, before: [root(3)], after: [root(4), root(5)] },
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

/** The supervoxels below a node of any layer. */
export function leavesOf(graph: Graph, node: bigint): readonly bigint[] | undefined {
  const root = graph.roots.find(({ id }) => id === node);
  if (root !== undefined) return root.supervoxels;
  if (graph.level2.has(node)) return [node];
  const below = [...graph.level2].filter(([, piece]) => piece === node).map(([id]) => id);
  return below.length === 0 ? undefined : below;
}

/** The objects that the given ones were made of and have become, themselves included. */
export function lineage(graph: Graph, ids: readonly bigint[]): Set<bigint> {
  const found = new Set(ids);
  for (const edit of graph.edits.toReversed()) {
    if (edit.after.some((id) => found.has(id))) edit.before.forEach((id) => found.add(id));
  }
  const later = new Set(ids);
  for (const edit of graph.edits) {
    if (edit.before.some((id) => later.has(id))) edit.after.forEach((id) => later.add(id));
  }
  return found.union(later);
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
