/**
 * Objects of CAVE's chunkedgraph, its roots: which one a supervoxel belongs to, whether it is the newest of
 * its kind, and since when it is there.
 *
 * @module
 */

import { path } from "../../http/path.ts";
import { document, id64, list, optional, truth } from "../../http/reply/shape.ts";
import { type NodeId, nodeIdText, toNodeIds } from "./node_id.ts";
import {
  flag,
  type GraphCallOptions,
  type GraphClient,
  graphDocument,
  graphIds,
  idBytes,
  type Moment,
  seconds,
  time,
} from "./_graph_call.ts";
import { checkOptions } from "../../options.ts";

/**
 * The object that a supervoxel belongs to (`GET .../node/{id}/root`, CAVEclient's
 * `chunkedgraph.get_root_id`).
 *
 * @param client A chunkedgraph client.
 * @param supervoxelId The supervoxel's id.
 * @param options `timestamp` in seconds since 1970 or as a `Date`, now by default; `level2` stops at the
 * second layer; `signal` gives up.
 * @returns The root's id.
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
 * const root = await chunkedgraph.getRootId(89309001002348421n);
 * assertEquals(root, 864691135571546921n);
 * ```
 *
 * @category Chunkedgraph
 */
export async function getRootId(
  client: GraphClient,
  supervoxelId: NodeId,
  options: GraphCallOptions & {
    readonly timestamp?: Moment | undefined;
    readonly level2?: boolean | undefined;
  } = {},
): Promise<bigint> {
  checkOptions(options, { signal: "signal", timestamp: "any", level2: "flag" });
  const { timestamp, level2 = false, ...rest } = options;
  const query = { timestamp: seconds("timestamp", timestamp), stop_layer: level2 ? 2 : undefined };
  const where = path`/node/${{ supervoxelId: nodeIdText("supervoxelId", supervoxelId) }}/root`;
  type Root = { readonly root_id: bigint | number };
  const shape = document({ root_id: id64 });
  const { root_id } = await graphDocument<Root>(client, "GET", where, { ...rest, query }, shape);
  return BigInt(root_id);
}

/**
 * The objects that supervoxels belong to, in their order (`POST .../roots_binary`, CAVEclient's
 * `chunkedgraph.get_roots`). Ids travel as eight bytes each.
 *
 * @param client A chunkedgraph client.
 * @param supervoxelIds The supervoxels' ids.
 * @param options `timestamp` in seconds since 1970 or as a `Date`, now by default; `stopLayer`; `signal`
 * gives up.
 * @returns The roots' ids; 0 where a supervoxel had none at that time. Where none of them had one, the
 * service gives the supervoxels themselves.
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
 * const roots = await chunkedgraph.getRoots([89309001002348421n, 89309001002348426n]);
 * assertEquals(roots, [864691135571546921n, 864691135571546922n]);
 * ```
 *
 * @category Chunkedgraph
 */
export async function getRoots(
  client: GraphClient,
  supervoxelIds: Iterable<NodeId>,
  options: GraphCallOptions & {
    readonly timestamp?: Moment | undefined;
    readonly stopLayer?: number | undefined;
  } = {},
): Promise<bigint[]> {
  checkOptions(options, { signal: "signal", timestamp: "any", stopLayer: "number" });
  const { timestamp, stopLayer, ...rest } = options;
  const query = { timestamp: seconds("timestamp", timestamp), stop_layer: stopLayer };
  const ids = toNodeIds("supervoxelIds", supervoxelIds);
  if (ids.length === 0) return [];
  const bytes = idBytes(ids);
  return await graphIds(client, "/roots_binary", { ...rest, query, bytes }, ids.length);
}

/**
 * Whether objects are the newest of their kind, not edited since (`POST .../is_latest_roots`).
 *
 * @param client A chunkedgraph client.
 * @param rootIds The objects' ids.
 * @param options `timestamp` in seconds since 1970 or as a `Date`, now by default; `signal` gives up.
 * @returns For each object, in their order.
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
 * const roots = [864691135571546917n, 864691135571546922n];
 * assertEquals(await chunkedgraph.isLatestRoots(roots), [false, true]);
 * ```
 *
 * @category Chunkedgraph
 */
export async function isLatestRoots(
  client: GraphClient,
  rootIds: Iterable<NodeId>,
  options: GraphCallOptions & { readonly timestamp?: Moment | undefined } = {},
): Promise<boolean[]> {
  checkOptions(options, { signal: "signal", timestamp: "any" });
  const { timestamp, ...rest } = options;
  const ids = toNodeIds("rootIds", rootIds);
  const query = { timestamp: seconds("timestamp", timestamp) };
  if (ids.length === 0) return [];
  const call = { ...rest, query, json: { node_ids: ids } };
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
 * CAVEclient has it; `timestamp` in seconds since 1970 or as a `Date`, now by default, bounds that;
 * `signal` gives up.
 * @returns Seconds since 1970, in the order of the objects; `undefined` where the service does not know.
 * @throws {ApiError} When the service answers with an error, or with fewer times: there is no such object.
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
 * const [made] = await chunkedgraph.getRootTimestamps([864691135571546917n]);
 * assertEquals(made, Date.UTC(2024, 0, 1) / 1000);
 * ```
 *
 * @category Chunkedgraph
 */
export async function getRootTimestamps(
  client: GraphClient,
  rootIds: Iterable<NodeId>,
  options: GraphCallOptions & {
    readonly latest?: boolean | undefined;
    readonly timestamp?: Moment | undefined;
  } = {},
): Promise<(number | undefined)[]> {
  checkOptions(options, { signal: "signal", latest: "flag", timestamp: "any" });
  const { latest = false, timestamp, ...rest } = options;
  const query = { latest: flag(latest), timestamp: seconds("timestamp", timestamp) };
  const ids = toNodeIds("rootIds", rootIds);
  if (ids.length === 0) return [];
  type Times = { readonly timestamp: (number | null)[] };
  const shape = document({ timestamp: list(optional(time), ids.length) });
  const call = { ...rest, query, json: { node_ids: ids } };
  const times = await graphDocument<Times>(client, "POST", "/root_timestamps", call, shape);
  return times.timestamp.map((time) => {
    // Older servers say 0 for what they do not know.
    if (time === null || time === 0) return undefined;
    // The service tells when an object ended, and then it is not there any more.
    return latest ? time - 0.001 : time;
  });
}
