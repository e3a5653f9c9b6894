import type { Call } from "../server/call.ts";
import { identity } from "../identity.ts";
import { get, post, type Route } from "../server/router.ts";
import { graphOf, idOf, idsOf, idsOfGet, moment } from "./_graph_call.ts";
import { type Edit, editsOf, leavesOf, lineage, oldest } from "./graph.ts";
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
  const past = call.url.searchParams.has("timestamp_past") ? moment(call, "timestamp_past") : 0;
  const future = moment(call, "timestamp_future");
  const found = lineage(graph, await idsOf(call, "root_ids"));
  const links = graph.edits.flatMap(({ before, after }) => {
    return before.flatMap((source) => after.map((target) => ({ source, target })));
  });
  const within = graph.roots.filter(({ id, from, until }) => {
    return found.has(id) && from <= future && until > past;
  });
  // The real service adds a node before it looks at its time: those just past the border are there.
  const followed = new Set(within.map(({ id }) => id));
  const next = new Set(links.flatMap(({ source, target }) => followed.has(source) ? [target] : []));
  const roots = graph.roots.filter(({ id, until }) => {
    return followed.has(id) || (next.has(id) && found.has(id) && until > past);
  });
  const shown = new Set(roots.map(({ id }) => id));
  return wholeJson({
    directed: true,
    multigraph: false,
    graph: {},
    nodes: roots.map(({ id, from, madeBy }) => ({ id, timestamp: from, operation_id: madeBy })),
    links: links.filter(({ source, target }) => shown.has(source) && shown.has(target)),
  });
}

function changeLog(call: Call): Response {
  const edits = editsOf(graphOf(call), idOf(call));
  const merges = edits.filter(({ isMerge }) => isMerge).length;
  const splits = edits.length - merges;
  const user = { n_merges: merges, n_splits: splits };
  return wholeJson({
    n_merges: merges,
    n_splits: splits,
    operations_ids: edits.map(({ id }) => id),
    past_ids: edits.flatMap(({ before }) => before),
    user_info: edits.length === 0 ? {} : { [identity.caveId]: user },
  });
}

function mergeLog(call: Call): Response {
  const graph = graphOf(call);
  const merges = editsOf(graph, idOf(call)).filter(({ isMerge }) => isMerge);
  const joined = merges.map(({ before }) => before.map((id) => leavesOf(graph, id)?.[0]));
  return wholeJson({
    merge_edges: joined.map((edge) => [edge]),
    // One voxel on each side: the sandbox's supervoxels have no places of their own.
    merge_edge_coords: joined.map((edge) => edge.map((_, side) => [[100 + side, 200, 20]])),
  });
}

function columns(edits: readonly Edit[], cell: (edit: Edit) => unknown): Record<string, unknown> {
  return Object.fromEntries(edits.map((edit, row) => [row, cell(edit)]));
}

function frameOf(edits: readonly Edit[]): Record<string, unknown> {
  return {
    operation_id: columns(edits, ({ id }) => id),
    timestamp: columns(edits, ({ time }) => time * 1000),
    user_id: columns(edits, () => identity.caveId),
    before_root_ids: columns(edits, ({ before }) => before),
    after_root_ids: columns(edits, ({ after }) => after),
    is_merge: columns(edits, ({ isMerge }) => isMerge),
    user_name: columns(edits, () => identity.name),
  };
}

function tabularLog(call: Call): Response {
  return wholeJson(frameOf(editsOf(graphOf(call), idOf(call))));
}

/** A frame for each object: JSON in a text of the JSON. */
async function tabularLogs(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const ids = await idsOfGet(call, "root_ids");
  const frames = ids.map((id) => [id, wholeText(frameOf(editsOf(graph, id)))] as const);
  return wholeJson(Object.fromEntries(frames));
}

/** What objects were at one time, and what they are at another. */
async function pastIds(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const past = call.url.searchParams.has("timestamp_past")
    ? moment(call, "timestamp_past")
    : oldest;
  const future = moment(call, "timestamp_future");
  const ids = await idsOfGet(call, "root_ids");
  const relatedAt = (time: number): Record<string, bigint[]> => {
    const there = graph.roots.filter(({ from, until }) => from <= time && time < until);
    return Object.fromEntries(ids.map((id) => {
      const related = lineage(graph, [id]);
      return [id, there.flatMap((root) => related.has(root.id) ? [root.id] : [])];
    }));
  };
  return wholeJson({ past_id_map: relatedAt(past), future_id_map: relatedAt(future) });
}

function operationDetails(call: Call): Response {
  const asked = call.url.searchParams.get("operation_ids") ?? "";
  const ids = new Set((asked.match(/\d+/g) ?? []).map(BigInt));
  const found = graphOf(call).edits.filter(({ id }) => ids.has(id));
  const details = found.map(({ id, time, isMerge, before, after }) => [String(id), {
    user: String(identity.caveId),
    timestamp: new Date(time * 1000).toISOString(),
    type: isMerge ? "merge" : "split",
    before_root_ids: before,
    roots: after,
  }]);
  return wholeJson(Object.fromEntries(details));
}

function deltaRoots(call: Call): Response {
  const past = moment(call, "timestamp_past");
  const future = moment(call, "timestamp_future");
  const within = (time: number): boolean => past < time && time <= future;
  const { roots } = graphOf(call);
  return wholeJson({
    old_roots: roots.filter(({ from, until }) => from <= past && within(until)).map(({ id }) => id),
    new_roots: roots.filter(({ from, until }) => within(from) && until > future).map(({ id }) =>
      id
    ),
  });
}
