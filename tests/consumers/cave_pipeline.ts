/** What became of the cells of a list, as rows and a view of them: by the public documentation alone. */

import { isApiError, isKeyferryError } from "@keyferry/keyferry";
import * as cave from "@keyferry/keyferry/cave";

/** A row of the history of an object. */
export interface Edit {
  readonly at: string;
  readonly merge: boolean;
  readonly by: string;
}

/** A cell of the list, by a supervoxel in it. */
export interface Cell {
  readonly name: string;
  readonly supervoxel: bigint | string;
}

/** What became of a cell, or why that is not known. */
export interface Row {
  readonly name: string;
  readonly roots: readonly bigint[];
  readonly edits: readonly Edit[];
  readonly why?: string | undefined;
}

/** The table, and where it can be looked at. */
export interface Table {
  readonly rows: readonly Row[];
  readonly edited: number;
  readonly view: string;
}

/** The cells as they were at a moment, what they are now, and who edited them since. */
export async function followCells(
  options: cave.RestoreOptions,
  cells: readonly Cell[],
  moment: Date,
): Promise<Table> {
  const { auth, info, state, chunkedgraph } = await cave.restore(options);
  const rows: Row[] = [];
  for (const { name, supervoxel } of cells) {
    try {
      rows.push({ name, ...await history({ auth, chunkedgraph }, supervoxel, moment) });
    } catch (error) {
      // A token that is dead is not a cell's fault, and an id that is none is no service's.
      const isOfCell = isApiError(error) ? !error.loginNeeded : error instanceof TypeError;
      if (!isOfCell) throw error;
      rows.push({ name, roots: [], edits: [], why: reasonOf(error) });
    }
  }
  const { segmentation_source, viewer_site } = await info.getDatastackInfo();
  const segments = rows.flatMap(({ roots }) => roots).map(String);
  const id = await state.uploadStateJson({
    layers: [{ type: "segmentation", source: segmentation_source, segments }],
  });
  const view = await state.buildNeuroglancerUrl(id, {
    nglUrl: viewer_site ?? "https://spelunker.cave-explorer.org",
    targetSite: "spelunker",
  });
  return { rows, edited: rows.filter(({ edits }) => edits.length > 0).length, view };
}

/** The latest objects that a supervoxel's object became, and the edits that made them. */
async function history(
  { auth, chunkedgraph }: Pick<cave.Cave, "auth" | "chunkedgraph">,
  supervoxel: bigint | string,
  moment: Date,
): Promise<Pick<Row, "roots" | "edits">> {
  const first = await chunkedgraph.getRootId(supervoxel, { timestamp: moment });
  const [isLatest] = await chunkedgraph.isLatestRoots([first]);
  if (isLatest) return { roots: [first], edits: [] };
  const roots = await chunkedgraph.getLatestRoots(first);
  const log = await chunkedgraph.getTabularChangeLog(roots);
  const changes = new Map(
    roots.flatMap((root) => log.get(root) ?? [])
      .filter(({ timestamp }) => timestamp > moment)
      .map((change) => [change.operation_id, change]),
  );
  const people = new Set([...changes.values()].map(({ user_id }) => user_id));
  const names = new Map<string, string>();
  for (const { id, name } of await auth.getUserNames(people)) names.set(`${id}`, name);
  const edits = [...changes.values()].map((change) => ({
    at: change.timestamp.toISOString(),
    merge: change.is_merge,
    by: names.get(`${change.user_id}`) ?? `user ${change.user_id}`,
  }));
  return { roots, edits: edits.toSorted((one, other) => one.at.localeCompare(other.at)) };
}

function reasonOf(error: unknown): string {
  if (isKeyferryError(error)) return `${error.kind}: ${error.message}`;
  return error instanceof Error ? error.message : `${error}`;
}
