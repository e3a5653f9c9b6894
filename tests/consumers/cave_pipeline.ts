/** What became of an object, as rows: by the public documentation alone. */

import * as cave from "@keyferry/keyferry/cave";

/** A row of the history of an object. */
export interface Edit {
  readonly at: string;
  readonly merge: boolean;
}

/** The latest objects, and the edits that made them. */
export async function history(
  options: cave.RestoreOptions,
  supervoxel: bigint,
  since?: Date | undefined,
): Promise<{ readonly roots: readonly bigint[]; readonly edits: readonly Edit[] }> {
  const { chunkedgraph } = await cave.restore(options);
  const first = await chunkedgraph.getRootId(supervoxel, { timestamp: since });
  const roots = await chunkedgraph.getLatestRoots(first);
  const log: Map<bigint, cave.TabularChange[]> = await chunkedgraph.getTabularChangeLog(roots);
  const edits = roots.flatMap((root) => log.get(root) ?? []).map((change) => {
    return { at: change.timestamp.toISOString(), merge: change.is_merge };
  });
  return { roots, edits };
}
