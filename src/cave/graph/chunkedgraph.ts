/**
 * CAVE's chunkedgraph (PyChunkedGraph): which object a piece of the segmentation belongs to, and what an
 * object is made of. Ids are `bigint` always.
 *
 * @module
 */

import { path } from "../../http/path.ts";
import { byId64, document, id64, list } from "../../http/reply/shape.ts";
import { type NodeId, nodeIdText, toNodeIds } from "./node_id.ts";
import { sendForDocument } from "../send.ts";
import {
  type Bounds,
  boundsText,
  byId,
  type GraphCallOptions,
  type GraphClient,
  graphDocument,
  graphIds,
  idList,
  type Moment,
  seconds,
} from "./_graph_call.ts";
import { checkOptions, type OptionKinds, requiredClient, signalKinds } from "../../options.ts";

/**
 * Which part of an object is meant, and how deep to go.
 *
 * @category Chunkedgraph
 */
export interface LeavesOptions extends GraphCallOptions {
  /** Only what is in this box, in voxels of the graph. */
  readonly bounds?: Bounds | undefined;
  /** The layer to stop at; 1 for supervoxels. */
  readonly stopLayer?: number | undefined;
}

const leavesKinds: OptionKinds<LeavesOptions> = {
  signal: "signal",
  bounds: "list",
  stopLayer: "number",
};

/**
 * The supervoxels of an object (`GET .../node/{id}/leaves`, CAVEclient's `chunkedgraph.get_leaves`).
 *
 * @param client A chunkedgraph client.
 * @param rootId The object's id.
 * @param options `bounds` in voxels, `stopLayer`; `signal` gives up.
 * @throws {ApiError} When the service answers with an error.
 * @throws {RangeError} When an id is beyond 64 bits, or `bounds` is not a box of whole voxels.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { chunkedgraph } = client({
 *   token: sandbox.tokens.cave,
 *   serverAddress: sandbox.url,
 *   datastack: "sandbox_cortex",
 * });
 * const leaves = await chunkedgraph.getLeaves(864691135571546922n);
 * assertEquals(leaves, [89309001002348426n, 89309001002348427n, 89309001002348428n]);
 * ```
 *
 * @category Chunkedgraph
 */
export async function getLeaves(
  client: GraphClient,
  rootId: NodeId,
  options: LeavesOptions = {},
): Promise<bigint[]> {
  checkOptions(options, leavesKinds);
  const { bounds, stopLayer, ...rest } = options;
  const query = { bounds: boundsText(bounds), stop_layer: stopLayer };
  const where = path`/node/${{ rootId: nodeIdText("rootId", rootId) }}/leaves`;
  type Leaves = { readonly leaf_ids: (bigint | number)[] };
  const shape = document({ leaf_ids: list(id64) });
  const call = { ...rest, query };
  return idList((await graphDocument<Leaves>(client, "GET", where, call, shape)).leaf_ids);
}

/**
 * The supervoxels of several objects (`POST .../node/leaves_many`, CAVEclient's
 * `chunkedgraph.get_leaves_many`).
 *
 * @param client A chunkedgraph client.
 * @param rootIds The objects' ids.
 * @param options `bounds` in voxels, `stopLayer`; `signal` gives up.
 * @returns The supervoxels by object.
 * @throws {ApiError} When the service answers with an error.
 * @throws {RangeError} When an id is beyond 64 bits, or `bounds` is not a box of whole voxels.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { chunkedgraph } = client({
 *   token: sandbox.tokens.cave,
 *   serverAddress: sandbox.url,
 *   datastack: "sandbox_cortex",
 * });
 * const leaves = await chunkedgraph.getLeavesMany([864691135571546921n, 864691135571546922n]);
 * assertEquals(leaves.get(864691135571546921n)?.length, 5);
 * ```
 *
 * @category Chunkedgraph
 */
