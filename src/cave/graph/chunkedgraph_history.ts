/**
 * The history of CAVE's chunkedgraph: which objects an object was made of and has become, by whom, and when.
 *
 * @module
 */

import { ArgumentTypeError } from "../../argument_error.ts";
import { byId64, document, id64, list, optional } from "../../http/reply/shape.ts";
import { type NodeId, toNodeIds } from "./node_id.ts";
import type { DeltaRoots, Lineage, PastIds } from "./chunkedgraph_documents.ts";
import {
  byId,
  type GraphCallOptions,
  type GraphClient,
  graphDocument,
  idList,
  type Moment,
  seconds,
  someIds,
  time,
} from "./_graph_call.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";
import { getRootTimestamps, isLatestRoots } from "./chunkedgraph_roots.ts";
import { verifiedRoots } from "./_verified_roots.ts";

type WireId = bigint | number;

const lineage = document({
  nodes: list(document({ id: id64, timestamp: time, operation_id: optional(id64) })),
  links: list(document({ source: id64, target: id64 })),
});

/**
 * The span of time that is looked at.
 *
 * @category Chunkedgraph
 */
export interface SpanOptions extends GraphCallOptions {
  /** Its beginning; that of the graph by default. */
  readonly timestampPast?: Moment | undefined;
  /** Its end; now by default. */
  readonly timestampFuture?: Moment | undefined;
}

/**
 * Which part of a lineage is told.
 *
 * @category Chunkedgraph
 */
export interface LineageOptions extends SpanOptions {
  /**
   * Leave out objects that came to be after `timestampFuture`, with their links: the service tells of the
   * first ones beyond it as well.
   *
   * @default {false}
   */
  readonly excludeLinksToFuture?: boolean | undefined;
  /**
   * Leave out objects that came to be before `timestampPast`, with their links.
   *
   * @default {false}
   */
  readonly excludeLinksToPast?: boolean | undefined;
}

const spanKinds: OptionKinds<SpanOptions> = {
  signal: "signal",
  timestampPast: "any",
  timestampFuture: "any",
};

const lineageKinds: OptionKinds<LineageOptions> = {
  ...spanKinds,
  excludeLinksToFuture: "flag",
  excludeLinksToPast: "flag",
};

function span({ timestampPast, timestampFuture }: SpanOptions): Record<string, number | undefined> {
  return {
    timestamp_past: seconds("timestampPast", timestampPast),
    timestamp_future: seconds("timestampFuture", timestampFuture),
  };
}

/**
 * The objects that an object was made of and has become, with the edits between them
 * (`POST .../lineage_graph_multiple`, CAVEclient's `chunkedgraph.get_lineage_graph`).
 *
 * @param client A chunkedgraph client.
 * @param rootId The object's id, or several.
 * @param options `timestampPast` and `timestampFuture`, in seconds since 1970 or as a `Date`; `signal`
 * gives up.
 * @throws {ApiError} When the service answers with an error.
 * @throws {RangeError} When an id is beyond 64 bits, or a time is not in seconds.
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
 *
 * @category Chunkedgraph
 */
