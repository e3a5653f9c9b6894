/**
 * The edits of CAVE's chunkedgraph: what was merged and split, by whom, and when.
 *
 * @module
 */

import { parseInt64Json } from "../../http/body/int64_json.ts";
import { path } from "../../http/path.ts";
import {
  byId64,
  document,
  id64,
  list,
  number,
  optional,
  type Shape,
  single,
} from "../../http/reply/shape.ts";
import type {
  ChangeLog,
  MergeLog,
  OperationDetails,
  TabularChange,
} from "./chunkedgraph_documents.ts";
import { type NodeId, nodeIdText, toNodeIds } from "./node_id.ts";
import {
  byId,
  flag,
  type GraphCallOptions,
  type GraphClient,
  graphDocument,
  idList,
} from "./_graph_call.ts";
import { checkOptions, type OptionKinds, signalKinds } from "../../options.ts";

type WireId = bigint | number;
type WireFields = "operation_id" | "timestamp" | "before_root_ids" | "after_root_ids";

interface WireChange {
  readonly operation_id: WireId;
  readonly timestamp: number;
  readonly before_root_ids?: WireId[] | null | undefined;
  readonly after_root_ids?: WireId[] | null | undefined;
}

/**
 * Which edits are told.
 *
 * @category Chunkedgraph
 */
export interface ChangeLogOptions extends GraphCallOptions {
  /**
   * Leave out edits of parts that were split off since.
   *
   * @default {true}
   */
  readonly filtered?: boolean | undefined;
}

const changeLogKinds: OptionKinds<ChangeLogOptions> = {
  signal: "signal",
  filtered: "flag",
};

/**
 * A summary of the edits that made an object (`GET .../root/{id}/change_log`, CAVEclient's
 * `chunkedgraph.get_change_log`).
 *
 * @param client A chunkedgraph client.
 * @param rootId The object's id.
 * @param options `filtered`; `signal` gives up.
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
 * const { n_mergers, n_splits } = await chunkedgraph.getChangeLog(864691135571546922n);
 * assertEquals([n_mergers, n_splits], [1, 1]);
 * ```
 *
 * @category Chunkedgraph
 */
export async function getChangeLog(
  client: GraphClient,
  rootId: NodeId,
  options: ChangeLogOptions = {},
): Promise<ChangeLog> {
  checkOptions(options, changeLogKinds);
  const where = path`/root/${{ rootId: nodeIdText("rootId", rootId) }}/change_log`;
  const query = { filtered: flag(options.filtered ?? true) };
  type Wire = Omit<ChangeLog, "operations_ids" | "past_ids"> & {
    readonly operations_ids: WireId[];
    readonly past_ids: WireId[];
  };
  const shape = document({
    operations_ids: list(id64),
    past_ids: list(id64),
    n_mergers: optional(number),
    n_splits: optional(number),
    user_info: optional(document()),
  });
  const call = { signal: options.signal, query };
  const log = await graphDocument<Wire>(client, "GET", where, call, shape);
  return { ...log, operations_ids: idList(log.operations_ids), past_ids: idList(log.past_ids) };
}

/**
 * The edits that made each of several objects, row by row (`GET .../tabular_change_log_many`, CAVEclient's
 * `chunkedgraph.get_tabular_change_log`).
 *
 * @param client A chunkedgraph client.
 * @param rootIds The objects' ids.
 * @param options `filtered`; `signal` gives up.
 * @returns The rows by object.
 * @throws {ApiError} When the service answers with an error.
 * @throws {RangeError} When an id is beyond 64 bits.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { chunkedgraphClient } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const frame = '{"operation_id":{"0":1},"timestamp":{"0":1706745600000},"is_merge":{"0":true}}';
 * const answer = { "7": frame };
 * const server = createServer((_question, reply) => void reply.end(JSON.stringify(answer)));
 * await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
 * const { port } = server.address() as { port: number };
 * const place = { server: `http://127.0.0.1:${port}`, table: "table1" };
 * const chunkedgraph = chunkedgraphClient({}, place);
 * const rows = (await chunkedgraph.getTabularChangeLog([7n])).get(7n) ?? [];
 * assertEquals(rows.map(({ timestamp }) => timestamp.toISOString()), ["2024-02-01T00:00:00.000Z"]);
 * server.close();
 * ```
 *
 * @category Chunkedgraph
 */
export async function getTabularChangeLog(
  client: GraphClient,
  rootIds: Iterable<NodeId>,
  options: ChangeLogOptions = {},
): Promise<Map<bigint, TabularChange[]>> {
  checkOptions(options, changeLogKinds);
  const query = { filtered: flag(options.filtered ?? true) };
  const ids = toNodeIds("rootIds", rootIds);
  if (ids.length === 0) return new Map();
  const json = { root_ids: [...new Set(ids)] };
  const call = { signal: options.signal, query, json };
  type Frames = Record<string, string>;
  return byId(
    await graphDocument<Frames>(client, "GET", "/tabular_change_log_many", call, byId64(frame)),
    (frame) => rowsOf(frame),
  );
}

