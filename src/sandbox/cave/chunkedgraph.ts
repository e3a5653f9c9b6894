import { type Call, param } from "../server/call.ts";
import { json } from "../server/reply.ts";
import { get, post, type Route } from "../server/router.ts";
import {
  badRequest,
  failure,
  graphOf,
  idOf,
  idsOf,
  idsOfGet,
  moment,
  pythonTime,
  stopLayer,
} from "./_graph_call.ts";
import { historyRoutes } from "./chunkedgraph_history.ts";
import {
  childrenOf,
  type Graph,
  layerOf,
  oldest,
  partsOf,
  type Root,
  rootsAt,
  topLayer,
} from "./graph.ts";
import { wholeJson } from "./int64_text.ts";

const table = "/segmentation/api/v1/table/{table}";

/** A small chunkedgraph, read-only. */
export function chunkedgraphRoutes(): Route[] {
  return [
    get("/segmentation/api/version", () => json("2.21.1")),
    get("/segmentation/api/versions", () => json([0, 1])),
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

/** What a node belongs to, up to the layer of the question. */
function oneRoot(call: Call): Response {
  const graph = graphOf(call);
  const id = idOf(call);
  const time = moment(call);
  const layer = stopLayer(call, topLayer, badRequest) || topLayer;
  const [root = id] = rootsAt(graph, [id], { layer, time });
  if (layerOf(root) >= layer) return wholeJson({ root_id: root });
  throw failure(`Cannot find root id ${id}, ${layer}, ${pythonTime(time)}`);
}

function rootIds(call: Call, ids: readonly bigint[]): bigint[] {
  const layer = stopLayer(call, topLayer) || topLayer;
  // An assertion without words.
  if (layer > topLayer) throw failure("");
  return rootsAt(graphOf(call), ids, { layer, time: moment(call) });
}

async function manyRoots(call: Call): Promise<Response> {
  return wholeJson({ root_ids: rootIds(call, await idsOf(call, "node_ids")) });
}

/** Flask calls bytes a page; so does this. */
function binary(ids: readonly bigint[]): Response {
  const view = new DataView(new ArrayBuffer(ids.length * 8));
  ids.forEach((id, index) => view.setBigUint64(index * 8, id, true));
  return new Response(view.buffer, { headers: { "content-type": "text/html; charset=utf-8" } });
}

async function binaryRoots(call: Call): Promise<Response> {
  const view = new DataView((await call.bytes()).buffer);
  if (view.byteLength % 8 !== 0) throw failure("buffer size must be a multiple of element size");
  const ids = Array.from({ length: view.byteLength / 8 }, (_, index) => {
    return view.getBigUint64(index * 8, true);
  });
  return binary(rootIds(call, ids));
}

function leaves(call: Call): Response {
  const layer = Math.max(stopLayer(call, 1), 1);
  const graph = graphOf(call);
  const id = idOf(call);
  // They are found by way of the second layer, where a supervoxel has nothing.
  const pieces = layer === 1 ? partsOf(graph, id, 2) : [id];
  return wholeJson({ leaf_ids: pieces.flatMap((piece) => partsOf(graph, piece, layer)) });
}

async function leavesMany(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const layer = Math.max(stopLayer(call, 1), 1);
  const ids = await idsOf(call, "node_ids");
  return wholeJson(Object.fromEntries(ids.map((id) => [id, partsOf(graph, id, layer)])));
}

function children(call: Call): Response {
  return wholeJson({ children_ids: childrenOf(graphOf(call), idOf(call)) });
}

function pieceGraph(call: Call): Response {
  const pieces = partsOf(graphOf(call), idOf(call), 2);
  const edges = pieces.slice(1).map((piece, index) => [pieces[index], piece]);
  const bounded = call.url.searchParams.has("bounds");
  return wholeJson({ edge_graph: edges }, { "used-bounds": bounded ? "True" : "False" });
}

/**
 * The highest nodes that are made of nothing but the given ones, and the given ones below no such. An object
 * that is whole is followed to the top, and not told of: the service fails where there is nothing else.
 */
async function covering(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const time = moment(call);
  const given = await idsOf(call, "node_ids");
  const lowest = given.reduce((least, id) => Math.min(least, layerOf(id)), topLayer);
  const parts = new Set(given.flatMap((id) => partsOf(graph, id, lowest)));
  const whole = new Set(given);
  const found: bigint[] = [];
  for (let layer = lowest; layer < topLayer; layer++) {
    const below = [...whole].filter((id) => layerOf(id) === layer);
    for (const parent of new Set(rootsAt(graph, below, { layer: layer + 1, time }))) {
      const isWhole = partsOf(graph, parent, lowest).every((part) => parts.has(part));
      if (isWhole) whole.add(parent);
      for (const child of isWhole ? [] : childrenOf(graph, parent)) {
        if (whole.has(child)) found.push(child);
      }
    }
  }
  if (found.length === 0) throw failure("need at least one array to concatenate");
  const isBinary = /^(true|1)$/i.test(call.url.searchParams.get("as_array") ?? "");
  return isBinary ? binary(found) : wholeJson(found);
}

/** The nodes of which something was written in a span of time: made, or edited, by then or since. */
async function validNodes(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const [start, end] = [moment(call, "start_timestamp", 0), moment(call, "end_timestamp")];
  const written = (id: bigint): number[] => {
    const [supervoxel] = partsOf(graph, id, 1);
    if (supervoxel === undefined) return [];
    if (layerOf(id) === 1) return graph.level2.has(id) ? [oldest] : [];
    return graph.roots.filter((root) => {
      return root.id === id || layerOf(id) === 2 && root.supervoxels.includes(supervoxel);
    }).flatMap(({ from, until }) => [from, until]);
  };
  const ids = [...new Set(await idsOfGet(call, "node_ids"))];
  const valid = ids.filter((id) => written(id).some((time) => start <= time && time < end));
  return wholeJson({ valid_roots: valid });
}

/** Since when a node is there, and until when; nothing of supervoxels. */
function spanOf(graph: Graph, id: bigint): Pick<Root, "from" | "until"> | undefined {
  if (layerOf(id) === 2 && childrenOf(graph, id).length > 0) {
    return { from: oldest, until: Infinity };
  }
  return graph.roots.find((root) => root.id === id);
}

/** Whether nodes are there; pieces of the second layer count as well. */
function areLatest(graph: Graph, ids: readonly bigint[], time: number): boolean[] {
  return ids.map((id) => {
    const span = spanOf(graph, id);
    return span !== undefined && span.from <= time && time < span.until;
  });
}

async function latestRoots(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const time = moment(call);
  return json({ is_latest: areLatest(graph, await idsOf(call, "node_ids"), time) });
}

/** The moments at which nodes were made; nothing where it knows none of them. */
async function timestamps(call: Call): Promise<Response> {
  const graph = graphOf(call);
  const time = moment(call);
  const ids = await idsOf(call, "node_ids");
  const spans = ids.map((id) => spanOf(graph, id));
  if (call.url.searchParams.get("latest")?.toLowerCase() === "true") {
    const isLatest = areLatest(graph, ids, time);
    // Those that were edited, in their order: the service takes the next for each that is not the latest.
    const ends = spans.flatMap((span) =>
      span !== undefined && span.until <= time ? span.until : []
    );
    return json({ timestamp: isLatest.map((latest) => latest ? time : nextOf(ends)) });
  }
  if (spans.every((span) => span === undefined)) return json({ timestamp: [] });
  return json({
    timestamp: spans.map((span, at) => {
      if (span === undefined) throw failure(`np.uint64(${ids[at]})`);
      return span.from;
    }),
  });
}

function nextOf(ends: number[]): number {
  const end = ends.shift();
  if (end === undefined) throw failure("pop from an empty deque");
  return end;
}

/** What cloud-volume needs to know of a graph, too. */
function segmentationInfo(call: Call): Response {
  graphOf(call);
  const bits = Array.from({ length: topLayer }, (_, index) => [index + 1, index < 2 ? 10 : 1]);
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
      n_layers: topLayer,
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