export async function getLineageGraph(
  client: GraphClient,
  rootId: NodeId | Iterable<NodeId>,
  options: LineageOptions = {},
): Promise<Lineage> {
  checkOptions(options, lineageKinds);
  type Node = {
    readonly id: WireId;
    readonly timestamp: number;
    readonly operation_id?: WireId | null | undefined;
  };
  type Link = { readonly source: WireId; readonly target: WireId };
  type Wire = Omit<Lineage, "nodes" | "links"> & { readonly nodes: Node[]; readonly links: Link[] };
  const wire = await graphDocument<Wire>(client, "POST", "/lineage_graph_multiple", {
    signal: options.signal,
    query: span(options),
    json: { root_ids: someIds("rootId", rootId) },
  }, lineage);
  const whole = {
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
  const { excludeLinksToPast = false, excludeLinksToFuture = false } = options;
  const past = excludeLinksToPast ? seconds("timestampPast", options.timestampPast) : undefined;
  const future = excludeLinksToFuture
    ? seconds("timestampFuture", options.timestampFuture)
    : undefined;
  return within(whole, past ?? -Infinity, future ?? Infinity);
}

/** The objects that came to be in a span of time, and the links between them. */
function within(lineage: Lineage, from: number, to: number): Lineage {
  const nodes = lineage.nodes.filter(({ timestamp }) => timestamp >= from && timestamp <= to);
  if (nodes.length === lineage.nodes.length) return lineage;
  const ids = new Set(nodes.map(({ id }) => id));
  const links = lineage.links.filter(({ source, target }) => ids.has(source) && ids.has(target));
  return { ...lineage, nodes, links };
}

/**
 * What an object was, or has become, at a moment (CAVEclient's `chunkedgraph.get_latest_roots`).
 *
 * @param client A chunkedgraph client.
 * @param rootId The object's id, or several.
 * @param options `timestamp` in seconds since 1970 or as a `Date`, now by default; `verify` asks the
 * service whether each object is the latest indeed (false by default: the lineage of a PyChunkedGraph may
 * lack an edit, and name objects that were superseded); `signal` gives up.
 * @returns The objects that hold parts of it then. Without `verify` they are what the lineage says.
 * @throws {ApiError} When the service answers with an error, or with `verify` calls one superseded whose
 * successors it does not name.
 * @throws {RangeError} When an id is beyond 64 bits, or a time is not in seconds.
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
 *
 * @category Chunkedgraph
 */
export async function getLatestRoots(
  client: GraphClient,
  rootId: NodeId | Iterable<NodeId>,
  options: GraphCallOptions & {
    readonly timestamp?: Moment | undefined;
    readonly verify?: boolean | undefined;
  } = {},
): Promise<bigint[]> {
  checkOptions(options, { signal: "signal", timestamp: "any", verify: "flag" });
  const { verify = false, ...rest } = options;
  const roots = await rootsByLineage(client, someIds("rootId", rootId), rest);
  if (!verify) return roots;
  const isLatest = (ids: readonly bigint[]): Promise<boolean[]> => isLatestRoots(client, ids, rest);
  return await verifiedRoots(client, roots, isLatest, (ids) => rootsByLineage(client, ids, rest));
}

async function rootsByLineage(
  client: GraphClient,
  ids: readonly bigint[],
  options: GraphCallOptions & { readonly timestamp?: Moment | undefined },
): Promise<bigint[]> {
  const call = { signal: options.signal };
  const timestamp = seconds("timestamp", options.timestamp);
  const times = knownTimes(await getRootTimestamps(client, ids, call));
  const made = times.reduce((least, time) => Math.min(least, time), Infinity);
  const earlier = timestamp !== undefined && timestamp <= made && Number.isFinite(made);
  const lineage = await getLineageGraph(client, ids, {
    ...call,
    ...(Number.isFinite(made) ? { [earlier ? "timestampFuture" : "timestampPast"]: made } : {}),
    ...(timestamp === undefined
      ? {}
      : { [earlier ? "timestampPast" : "timestampFuture"]: timestamp }),
  });
  // What was there then had begun, and none of what it became.
  return withoutLink(within(lineage, -Infinity, timestamp ?? Infinity), "source");
}

function knownTimes(times: readonly (number | undefined)[]): number[] {
  return times.filter((time) => time !== undefined);
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
 * @param options `timestampPast`, how far to look back, in seconds since 1970 or as a `Date`; `signal`
 * gives up.
 * @throws {ApiError} When the service answers with an error.
 * @throws {RangeError} When an id is beyond 64 bits, or a time is not in seconds.
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
 *
 * @category Chunkedgraph
 */
export async function getOriginalRoots(
  client: GraphClient,
  rootId: NodeId | Iterable<NodeId>,
  options: GraphCallOptions & { readonly timestampPast?: Moment | undefined } = {},
): Promise<bigint[]> {
  checkOptions(options, { signal: "signal", timestampPast: "any" });
  seconds("timestampPast", options.timestampPast);
  const ids = someIds("rootId", rootId);
  const times = knownTimes(await getRootTimestamps(client, ids, { signal: options.signal }));
  const made = times.reduce((most, time) => Math.max(most, time), -Infinity);
  const lineage = await getLineageGraph(client, ids, {
    ...options,
    ...(Number.isFinite(made) ? { timestampFuture: made } : {}),
  });
  return withoutLink(lineage, "target");
}

/**
 * The oldest objects that the given ones were made of (`GET .../past_id_mapping`), and what each of those
 * has become. That is always what it is now: PyChunkedGraph reads `timestampFuture` and does not use it.
 *
 * In Python: `get_past_ids()` of CAVEclient.
 *
 * @param client A chunkedgraph client.
 * @param rootIds The objects' ids.
 * @param options `timestampPast` and `timestampFuture`, in seconds since 1970 or as a `Date`; `signal`
 * gives up.
 * @throws {ApiError} When the service answers with an error.
 * @throws {RangeError} When an id is beyond 64 bits, or a time is not in seconds.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { chunkedgraphClient } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { past_id_map: { "7": [5, 6] }, future_id_map: { "5": 7, "6": 7 } };
 * const server = createServer((_question, reply) => void reply.end(JSON.stringify(answer)));
 * await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
 * const { port } = server.address() as { port: number };
 * const place = { server: `http://127.0.0.1:${port}`, table: "table1" };
 * const chunkedgraph = chunkedgraphClient({}, place);
 * const { past_id_map, future_id_map } = await chunkedgraph.getPastIds([7n], {
 *   timestampPast: new Date("2024-01-15"),
 * });
 * assertEquals(past_id_map.get(7n), [5n, 6n]);
 * assertEquals(future_id_map.get(5n), 7n);
 * server.close();
 * ```
 *
 * @category Chunkedgraph
 */
export async function getPastIds(
  client: GraphClient,
  rootIds: Iterable<NodeId>,
  options: SpanOptions = {},
): Promise<PastIds> {
  checkOptions(options, spanKinds);
  const ids = toNodeIds("rootIds", rootIds);
  if (ids.length === 0) return { past_id_map: new Map(), future_id_map: new Map() };
  interface Wire {
    readonly past_id_map: Record<string, WireId[]>;
    readonly future_id_map: Record<string, WireId>;
  }
  const { past_id_map, future_id_map } = await graphDocument<Wire>(
    client,
    "GET",
    "/past_id_mapping",
    {
      signal: options.signal,
      query: span(options),
      json: { root_ids: [...new Set(ids)] },
    },
    document({ past_id_map: byId64(list(id64)), future_id_map: byId64(id64) }),
  );
  return { past_id_map: byId(past_id_map, idList), future_id_map: byId(future_id_map, BigInt) };
}

/**
 * The objects that edits made in a span of time, and what they were made of (`GET .../delta_roots`).
 *
 * In Python: `get_delta_roots()` of CAVEclient.
 *
 * @param client A chunkedgraph client.
 * @param timestampPast The beginning of the span, in seconds since 1970 or as a `Date`.
 * @param options `timestampFuture` likewise, now by default; `signal` gives up.
 * @throws {ApiError} When the service answers with an error.
 * @throws {RangeError} When a time is not in seconds.
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
 * // It was split in two.
 * assertEquals(old_roots, [864691135571546920n, 864691135571546920n]);
 * ```
 *
 * @category Chunkedgraph
 */
export async function getDeltaRoots(
  client: GraphClient,
  timestampPast: Moment,
  options: GraphCallOptions & { readonly timestampFuture?: Moment | undefined } = {},
): Promise<DeltaRoots> {
  checkOptions(options, { signal: "signal", timestampFuture: "any" });
  type Wire = Record<"old_roots" | "new_roots", WireId[]>;
  if (timestampPast === undefined) {
    throw new ArgumentTypeError("timestampPast is missing: give a date");
  }
  const query = span({ ...options, timestampPast });
  const call = { signal: options.signal, query };
  const { old_roots, new_roots } = await graphDocument<Wire>(
    client,
    "GET",
    "/delta_roots",
    call,
    document({ old_roots: list(id64), new_roots: list(id64) }),
  );
  return { old_roots: idList(old_roots), new_roots: idList(new_roots) };
}
