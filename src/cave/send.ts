/** How requests reach CAVE: ids of 64 bits stay whole, binary bodies stay bytes, and GET may have a body. */

import { ArgumentTypeError } from "../argument_error.ts";
import type { CallOptions } from "../http/call.ts";
import type { Client } from "../http/client.ts";
import { exchange, type Exchanged } from "../http/request/exchange.ts";
import type { Incoming } from "../http/body/incoming.ts";
import { parseInt64Json, stringifyInt64Json } from "../http/body/int64_json.ts";
import { contentTypeOf, type Reply } from "../http/reply/reply.ts";
import { demandDocument } from "../http/reply/reply_error.ts";
import { anything, type Shape } from "../http/reply/shape.ts";
import { requiredClient } from "../options.ts";

/**
 * A client of one of CAVE's services.
 *
 * @category Clients
 */
export interface CaveClient extends Client {
  /** Finds the server and table of a datastack first, where the service is not a global one. */
  readonly locate?: Locate | undefined;
  /** Is told of every good answer. */
  readonly answered?: (() => void | Promise<void>) | undefined;
}

/**
 * Finds where a datastack's own services are; the signal gives up waiting for it.
 *
 * @category Clients
 */
export type Locate = (signal?: AbortSignal) => Promise<Place>;

/**
 * Where a datastack's own services are.
 *
 * @category Clients
 */
export interface Place {
  /** The local server's address. */
  readonly server: string;
  /** The name of its chunkedgraph table. */
  readonly table: string;
}

/**
 * What a single call of a CAVE service may add.
 *
 * @category Clients
 */
export interface CaveCallOptions extends Omit<CallOptions, "stream"> {
  /** Sent as it is, without a content type. */
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * A CAVE service's answer. Whole numbers beyond 2^53 are `bigint` in its `data`.
 *
 * @category Clients
 */
export interface CaveReply extends Reply {
  /** The body as it came. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Sends a request to a CAVE service. A `bigint` in `json` is written as a bare number; GET may have a
 * body, as some routes of the chunkedgraph want one.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below its base URL, ids encoded.
 * @param options Body, query, headers, time-out, signal.
 * @throws {ApiError} When the service answers with an error, or wants a login.
 * @throws {NetworkError} When no whole answer comes.
 */
export async function send(
  client: CaveClient,
  method: string,
  path: string,
  options: CaveCallOptions = {},
): Promise<CaveReply> {
  return (await sendAndCut(client, method, path, options)).answer;
}

/** Sends a request; what comes back can cut the request's secrets out of a text, too. */
export async function sendAndCut(
  client: CaveClient,
  method: string,
  path: string,
  options: CaveCallOptions,
): Promise<Exchanged<CaveReply>> {
  requiredClient(client);
  const { json, bytes, headers = {}, ...rest } = options;
  if (json !== undefined && bytes !== undefined) {
    throw new ArgumentTypeError("A request has one body: leave out json or bytes");
  }
  const body = json === undefined ? { bytes } : {
    bytes: new TextEncoder().encode(stringifyInt64Json(json)),
    headers: { "content-type": "application/json", ...headers },
  };
  const place = await clientAt(client, options.signal);
  const exchanged = await exchange(place, method, path, { ...rest, headers, ...body }, caveReply);
  await client.answered?.();
  return exchanged;
}

/**
 * Sends a request whose answer is a JSON document.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below its base URL, ids encoded.
 * @param options Body, query, headers, time-out, signal.
 * @param shape What the operation needs of the document.
 * @throws {ApiError} Also when the answer is not JSON (a login page, or a proxy's), or not the
 * document that was asked for.
 * @throws {NetworkError} When no whole answer comes.
 */
export async function sendForDocument<T>(
  client: CaveClient,
  method: string,
  path: string,
  options: CaveCallOptions = {},
  shape: Shape = anything,
): Promise<T> {
  const { answer, cut } = await sendAndCut(client, method, path, options);
  return demandDocument(client, method, path, answer, cut, shape);
}

async function clientAt(client: CaveClient, signal: AbortSignal | undefined): Promise<Client> {
  if (client.locate === undefined) return client;
  return { ...client, baseUrl: (await client.locate(signal)).server };
}

/** Text and data are made when they are asked for: a table may be large, and binary. */
async function caveReply(answer: Incoming): Promise<CaveReply> {
  const { status, headers } = answer;
  const bytes = await answer.bytes();
  let text: string | undefined;
  let data: { readonly value: unknown } | undefined;
  const reply: CaveReply = {
    status,
    headers,
    contentType: contentTypeOf(headers),
    bytes,
    get text(): string {
      return text ??= new TextDecoder().decode(bytes);
    },
    get data(): unknown {
      return (data ??= { value: int64JsonOrNull(reply.text) }).value;
    },
  };
  return reply;
}

function int64JsonOrNull(text: string): unknown {
  if (text === "") return null;
  try {
    return parseInt64Json(text);
  } catch {
    return null;
  }
}