export async function getLeavesMany(
  client: GraphClient,
  rootIds: Iterable<NodeId>,
  options: LeavesOptions = {},
): Promise<Map<bigint, bigint[]>> {
  checkOptions(options, leavesKinds);
  const { bounds, stopLayer, ...rest } = options;
  const query = { bounds: boundsText(bounds), stop_layer: stopLayer };
  const ids = toNodeIds("rootIds", rootIds);
  if (ids.length === 0) return new Map();
  type Leaves = Record<string, (bigint | number)[]>;
  const where = "/node/leaves_many";
  const call = { ...rest, query, json: { node_ids: ids } };
  return byId(await graphDocument<Leaves>(client, "POST", where, call, byId64(list(id64))), idList);
}

/**
 * The children of a node (`GET .../node/{id}/children`).
 *
 * In Python: `get_children()` of CAVEclient.
 *
 * @param client A chunkedgraph client.
 * @param nodeId The node's id.
 * @param options `signal` gives up.
 * @throws {ApiError} When the service answers with an error.
 * @throws {RangeError} When an id is beyond 64 bits.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { chunkedgraph } = client({
 *   token: sandbox.tokens.cave,
 *   serverAddress: sandbox.url,
 *   datastack: "sandbox_cortex",
 * });
 * const [level2] = await chunkedgraph.getChildren(864691135571546922n);
 * assertEquals(level2, await chunkedgraph.getRootId(89309001002348426n, { level2: true }));
 * ```
 *
 * @category Chunkedgraph
 */
export async function getChildren(
  client: GraphClient,
  nodeId: NodeId,
  options: GraphCallOptions = {},
): Promise<bigint[]> {
  checkOptions(options, signalKinds);
  const where = path`/node/${{ nodeId: nodeIdText("nodeId", nodeId) }}/children`;
  type Children = { readonly children_ids: (bigint | number)[] };
  const shape = document({ children_ids: list(id64) });
  return idList((await graphDocument<Children>(client, "GET", where, options, shape)).children_ids);
}

/**
 * Whether nodes were made or changed in a span of time (`GET .../valid_nodes`, CAVEclient's
 * `chunkedgraph.is_valid_nodes`): as any kind of node, edited since or not. One that was made before the
 * span, and is the same since, is not valid in it.
 *
 * @param client A chunkedgraph client.
 * @param nodeIds The nodes' ids.
 * @param options `startTimestamp` (the year 2000 by default) and `endTimestamp` (now by default), in
 * seconds since 1970 or as a `Date`; `signal` gives up.
 * @returns For each node, in their order.
 * @throws {ApiError} When the service answers with an error.
 * @throws {RangeError} When an id is beyond 64 bits, or a time is not in seconds.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { chunkedgraphClient } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { valid_roots: [7] };
 * const server = createServer((_question, reply) => void reply.end(JSON.stringify(answer)));
 * await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
 * const { port } = server.address() as { port: number };
 * const place = { server: `http://127.0.0.1:${port}`, table: "table1" };
 * const chunkedgraph = chunkedgraphClient({}, place);
 * assertEquals(await chunkedgraph.isValidNodes([7n, 5n]), [true, false]);
 * server.close();
 * ```
 *
 * @category Chunkedgraph
 */
export async function isValidNodes(
  client: GraphClient,
  nodeIds: Iterable<NodeId>,
  options: GraphCallOptions & {
    readonly startTimestamp?: Moment | undefined;
    readonly endTimestamp?: Moment | undefined;
  } = {},
): Promise<boolean[]> {
  checkOptions(options, { signal: "signal", startTimestamp: "any", endTimestamp: "any" });
  const { startTimestamp = Date.UTC(2000) / 1000, endTimestamp, ...rest } = options;
  const query = {
    start_timestamp: seconds("startTimestamp", startTimestamp),
    end_timestamp: seconds("endTimestamp", endTimestamp),
  };
  const ids = toNodeIds("nodeIds", nodeIds);
  const asked = ids.filter((id) => id > 0n);
  if (asked.length === 0) return ids.map(() => false);
  const call = { ...rest, query, json: { node_ids: asked } };
  type Valid = { readonly valid_roots: (bigint | number)[] };
  const shape = document({ valid_roots: list(id64) });
  const { valid_roots } = await graphDocument<Valid>(client, "GET", "/valid_nodes", call, shape);
  const valid = new Set(idList(valid_roots));
  return ids.map((id) => valid.has(id));
}

