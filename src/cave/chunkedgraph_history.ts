/**
 * The history of CAVE's chunkedgraph: which objects an object was made of and has become, by whom, and when.
 *
 * @module
 */

import { byId64, document, id64, list, number, optional, truth } from "../http/shape.ts";
import { type NodeId, toNodeIds } from "./node_id.ts";
import type { DeltaRoots, Lineage, PastIds } from "./chunkedgraph_documents.ts";
import {
  byId,
  flag,
  type GraphCallOptions,
  type GraphClient,
  graphDocument,
  idList,
  type Moment,
  onlySignal,
  seconds,
  someIds,
} from "./_graph_call.ts";

type WireId = bigint | number;

/**
 * Whether objects are the newest of their kind, not edited since (`POST .../is_latest_roots`).
 *
 * @param client A chunkedgraph client.
 * @param rootIds The objects' ids.
 * @param options `timestamp`, now by default; `signal` gives up.
 * @returns For each object, in their order.
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
 * const roots = [864691135571546917n, 864691135571546922n];
 * assertEquals(await chunkedgraph.isLatestRoots(roots), [false, true]);
 * ```
 */
export async function isLatestRoots(
  client: GraphClient,
  rootIds: Iterable<NodeId>,
  options: GraphCallOptions & { readonly timestamp?: Moment } = {},
): Promise<boolean[]> {
  const { timestamp, ...rest } = options;
  const ids = toNodeIds(rootIds);
  const call = {
    ...rest,
    query: { timestamp: seconds(timestamp) },
    json: { node_ids: ids },
  };
  type Latest = { readonly is_latest: boolean[] };
  const shape = document({ is_latest: list(truth, ids.length) });
  return (await graphDocument<Latest>(client, "POST", "/is_latest_roots", call, shape)).is_latest;
}

/**
 * When objects came to be (`POST .../root_timestamps`, CAVEclient's
 * `chunkedgraph.get_root_timestamps`).
 *
 * @param client A chunkedgraph client.
 * @param rootIds The objects' ids.
 * @param options `latest` asks for the last moment that each was there, a millisecond before its end as
 * CAVEclient has it; `timestamp`, now by default, bounds that; `signal` gives up.
 * @returns Seconds since 1970, in the order of the objects.
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
 * const [made] = await chunkedgraph.getRootTimestamps([864691135571546917n]);
 * assertEquals(made, Date.UTC(2024, 0, 1) / 1000);
 * ```
 */
export async function getRootTimestamps(
  client: GraphClient,
  rootIds: Iterable<NodeId>,
  options: GraphCallOptions & { readonly latest?: boolean; readonly timestamp?: Moment } = {},
): Promise<number[]> {
  const { latest = false, timestamp, ...rest } = options;
  const query = { latest: flag(latest), timestamp: seconds(timestamp) };
  const ids = toNodeIds(rootIds);
  type Times = { readonly timestamp: number[] };
  const shape = document({ timestamp: list(number, ids.length) });
  const call = { ...rest, query, json: { node_ids: ids } };
  const times = await graphDocument<Times>(client, "POST", "/root_timestamps", call, shape);
  // The service tells when an object ended, and then it is not there any more.
  return latest ? times.timestamp.map((time) => time - 0.001) : times.timestamp;
}

const lineage = document({
  nodes: list(document({ id: id64, timestamp: number, operation_id: optional(id64) })),
  links: list(document({ source: id64, target: id64 })),
});

/** The span of time that is looked at. */
export interface SpanOptions extends GraphCallOptions {
  /** Its beginning; that of the graph by default. */
  readonly timestampPast?: Moment;
  /** Its end; now by default. */
  readonly timestampFuture?: Moment;
}

function span({ timestampPast, timestampFuture }: SpanOptions): Record<string, number | undefined> {
  return {
    timestamp_past: seconds(timestampPast),
    timestamp_future: seconds(timestampFuture),
  };
}

/**
 * The objects that an object was made of and has become, with the edits between them
 * (`POST .../lineage_graph_multiple`, CAVEclient's `chunkedgraph.get_lineage_graph`).
 *
 * @param client A chunkedgraph client.
 * @param rootId The object's id, or several.
 * @param options `timestampPast`, `timestampFuture`; `signal` gives up.
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
 * const { nodes, links } = await chunkedgraph.getLineageGraph(864691135571546922n);
 * assertEquals([nodes.length, links.length], [4, 3]);
 * ```
 */
export async function getLineageGraph(
  client: GraphClient,
  rootId: NodeId | Iterable<NodeId>,
  options: SpanOptions = {},
): Promise<Lineage> {
  type Node = {
    readonly id: WireId;
    readonly timestamp: number;
    readonly operation_id?: WireId | null;
  };
  type Link = { readonly source: WireId; readonly target: WireId };
  type Wire = Omit<Lineage, "nodes" | "links"> & { readonly nodes: Node[]; readonly links: Link[] };
  const wire = await graphDocument<Wire>(client, "POST", "/lineage_graph_multiple", {
    ...onlySignal(options),
    query: span(options),
    json: { root_ids: someIds(rootId) },
  }, lineage);
  return {
    ...wire,
    nodes: wire.nodes.map(({ id, operation_id, ...node }) => ({
      ...node,
      id: BigInt(id),
      ...(operation_id === undefined || operation_id === null
        ? {}
        : { operation_id: BigInt(operation_id) }),
    })),
    links: wire.links.map((link) => ({
      ...link,
      source: BigInt(link.source),
      target: BigInt(link.target),
    })),
  };
}

