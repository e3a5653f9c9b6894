import { BadBody, type Call, param } from "../call.ts";
import { identity } from "../identity.ts";
import { json, Refusal } from "../reply.ts";
import { get, post, type Route } from "../router.ts";
import { type Edit, editsOf, type Graph, graphs, leavesOf, lineage, rootAt } from "./graph.ts";
import { parseWhole, wholeJson } from "./int64_text.ts";

const table = "/segmentation/api/v1/table/{table}";

/** A small chunkedgraph, read-only. */
export function chunkedgraphRoutes(): Route[] {
  return [
    get("/segmentation/api/version", () => json("2.18.5"), { open: true }),
    get("/segmentation/api/versions", () => json([0, 1]), { open: true }),
    get("/segmentation/table/{table}/info", segmentationInfo),
    get(`${table}/node/{id}/root`, oneRoot),
    post(`${table}/roots_binary`, binaryRoots),
    post(`${table}/roots`, manyRoots),
    get(`${table}/node/{id}/leaves`, leaves),
    post(`${table}/node/leaves_many`, leavesMany),
    get(`${table}/node/{id}/children`, children),
    get(`${table}/node/{id}/lvl2_graph`, pieceGraph),
    post(`${table}/minimal_covering_nodes`, covering),
    post(`${table}/is_latest_roots`, latestRoots),
    post(`${table}/root_timestamps`, timestamps),
    post(`${table}/lineage_graph_multiple`, lineageGraph),
    get(`${table}/root/{id}/change_log`, changeLog),
    get(`${table}/root/{id}/merge_log`, mergeLog),
    get(`${table}/root/{id}/tabular_change_log`, tabularLog),
    get(`${table}/operation_details`, operationDetails),
    get(`${table}/delta_roots`, deltaRoots),
    ...["valid_nodes", "past_id_mapping", "tabular_change_log_many"].map((name) =>
      get(`${table}/${name}`, bodyOfGet)
    ),
  ];
}

function refusal(status: number, message: string): Refusal {
  return new Refusal(json({ message }, { status }));
}

function graphOf(call: Call): Graph {
  const name = param(call, "table");
  const graph = graphs.get(name);
  if (graph !== undefined) return graph;
  throw new Refusal(
    json({ error: "invalid_table_id", message: `Invalid table: ${name}` }, { status: 400 }),
  );
}

function idOf(call: Call): bigint {
  const text = param(call, "id");
  if (!/^\d{1,20}$/.test(text)) throw refusal(400, `${text} is no node id`);
  return BigInt(text);
}

/** A moment of the query, in seconds since 1970; now by default. */
function moment(call: Call, name = "timestamp"): number {
  const text = call.url.searchParams.get(name);
  const value = text === null ? call.world.now() / 1000 : Number(text);
  if (!Number.isFinite(value)) throw refusal(400, `${name} is no timestamp`);
  return value;
}

async function idsOf(call: Call, name: "node_ids" | "root_ids"): Promise<bigint[]> {
  let ids: unknown;
  try {
    ids = (parseWhole(await call.text()) as Record<string, unknown> | null)?.[name];
  } catch (cause) {
    throw new BadBody("The request body is not JSON", { cause });
  }
  if (Array.isArray(ids) && ids.every((id) => /^\d{1,20}$/.test(String(id)))) {
    return ids.map(BigInt);
  }
  throw new BadBody(`The request body has no list ${name}`);
}

function rootId(graph: Graph, call: Call, supervoxel: bigint): bigint {
  const stop = call.url.searchParams.get("stop_layer");
  const found = stop === "2"
    ? graph.level2.get(supervoxel)
    : rootAt(graph, supervoxel, moment(call))?.id;
  if (found === undefined) throw refusal(400, `Supervoxel ${supervoxel} has no root then`);
  return found;
}

function oneRoot(call: Call): Response {
  return wholeJson({ root_id: rootId(graphOf(call), call, idOf(call)) });
}

async function manyRoots(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const ids = await idsOf(call, "node_ids");
  return wholeJson({ root_ids: ids.map((id) => rootId(graph, call, id)) });
}

/** Flask calls bytes a page; so does this. */
function binary(ids: readonly bigint[]): Response {
  const view = new DataView(new ArrayBuffer(ids.length * 8));
  ids.forEach((id, index) => view.setBigUint64(index * 8, id, true));
  return new Response(view.buffer, { headers: { "content-type": "text/html; charset=utf-8" } });
}

async function binaryRoots(call: Call): Promise<Response> {
  const graph = graphOf(call);
  if (Number(call.request.headers.get("content-length") ?? "0") > 8_000_000) {
    throw refusal(413, "Too many ids");
  }
  const view = new DataView(await call.request.arrayBuffer());
  if (view.byteLength % 8 !== 0) throw refusal(400, "The body must hold eight bytes for each id");
  const ids = Array.from({ length: view.byteLength / 8 }, (_, index) => {
    return rootId(graph, call, view.getBigUint64(index * 8, true));
  });
  return binary(ids);
}

