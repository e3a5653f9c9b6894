import type { Call } from "../server/call.ts";
import { identity } from "../identity.ts";
import { get, post, type Route } from "../server/router.ts";
import {
  failure,
  graphOf,
  idOf,
  idsOf,
  idsOfGet,
  moment,
  pythonTime,
  rootOf,
  rootsOf,
} from "./_graph_call.ts";
import { type Edit, editsOf, type Graph, lineage, type Link } from "./graph.ts";
import { wholeJson, wholeText } from "./int64_text.ts";

const table = "/segmentation/api/v1/table/{table}";

/** What became of the objects of a chunkedgraph, and what they were. */
export function historyRoutes(): Route[] {
  return [
    post(`${table}/lineage_graph_multiple`, lineageGraph),
    get(`${table}/root/{id}/change_log`, changeLog),
    get(`${table}/root/{id}/merge_log`, mergeLog),
    get(`${table}/root/{id}/tabular_change_log`, tabularLog),
    get(`${table}/operation_details`, operationDetails),
    get(`${table}/delta_roots`, deltaRoots),
    get(`${table}/past_id_mapping`, pastIds),
    get(`${table}/tabular_change_log_many`, tabularLogs),
  ];
}

async function lineageGraph(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const past = moment(call, "timestamp_past", 0);
  const future = moment(call, "timestamp_future");
  const ids = rootsOf(graph, await idsOf(call, "root_ids"));
  const { nodes, links } = lineage(graph, ids, past, future);
  const roots = [...nodes].flatMap((id) => graph.roots.find((root) => root.id === id) ?? []);
  return wholeJson({
    directed: true,
    multigraph: false,
    graph: {},
    nodes: roots.map(({ id, from, endedBy }) => ({ id, timestamp: from, operation_id: endedBy })),
    links,
  });
}

function changeLog(call: Call): Response {
  const graph = graphOf(call);
  const edits = editsOf(graph, rootOf(graph, idOf(call)));
  const merges = edits.filter(({ isMerge }) => isMerge).length;
  const counts = { n_splits: edits.length - merges, n_mergers: merges };
  return wholeJson({
    ...counts,
    user_info: edits.length === 0 ? {} : { [identity.caveId]: counts },
    operations_ids: edits.map(({ id }) => id),
    past_ids: edits.flatMap(({ before }) => before),
  });
}

function mergeLog(call: Call): Response {
  const graph = graphOf(call);
  const merges = editsOf(graph, rootOf(graph, idOf(call))).filter(({ isMerge }) => isMerge);
  return wholeJson({
    merge_edges: merges.map(({ edge }) => [edge]),
    merge_edge_coords: merges.map(() => places.map((place) => [place])),
  });
}

/** One voxel on each side of an edit: the sandbox's supervoxels have no places of their own. */
const places = [[100, 200, 20], [101, 200, 20]] as const;

function columns(edits: readonly Edit[], cell: (edit: Edit) => unknown): Record<string, unknown> {
  return Object.fromEntries(edits.map((edit, row) => [row, cell(edit)]));
}

/** The edits that made an object. What came after an edit is told as far as it is in the lineage. */
function frameOf(graph: Graph, id: bigint, links: readonly Link[]): Record<string, unknown> {
  const edits = editsOf(graph, id);
  const after = ({ before: [first] }: Edit): bigint[] => {
    return links.filter(({ source }) => source === first).map(({ target }) => target);
  };
  return {
    operation_id: columns(edits, ({ id }) => id),
    timestamp: columns(edits, ({ time }) => time * 1000),
    user_id: columns(edits, () => String(identity.caveId)),
    before_root_ids: columns(edits, ({ before }) => before),
    after_root_ids: columns(edits, after),
    is_merge: columns(edits, ({ isMerge }) => isMerge),
    user_name: columns(edits, () => identity.name),
  };
}

function tabularLog(call: Call): Response {
  const graph = graphOf(call);
  const id = rootOf(graph, idOf(call));
  return wholeJson(frameOf(graph, id, lineage(graph, [id]).links));
}

/** A frame for each object: JSON in a text of the JSON. */
async function tabularLogs(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const ids = rootsOf(graph, await idsOfGet(call, "root_ids"));
  const { links } = lineage(graph, ids);
  const frames = ids.map((id) => [id, wholeText(frameOf(graph, id, links))] as const);
  return wholeJson(Object.fromEntries(frames));
}

/**
 * The oldest objects that the given ones were made of, and for those the one that each has become, where
 * every edit between was a merge. `timestamp_future` is read, and looked at by nobody: it is always now.
 */
async function pastIds(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const past = moment(call, "timestamp_past", 0);
  moment(call, "timestamp_future");
  const ids = rootsOf(graph, await idsOfGet(call, "root_ids"));
  const { links } = lineage(graph, ids, past);
  const degree = (end: keyof Link, id: bigint): number => {
    return links.filter((link) => link[end] === id).length;
  };
  const pastMap = ids.map((id) => {
    const above = [...reached(links, "source", id)].filter((one) => one !== id);
    return [id, above.length === 0 ? [id] : above.filter((one) => degree("target", one) === 0)];
  }) as [bigint, bigint[]][];
  const future = new Map<bigint, bigint>();
  for (const id of new Set(pastMap.flatMap(([, oldest]) => oldest))) {
    const below = [...reached(links, "target", id)];
    const [last, ...others] = below.filter((one) => degree("source", one) === 0);
    const edited = links.filter(({ source }) => below.includes(source));
    const isMerged = edited.every(({ source, target }) => {
      return degree("source", source) === 1 && degree("target", target) > 1;
    });
    if (last !== undefined && others.length === 0 && isMerged) future.set(id, last);
  }
  return wholeJson({
    past_id_map: Object.fromEntries(pastMap),
    future_id_map: Object.fromEntries(future),
  });
}

/** An object and what it leads to, one way or the other. */
function reached(links: readonly Link[], end: keyof Link, id: bigint): Set<bigint> {
  const found = new Set([id]);
  const from = end === "source" ? "target" : "source";
  for (const one of found) {
    for (const link of links) if (link[from] === one) found.add(link[end]);
  }
  return found;
}

function operationDetails(call: Call): Response {
  const asked = call.url.searchParams.get("operation_ids") ?? "[]";
  if (!/^\s*\[\s*(\d+\s*(,\s*\d+\s*)*)?\]\s*$/.test(asked)) {
    throw failure("Expecting value: line 1 column 1 (char 0)");
  }
  const ids = new Set((asked.match(/\d+/g) ?? []).map(BigInt));
  const found = graphOf(call).edits.filter(({ id }) => ids.has(id));
  const details = found.map(({ id, time, isMerge, after, edge }) => [String(id), {
    user: String(identity.caveId),
    roots: after,
    sink_ids: [edge[0]],
    source_ids: [edge[1]],
    source_coords: [places[1]],
    sink_coords: [places[0]],
    [isMerge ? "added_edges" : "removed_edges"]: [edge],
    operation_status: 0,
    timestamp: pythonTime(time),
  }]);
  return wholeJson(Object.fromEntries(details));
}

/** What the edits of a span made, also what others of them ended; and what each of that was made of. */
function deltaRoots(call: Call): Response {
  const past = moment(call, "timestamp_past", "none");
  const future = moment(call, "timestamp_future");
  const edits = graphOf(call).edits.filter(({ time }) => past <= time && time <= future);
  return wholeJson({
    old_roots: edits.flatMap(({ before, after }) => after.flatMap(() => before)),
    new_roots: edits.flatMap(({ after }) => after),
  });
}
