/** What the operations of the chunkedgraph share. */

import { ArgumentRangeError, ArgumentTypeError } from "../../argument_error.ts";
import { path } from "../../http/path.ts";
import type { Cut } from "../../http/secrets/cut_secrets.ts";
import { checkAddress } from "../../http/reply/reply_error.ts";
import { beginsAsPage } from "../../http/files/not_a_file.ts";
import { ApiError } from "../../http/reply/errors.ts";
import { type Shape, single } from "../../http/reply/shape.ts";
import { namedNodeId, type NodeId, toNodeIds } from "./node_id.ts";
import type { CaveCallOptions, CaveClient, Locate } from "../send.ts";
import { type CaveReply, sendAndCut, sendForDocument } from "../send.ts";
import { requiredClient } from "../../options.ts";

/**
 * A client of the chunkedgraph knows, or finds, its table.
 *
 * @category Chunkedgraph
 */
export interface GraphClient extends CaveClient {
  /** Finds the server and the table. */
  readonly locate: Locate;
}

/**
 * A moment: seconds since 1970, or a date.
 *
 * @category Chunkedgraph
 */
export type Moment = number | Date;

/**
 * A box of voxels: for x, y and z the first and the one after the last.
 *
 * @category Chunkedgraph
 */
export type Bounds = readonly (readonly [number, number])[];

/**
 * What every operation takes beside its own options.
 *
 * @category Chunkedgraph
 */
export interface GraphCallOptions {
  /** Gives up the call. */
  readonly signal?: AbortSignal | undefined;
}

/** The path of an operation on the client's table. */
export async function tablePath(
  client: GraphClient,
  rest: string,
  signal?: AbortSignal,
): Promise<string> {
  requiredClient(client);
  const { table } = await client.locate(signal);
  return `${path`/segmentation/api/v1/table/${{ table }}`}${rest}`;
}

/** Asks for a document of the client's table. */
export async function graphDocument<T>(
  client: GraphClient,
  method: "GET" | "POST",
  rest: string,
  options: CaveCallOptions,
  shape: Shape,
): Promise<T> {
  // What is asked by POST only reads: it is a question too long for an address.
  const idempotent = { idempotent: true, ...options };
  const where = await tablePath(client, rest, options.signal);
  return await sendForDocument<T>(client, method, where, idempotent, shape);
}

/** Asks for ids as they are kept in memory: eight bytes each, the lowest first. */
export async function graphIds(
  client: GraphClient,
  rest: string,
  options: CaveCallOptions,
  count?: number,
): Promise<bigint[]> {
  const where = await tablePath(client, rest, options.signal);
  // Labelled as HTML by the service, so the label does not tell it from a login page.
  const { answer: reply, cut } = await sendAndCut(client, "POST", where, {
    idempotent: true,
    ...options,
    headers: { accept: "*/*", ...options.headers },
  });
  const { bytes, headers, contentType } = reply;
  // Of nodes there are always some; a document or a page may have as many bytes as ids would.
  const wrong = bytes.length % 8 !== 0 || bytes.length === 0 ||
    count !== undefined && bytes.length !== count * 8 ||
    /\bjson\b/i.test(contentType) || beginsAsPage(bytes, headers) === true;
  if (wrong) throw await noIds(client, where, reply, cut);
  return idsOf(reply.bytes);
}

async function noIds(
  client: GraphClient,
  where: string,
  reply: CaveReply,
  cut: Cut,
): Promise<ApiError> {
  return new ApiError({
    service: client.service,
    method: "POST",
    url: `${(await client.locate()).server}${where}`,
    status: reply.status,
    explanation: `it sent ${reply.bytes.length} bytes, which are not the ids that were asked for`,
    step: checkAddress,
    text: cut(reply.text, 4096),
  });
}

const isLowestFirst = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Ids as eight bytes each, the lowest first, whatever the machine's own order. */
export function idBytes(ids: readonly bigint[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(ids.length * 8);
  if (isLowestFirst) {
    new BigUint64Array(bytes.buffer).set(ids);
    return bytes;
  }
  const view = new DataView(bytes.buffer);
  for (const [index, id] of ids.entries()) view.setBigUint64(index * 8, id, true);
  return bytes;
}

/** The ids in such bytes. */
function idsOf(bytes: Uint8Array<ArrayBuffer>): bigint[] {
  const { buffer, byteOffset, length } = bytes;
  const ids = new Array<bigint>(length / 8);
  if (isLowestFirst) {
    const aligned = byteOffset % 8 === 0 ? bytes : bytes.slice();
    const words = new BigUint64Array(aligned.buffer, aligned.byteOffset, ids.length);
    for (let index = 0; index < ids.length; index++) ids[index] = words[index] ?? 0n;
    return ids;
  }
  const view = new DataView(buffer, byteOffset, length);
  for (let index = 0; index < ids.length; index++) ids[index] = view.getBigUint64(index * 8, true);
  return ids;
}

/**
 * The seconds of a moment, as the services take them.
 *
 * @param name What the caller calls it.
 * @param moment The moment.
 * @throws {TypeError} When it is neither a number nor a date.
 * @throws {RangeError} When it is not a time, or in milliseconds.
 */
export function seconds(name: string, moment: Moment | undefined): number | undefined {
  if (moment === undefined) return undefined;
  const value = moment instanceof Date ? moment.getTime() / 1000 : moment;
  if (typeof value !== "number" || Number.isNaN(value)) {
    throw new ArgumentTypeError(`${name} must be a date, or a number of seconds since 1970`);
  }
  // Seconds beyond the year 5000 are milliseconds by mistake.
  if (value >= 0 && value < 1e11) return value;
  throw new ArgumentRangeError(`${name} must be a date, or seconds since 1970: got ${value}`);
}

/** A time as the service tells it, in seconds since 1970. */
export const time: Shape = single("a time in seconds", (value) => {
  return typeof value === "number" && value >= 0 && value < 1e11;
});

/** `x0-x1_y0-y1_z0-z1`. */
export function boundsText(bounds: Bounds | undefined): string | undefined {
  if (bounds === undefined) return undefined;
  const whole = bounds.length === 3 && bounds.flat().every((edge) => Number.isInteger(edge));
  if (!whole) {
    throw new ArgumentRangeError("Bounds must be [[x0, x1], [y0, y1], [z0, z1]] in whole voxels");
  }
  return bounds.map((edges) => edges.join("-")).join("_");
}

/** A flag as Python spells it. */
export function flag(value: boolean): string {
  return value ? "True" : "False";
}

/** Ids that a document holds as numbers, where they are small, or as `bigint`. */
export function idList(ids: readonly (bigint | number | string)[]): bigint[] {
  return ids.map((id) => BigInt(id));
}

/** A document whose keys are ids. */
export function byId<From, To>(
  document: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Map<bigint, To> {
  return new Map(Object.entries(document).map(([id, value]) => [BigInt(id), change(value)]));
}

/** One id or several. */
export function someIds(name: string, ids: NodeId | Iterable<NodeId>): bigint[] {
  const single = typeof ids === "bigint" || typeof ids === "number" || typeof ids === "string";
  const list = single ? [namedNodeId(name, ids)] : [...new Set(toNodeIds(name, ids))];
  if (list.length > 0) return list;
  throw new ArgumentTypeError(`${name} names no object: give one id at least`);
}