function leavesOrRefuse(graph: Graph, id: bigint): readonly bigint[] {
  const found = leavesOf(graph, id);
  if (found === undefined) throw refusal(400, `There is no node ${id}`);
  return found;
}

function leaves(call: Call): Response {
  return wholeJson({ leaf_ids: leavesOrRefuse(graphOf(call), idOf(call)) });
}

async function leavesMany(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const ids = await idsOf(call, "node_ids");
  return wholeJson(Object.fromEntries(ids.map((id) => [id, leavesOrRefuse(graph, id)])));
}

function piecesOf(graph: Graph, root: bigint): bigint[] {
  return [...new Set(leavesOrRefuse(graph, root).map((id) => graph.level2.get(id) ?? id))];
}

function children(call: Call): Response {
  const graph = graphOf(call);
  const id = idOf(call);
  const isRoot = graph.roots.some((root) => root.id === id);
  return wholeJson({ children_ids: isRoot ? piecesOf(graph, id) : leavesOrRefuse(graph, id) });
}

function pieceGraph(call: Call): Response {
  const pieces = piecesOf(graphOf(call), idOf(call));
  const edges = pieces.slice(1).map((piece, index) => [pieces[index], piece]);
  const bounded = call.url.searchParams.has("bounds");
  return wholeJson({ edge_graph: edges }, bounded ? { "used-bounds": "True" } : {});
}

/** Objects whose leaves are all among the given nodes, and the nodes that are left over. */
async function covering(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const given = new Set(await idsOf(call, "node_ids"));
  const whole = graph.roots.filter(({ until, supervoxels }) => {
    return until === Infinity && supervoxels.every((id) => given.has(id));
  });
  for (const { supervoxels } of whole) supervoxels.forEach((id) => given.delete(id));
  return binary([...whole.map(({ id }) => id), ...given]);
}

async function latestRoots(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const time = moment(call);
  const ids = await idsOf(call, "node_ids");
  const latest = ids.map((id) => {
    return graph.roots.some((root) => root.id === id && root.from <= time && time < root.until);
  });
  return json({ is_latest: latest });
}

async function timestamps(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const latest = call.url.searchParams.get("latest")?.toLowerCase() === "true";
  const time = moment(call);
  const ids = await idsOf(call, "node_ids");
  const times = ids.map((id) => {
    const root = graph.roots.find((root) => root.id === id);
    if (root === undefined) throw refusal(400, `There is no root ${id}`);
    return latest ? Math.min(root.until, time) : root.from;
  });
  return json({ timestamp: times });
}

async function lineageGraph(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const past = call.url.searchParams.has("timestamp_past") ? moment(call, "timestamp_past") : 0;
  const future = moment(call, "timestamp_future");
  const found = lineage(graph, await idsOf(call, "root_ids"));
  const roots = graph.roots.filter(({ id, from, until }) => {
    return found.has(id) && from <= future && until > past;
  });
  const shown = new Set(roots.map(({ id }) => id));
  const links = graph.edits.flatMap(({ before, after }) => {
    return before.flatMap((source) => after.map((target) => ({ source, target })));
  });
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
  const merges = editsOf(graphOf(call), idOf(call)).filter(({ isMerge }) => isMerge);
  return wholeJson(merges.map(({ id, time, before }) => [id, before, time]));
}

function columns(edits: readonly Edit[], cell: (edit: Edit) => unknown): Record<string, unknown> {
  return Object.fromEntries(edits.map((edit, row) => [row, cell(edit)]));
}

function tabularLog(call: Call): Response {
  const edits = editsOf(graphOf(call), idOf(call));
  return wholeJson({
    operation_id: columns(edits, ({ id }) => id),
    timestamp: columns(edits, ({ time }) => time * 1000),
    user_id: columns(edits, () => identity.caveId),
    before_root_ids: columns(edits, ({ before }) => before),
    after_root_ids: columns(edits, ({ after }) => after),
    is_merge: columns(edits, ({ isMerge }) => isMerge),
    user_name: columns(edits, () => identity.name),
  });
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

function segmentationInfo(call: Call): Response {
  graphOf(call);
  return json({
    app: { supported_api_versions: [0, 1] },
    data_type: "uint64",
    type: "segmentation",
    num_channels: 1,
    scales: [{ resolution: [4, 4, 40], size: [1000, 1000, 100], voxel_offset: [0, 0, 0] }],
  });
}

/** Deno's server hands a handler no body of a GET, and these routes have their question in one. */
function bodyOfGet(call: Call): Response {
  graphOf(call);
  return json(
    { message: "The sandbox cannot read the body of a GET, and so does not answer this" },
    { status: 501 },
  );
}