/**
 * What an object was, or has become, at a moment (CAVEclient's `chunkedgraph.get_latest_roots`).
 *
 * @param client A chunkedgraph client.
 * @param rootId The object's id, or several.
 * @param options `timestamp`, now by default; `signal` gives up.
 * @returns The objects that hold parts of it then.
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
 * const latest = await chunkedgraph.getLatestRoots(864691135571546917n);
 * assertEquals(latest, [864691135571546921n, 864691135571546922n]);
 * ```
 */
export async function getLatestRoots(
  client: GraphClient,
  rootId: NodeId | Iterable<NodeId>,
  options: GraphCallOptions & { readonly timestamp?: Moment } = {},
): Promise<bigint[]> {
  const ids = someIds(rootId);
  const call = onlySignal(options);
  const timestamp = seconds(options.timestamp);
  const times = await getRootTimestamps(client, ids, call);
  const made = times.reduce((least, time) => Math.min(least, time), Infinity);
  if (timestamp === undefined || made < timestamp) {
    const end = timestamp === undefined ? {} : { timestampFuture: timestamp };
    const lineage = await getLineageGraph(client, ids, { ...call, timestampPast: made, ...end });
    return withoutLink(timestamp === undefined ? lineage : until(lineage, timestamp), "source");
  }
  const lineage = await getLineageGraph(client, ids, {
    ...call,
    timestampPast: timestamp,
    timestampFuture: made,
  });
  return withoutLink(lineage, "target");
}

/**
 * A lineage without what came to be later. The service adds an object before it looks at its time, so
 * that those just past the border are in its graph.
 */
function until({ nodes, links, ...rest }: Lineage, end: number): Lineage {
  const there = nodes.filter(({ timestamp }) => timestamp <= end);
  const ids = new Set(there.map(({ id }) => id));
  return { ...rest, nodes: there, links: links.filter(({ target }) => ids.has(target)) };
}

function withoutLink({ nodes, links }: Lineage, end: "source" | "target"): bigint[] {
  const linked = new Set(links.map((link) => link[end]));
  return nodes.map(({ id }) => id).filter((id) => !linked.has(id)).sort(ascending);
}

function ascending(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * The first objects that an object was made of (CAVEclient's `chunkedgraph.get_original_roots`).
 *
 * @param client A chunkedgraph client.
 * @param rootId The object's id, or several.
 * @param options `timestampPast`, how far to look back; `signal` gives up.
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
 * const first = await chunkedgraph.getOriginalRoots(864691135571546920n);
 * assertEquals(first.length, 2);
 * ```
 */
export async function getOriginalRoots(
  client: GraphClient,
  rootId: NodeId | Iterable<NodeId>,
  options: GraphCallOptions & { readonly timestampPast?: Moment } = {},
): Promise<bigint[]> {
  const ids = someIds(rootId);
  const times = await getRootTimestamps(client, ids, onlySignal(options));
  const made = times.reduce((most, time) => Math.max(most, time), -Infinity);
  return withoutLink(
    await getLineageGraph(client, ids, { ...options, timestampFuture: made }),
    "target",
  );
}

/**
 * The objects at another moment that may hold parts of the given ones (`GET .../past_id_mapping`).
 *
 * @param client A chunkedgraph client.
 * @param rootIds The objects' ids.
 * @param options `timestampPast`, `timestampFuture`; `signal` gives up.
 * @throws {ApiError} When the service answers with an error.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { chunkedgraphClient } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { past_id_map: { "7": [5, 6] }, future_id_map: {} };
 * const server = createServer((_question, reply) => void reply.end(JSON.stringify(answer)));
 * await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
 * const { port } = server.address() as { port: number };
 * const place = { server: `http://127.0.0.1:${port}`, table: "table1" };
 * const chunkedgraph = chunkedgraphClient({}, place);
 * const { past_id_map } = await chunkedgraph.getPastIds([7n], {
 *   timestampPast: new Date("2024-01-15"),
 * });
 * assertEquals(past_id_map.get(7n), [5n, 6n]);
 * server.close();
 * ```
 */
export async function getPastIds(
  client: GraphClient,
  rootIds: Iterable<NodeId>,
  options: SpanOptions = {},
): Promise<PastIds> {
  type Wire = Record<"past_id_map" | "future_id_map", Record<string, WireId[]>>;
  const { past_id_map, future_id_map } = await graphDocument<Wire>(
    client,
    "GET",
    "/past_id_mapping",
    {
      ...onlySignal(options),
      query: span(options),
      json: { root_ids: someIds(rootIds) },
    },
    document({ past_id_map: byId64(list(id64)), future_id_map: byId64(list(id64)) }),
  );
  return { past_id_map: byId(past_id_map, idList), future_id_map: byId(future_id_map, idList) };
}

/**
 * The objects that went and came in a span of time (`GET .../delta_roots`).
 *
 * @param client A chunkedgraph client.
 * @param timestampPast The beginning of the span.
 * @param options `timestampFuture`, now by default; `signal` gives up.
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
 * const { old_roots } = await chunkedgraph.getDeltaRoots(new Date("2024-03-15"));
 * assertEquals(old_roots, [864691135571546920n]);
 * ```
 */
export async function getDeltaRoots(
  client: GraphClient,
  timestampPast: Moment,
  options: GraphCallOptions & { readonly timestampFuture?: Moment } = {},
): Promise<DeltaRoots> {
  type Wire = Record<"old_roots" | "new_roots", WireId[]>;
  const query = span({ ...options, timestampPast });
  const call = { ...onlySignal(options), query };
  const { old_roots, new_roots } = await graphDocument<Wire>(
    client,
    "GET",
    "/delta_roots",
    call,
    document({ old_roots: list(id64), new_roots: list(id64) }),
  );
  return { old_roots: idList(old_roots), new_roots: idList(new_roots) };
}