/**
 * The fewest nodes that cover the given ones (`POST .../minimal_covering_nodes`), short of a whole object:
 * PyChunkedGraph leaves those out, and fails (500) where there is nothing else.
 *
 * In Python: `get_minimal_covering_nodes()` of CAVEclient.
 *
 * @param client A chunkedgraph client.
 * @param nodeIds The nodes' ids.
 * @param options `signal` gives up.
 * @throws {ApiError} When the service answers with an error.
 * @throws {RangeError} When an id is beyond 64 bits.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { chunkedgraph } = client({
 *   token: sandbox.tokens.cave,
 *   serverAddress: sandbox.url,
 *   datastack: "sandbox_cortex",
 * });
 * const leaves = [89309001002348421n, 89309001002348422n, 89309001002348423n];
 * assertEquals(await chunkedgraph.getMinimalCoveringNodes(leaves), [161366595040165888n]);
 * ```
 *
 * @category Chunkedgraph
 */
export async function getMinimalCoveringNodes(
  client: GraphClient,
  nodeIds: Iterable<NodeId>,
  options: GraphCallOptions = {},
): Promise<bigint[]> {
  checkOptions(options, signalKinds);
  const ids = toNodeIds("nodeIds", nodeIds);
  if (ids.length === 0) return [];
  const call = { ...options, query: { as_array: "True" }, json: { node_ids: ids } };
  return await graphIds(client, "/minimal_covering_nodes", call);
}

/**
 * The connections between an object's pieces of the second layer (`GET .../node/{id}/lvl2_graph`,
 * CAVEclient's `chunkedgraph.level2_chunk_graph`).
 *
 * @param client A chunkedgraph client.
 * @param rootId The object's id.
 * @param options `bounds` in voxels; `signal` gives up.
 * @returns Pairs of ids.
 * @throws {ApiError} When the service answers with an error.
 * @throws {RangeError} When an id is beyond 64 bits, or `bounds` is not a box of whole voxels.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { chunkedgraph } = client({
 *   token: sandbox.tokens.cave,
 *   serverAddress: sandbox.url,
 *   datastack: "sandbox_cortex",
 * });
 * const edges = await chunkedgraph.level2ChunkGraph(864691135571546921n);
 * assertEquals(edges.length, 1);
 * ```
 *
 * @category Chunkedgraph
 */
export async function level2ChunkGraph(
  client: GraphClient,
  rootId: NodeId,
  options: GraphCallOptions & { readonly bounds?: Bounds | undefined } = {},
): Promise<[bigint, bigint][]> {
  checkOptions(options, { signal: "signal", bounds: "list" });
  const { bounds, ...rest } = options;
  const where = path`/node/${{ rootId: nodeIdText("rootId", rootId) }}/lvl2_graph`;
  const query = { bounds: boundsText(bounds) };
  type Graph = { readonly edge_graph: (bigint | number)[][] };
  const shape = document({ edge_graph: list(list(id64, 2)) });
  const call = { ...rest, query };
  const { edge_graph } = await graphDocument<Graph>(client, "GET", where, call, shape);
  return edge_graph.map(([one = 0, other = 0]) => [BigInt(one), BigInt(other)]);
}

/**
 * The facts that a viewer needs of the segmentation (`GET /segmentation/table/{table}/info`).
 *
 * @param client A chunkedgraph client.
 * @param options `signal` gives up.
 * @throws {ApiError} When the service answers with an error.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { chunkedgraph } = client({
 *   token: sandbox.tokens.cave,
 *   serverAddress: sandbox.url,
 *   datastack: "sandbox_cortex",
 * });
 * const info = await chunkedgraph.segmentationInfo();
 * assertEquals(info.data_type, "uint64");
 * ```
 *
 * @category Chunkedgraph
 */
export async function segmentationInfo(
  client: GraphClient,
  options: GraphCallOptions = {},
): Promise<Readonly<Record<string, unknown>>> {
  checkOptions(options, signalKinds);
  requiredClient(client);
  const { table } = await client.locate(options.signal);
  const where = path`/segmentation/table/${{ table }}/info`;
  return await sendForDocument(client, "GET", where, options, document());
}
