import { announcesBody } from "../server/body.ts";
import { BadBody, type Call, param } from "../server/call.ts";
import { json, Refusal } from "../server/reply.ts";
import { type Graph, graphs } from "./graph.ts";
import { parseWhole } from "./int64_text.ts";

/** A refusal in the words of the service. */
export function refusal(status: number, message: string): Refusal {
  return new Refusal(json({ message }, { status }));
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
  if (!/^\d{1,20}$/.test(text)) throw refusal(400, `${text} is not a node id`);
  return BigInt(text);
}

/** A moment of the query, in seconds since 1970; now by default. */
export function moment(call: Call, name = "timestamp"): number {
  const text = call.url.searchParams.get(name);
  const value = text === null ? call.world.now() / 1000 : Number(text);
  if (!Number.isFinite(value)) throw refusal(400, `${name} is not a timestamp`);
  return value;
}

/** The nodes in the body of a call. */
export async function idsOf(call: Call, name: "node_ids" | "root_ids"): Promise<bigint[]> {
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

/** The nodes in the body of a GET. @throws {Refusal} with 501 where the runtime does not give it. */
export async function idsOfGet(call: Call, name: "node_ids" | "root_ids"): Promise<bigint[]> {
  if (announcesBody(call.request) && await call.text() === "") {
    throw refusal(501, "The sandbox cannot read the body of a GET, and so does not answer this");
  }
  return await idsOf(call, name);
}
