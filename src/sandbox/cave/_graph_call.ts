import { announcesBody } from "../server/body.ts";
import { type Call, param } from "../server/call.ts";
import { json, Refusal } from "../server/reply.ts";
import { type Graph, graphs, layerOf, topLayer } from "./graph.ts";
import { parseWhole } from "./int64_text.ts";

/** An error as PyChunkedGraph answers it; it tells the way through its code of those it did not foresee. */
function problem(status: number, message: string, more: object): Refusal {
  const timestamp = pythonTime(Date.now() / 1000);
  return new Refusal(json({ timestamp, duration: 0, code: status, message, ...more }, { status }));
}

/** A question that the service does not take. */
export function badRequest(message: string): Refusal {
  return problem(400, `[400]: ${message}`, {});
}

/** An exception that it does not catch: 500, also for what is wrong in the question. */
export function failure(message: string): Refusal {
  return problem(500, message, { traceback: ["Traceback (most recent call last):\n", message] });
}

/** A time as Python writes a `datetime`. */
export function pythonTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace("T", " ").replace(/\.000Z|Z/, "+00:00");
}

/** The graph of a call. */
export function graphOf(call: Call): Graph {
  const name = param(call, "table");
  const graph = graphs.get(name);
  if (graph !== undefined) return graph;
  throw new Refusal(
    json({
      error: "invalid_table_id",
      message: "Invalid table_id for service",
      data: { table_id: name, resource_namespace: "pychunkedgraph" },
    }, { status: 400 }),
  );
}

/** The node of a call. */
export function idOf(call: Call): bigint {
  const text = param(call, "id");
  if (!isId(text)) throw failure(`invalid literal for int() with base 10: '${text}'`);
  return BigInt(text);
}

/** The object of a call. @throws {Refusal} With 500 where nothing has that id. */
export function rootOf(graph: Graph, id: bigint): bigint {
  const top = "root";
  if (layerOf(id) < topLayer) throw failure(`${id} is no ${top}`);
  // The row that is missing, as numpy writes its key.
  if (graph.roots.some((root) => root.id === id)) return id;
  throw failure(`np.uint64(${id})`);
}

/** Some objects. @throws {Refusal} With 500 where one of them is missing. */
export function rootsOf(graph: Graph, ids: readonly bigint[]): bigint[] {
  return ids.map((id) => rootOf(graph, id));
}

const latestTime = Date.UTC(9999, 11, 31) / 1000;

/** A moment of the query, in seconds since 1970; now by default, if there is a default. */
export function moment(call: Call, name = "timestamp", fallback?: number | "none"): number {
  const text = call.url.searchParams.get(name);
  if (text === null) {
    if (fallback === "none") throw badRequest(`Timestamp parameter ${name} is mandatory`);
    return fallback ?? call.world.now() / 1000;
  }
  const value = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN;
  if (value <= latestTime) return value;
  throw badRequest(`Timestamp parameter ${name} is not a valid unix timestamp`);
}

/** The layer at which a call stops. @throws {Refusal} Where that is not a number. */
export function stopLayer(call: Call, fallback: number, refuse = failure): number {
  const text = call.url.searchParams.get("stop_layer");
  if (text === null) return fallback;
  if (/^\s*\d+\s*$/.test(text)) return Number(text);
  throw refuse(`stop_layer is not an integer invalid literal for int() with base 10: '${text}'`);
}

function isId(text: unknown): boolean {
  return /^\d{1,20}$/.test(String(text));
}

/** The nodes in the body of a call. */
export async function idsOf(call: Call, name: "node_ids" | "root_ids"): Promise<bigint[]> {
  let body: unknown;
  try {
    body = parseWhole(await call.text());
  } catch (error) {
    if (error instanceof SyntaxError) throw failure("Expecting value: line 1 column 1 (char 0)");
    throw error;
  }
  const ids = (body as Record<string, unknown> | null)?.[name];
  if (!Array.isArray(ids)) throw failure(`'${name}'`);
  if (ids.every(isId)) return ids.map(BigInt);
  throw failure("invalid literal for int() with base 10");
}

/** The nodes in the body of a GET. @throws {Refusal} with 501 where the runtime does not give it. */
export async function idsOfGet(call: Call, name: "node_ids" | "root_ids"): Promise<bigint[]> {
  if (announcesBody(call.request) && await call.text() === "") {
    throw problem(501, "The sandbox cannot read the body of a GET", {});
  }
  return await idsOf(call, name);
}