type Columns = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A frame is JSON in a text: for each column its values by row. */
const frame: Shape = (value) => {
  const columns = columnsIn(value);
  const change = document({
    operation_id: id64,
    timestamp: milliseconds,
    before_root_ids: optional(list(id64)),
    after_root_ids: optional(list(id64)),
  });
  if (columns === undefined) return table(value);
  if (Object.keys(columns).length === 0) return undefined;
  const withoutIds = document({ operation_id: document() })(columns);
  if (withoutIds !== undefined) return withoutIds;
  for (const row of rowNames(columns)) {
    const misfit = change(rowIn(columns, row));
    if (misfit !== undefined) return misfit;
  }
  return undefined;
};

const milliseconds = single("a time in milliseconds", (value) => {
  return typeof value === "number" && !Number.isNaN(new Date(value).getTime());
});

const table = single("a table in a text", (value) => columnsIn(value) !== undefined);

function columnsIn(frame: unknown): Columns | undefined {
  try {
    const columns = parseInt64Json(String(frame));
    const fits = document()(columns) === undefined &&
      Object.values(columns as Columns).every((column) => document()(column) === undefined);
    return typeof frame === "string" && fits ? columns as Columns : undefined;
  } catch {
    return undefined;
  }
}

function rowNames({ operation_id = {} }: Columns): string[] {
  return Object.keys(operation_id);
}

function rowIn(columns: Columns, row: string): unknown {
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row]]));
}

function rowsOf(frame: string): TabularChange[] {
  const columns = columnsIn(frame) ?? {};
  return rowNames(columns).map((row) => {
    const change = rowIn(columns, row) as Omit<TabularChange, WireFields> & WireChange;
    return {
      ...change,
      operation_id: BigInt(change.operation_id),
      timestamp: new Date(change.timestamp),
      before_root_ids: idList(change.before_root_ids ?? []),
      after_root_ids: idList(change.after_root_ids ?? []),
    };
  });
}

/**
 * The merges in an object's history, and where they were made (`GET .../root/{id}/merge_log`, CAVEclient's
 * `chunkedgraph.get_merge_log`).
 *
 * @param client A chunkedgraph client.
 * @param rootId The object's id.
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
 * const { merge_edges } = await chunkedgraph.getMergeLog(864691135571546922n);
 * assertEquals(merge_edges, [[[89309001002348421n, 89309001002348424n]]]);
 * ```
 *
 * @category Chunkedgraph
 */
export async function getMergeLog(
  client: GraphClient,
  rootId: NodeId,
  options: GraphCallOptions = {},
): Promise<MergeLog> {
  checkOptions(options, signalKinds);
  const where = path`/root/${{ rootId: nodeIdText("rootId", rootId) }}/merge_log`;
  type Wire = Omit<MergeLog, "merge_edges"> & {
    readonly merge_edges: readonly (readonly (readonly [WireId, WireId])[])[];
  };
  const log = await graphDocument<Wire>(client, "GET", where, options, mergeLog);
  const merge_edges = log.merge_edges.map((edges) => {
    return edges.map(([one, other]): [bigint, bigint] => [BigInt(one), BigInt(other)]);
  });
  return { ...log, merge_edges };
}

const mergeLog = document({
  merge_edges: list(list(list(id64, 2))),
  merge_edge_coords: list(list(list(list(number, 3)))),
});

/**
 * What single edits did (`GET .../operation_details`).
 *
 * In Python: `get_operation_details()` of CAVEclient.
 *
 * @param client A chunkedgraph client.
 * @param operationIds The edits' ids.
 * @param options `signal` gives up.
 * @returns The details by edit, as the service has them.
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
 * const details = await chunkedgraph.getOperationDetails([1n]);
 * assertEquals([...details.keys()], [1n]);
 * ```
 *
 * @category Chunkedgraph
 */
export async function getOperationDetails(
  client: GraphClient,
  operationIds: Iterable<NodeId>,
  options: GraphCallOptions = {},
): Promise<Map<bigint, OperationDetails>> {
  checkOptions(options, signalKinds);
  const ids = toNodeIds("operationIds", operationIds);
  if (ids.length === 0) return new Map();
  const query = { operation_ids: `[${ids.join(", ")}]` };
  const call = { signal: options.signal, query };
  type Wire = Record<string, OperationDetails>;
  const shape = byId64(document());
  return byId(
    await graphDocument<Wire>(client, "GET", "/operation_details", call, shape),
    (item) => item,
  );
}
