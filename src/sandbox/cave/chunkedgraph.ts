import { type Call, param } from "../server/call.ts";
import { json } from "../server/reply.ts";
import { get, post, type Route } from "../server/router.ts";
import { graphOf, idOf, idsOf, idsOfGet, moment, refusal } from "./_graph_call.ts";
import { historyRoutes } from "./chunkedgraph_history.ts";
import { type Graph, leavesOf, rootAt } from "./graph.ts";
import { wholeJson } from "./int64_text.ts";

const table = "/segmentation/api/v1/table/{table}";

/** A small chunkedgraph, read-only. */
export function chunkedgraphRoutes(): Route[] {
  return [
    get("/segmentation/api/version", () => json("2.18.5"), { open: true }),
    get("/segmentation/api/versions", () => json([0, 1]), { open: true }),
    get("/segmentation/table/{table}/info", segmentationInfo),
    get(`${table}/node/{id}/root`, oneRoot),
    post(`${table}/roots_binary`, binaryRoots, { bodyLimit: 8_000_000 }),
    post(`${table}/roots`, manyRoots),
    get(`${table}/node/{id}/leaves`, leaves),
    post(`${table}/node/leaves_many`, leavesMany),
    get(`${table}/node/{id}/children`, children),
    get(`${table}/node/{id}/lvl2_graph`, pieceGraph),
    post(`${table}/minimal_covering_nodes`, covering),
    post(`${table}/is_latest_roots`, latestRoots),
    post(`${table}/root_timestamps`, timestamps),
    ...historyRoutes(),
    get(`${table}/valid_nodes`, validNodes),
  ];
}

/** Whether a call stops above the supervoxels; between them and objects there are only pieces. */
function stopsAtPieces(call: Call): boolean {
  return Number(call.url.searchParams.get("stop_layer") ?? 1) >= 2;
}

/** What a node, a supervoxel or a piece of them, belongs to. */
function rootId(graph: Graph, call: Call, node: bigint): bigint {
  const [supervoxel = node] = leavesOf(graph, node) ?? [];
  const found = stopsAtPieces(call)
    ? graph.level2.get(supervoxel)
    : rootAt(graph, supervoxel, moment(call))?.id;
  if (found === undefined) throw refusal(400, `Node ${node} has no root then`);
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
  const view = new DataView((await call.bytes()).buffer);
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

/** What a node is made of, down to the layer of the question. */
function partsOf(graph: Graph, call: Call, id: bigint): readonly bigint[] {
  return stopsAtPieces(call) ? piecesOf(graph, id) : leavesOrRefuse(graph, id);
}

function leaves(call: Call): Response {
  const graph = graphOf(call);
  return wholeJson({ leaf_ids: partsOf(graph, call, idOf(call)) });
}

async function leavesMany(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const ids = await idsOf(call, "node_ids");
  return wholeJson(Object.fromEntries(ids.map((id) => [id, partsOf(graph, call, id)])));
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

/** The objects among the given ones that were there at some moment of a span. */
async function validNodes(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const start = call.url.searchParams.has("start_timestamp") ? moment(call, "start_timestamp") : 0;
  const end = moment(call, "end_timestamp");
  const ids = await idsOfGet(call, "node_ids");
  const there = graph.roots.filter(({ from, until }) => from <= end && until > start);
  return wholeJson({ valid_roots: ids.filter((id) => there.some((root) => root.id === id)) });
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

/** The layer of an object, as the highest bits of its id have it. */
const layers = 12;

/** What cloud-volume needs to know of a graph, too. */
function segmentationInfo(call: Call): Response {
  graphOf(call);
  const bits = Array.from({ length: layers }, (_, index) => [index + 1, index < 2 ? 10 : 1]);
  return json({
    app: { supported_api_versions: [0, 1] },
    data_type: "uint64",
    type: "segmentation",
    num_channels: 1,
    data_dir: `precomputed://${call.world.origin}/images/${param(call, "table")}`,
    graph: {
      chunk_size: [500, 500, 50],
      cv_mip: 0,
      n_bits_for_layer_id: 8,
      n_layers: layers,
      spatial_bit_masks: Object.fromEntries(bits),
    },
    chunks_start_at_voxel_offset: true,
    scales: [{
      key: "4_4_40",
      encoding: "compressed_segmentation",
      compressed_segmentation_block_size: [8, 8, 8],
      chunk_sizes: [[500, 500, 50]],
      resolution: [4, 4, 40],
      size: [1000, 1000, 100],
      voxel_offset: [0, 0, 0],
    }],
  });
}
