/** How requests reach CAVE: ids of 64 bits stay whole, binary bodies stay bytes, and GET may have a body. */

import type { Buffer } from "node:buffer";
import { demandNet } from "../http/attempt.ts";
import { call, type CallOptions } from "../http/call.ts";
import type { Client } from "../http/client.ts";
import { cutter } from "../http/cut_secrets.ts";
import { parseInt64Json, stringifyInt64Json } from "../http/int64_json.ts";
import { callUrl } from "../http/path.ts";
import { rememberReply, type Reply } from "../http/reply.ts";
import { notJson } from "../http/reply_error.ts";

/** A client of one of CAVE's services. */
export interface CaveClient extends Client {
  /** Finds the server and table of a datastack first, where the service is not a global one. */
  readonly locate?: () => Promise<Place>;
  /** Is told of every good answer. */
  readonly answered?: () => void | Promise<void>;
}

/** Where a datastack's own services are. */
export interface Place {
  /** The local server's address. */
  readonly server: string;
  /** The name of its chunkedgraph table. */
  readonly table: string;
}

/** What a single call of a CAVE service may add. */
export interface CaveCallOptions extends Omit<CallOptions, "stream"> {
  /** Sent as it is, without a content type. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

/** A CAVE service's answer. Whole numbers beyond 2^53 are `bigint` in its `data`. */
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
  const at = await located(client);
  demandNet(at, callUrl(at.baseUrl, path));
  const { json, bytes, headers = {}, ...rest } = options;
  if (json !== undefined && bytes !== undefined) {
    throw new TypeError("A request has one body: leave out json or bytes");
  }
  const body = json === undefined ? bytes : new TextEncoder().encode(stringifyInt64Json(json));
  const kind: Record<string, string> = json === undefined
    ? {}
    : { "content-type": "application/json" };
  const taken: Uint8Array<ArrayBuffer>[] = [];
  const inQuery = body !== undefined && method === "GET";
  const reply = await call(
    { ...at, fetch: bytesKept(at, inQuery ? body : undefined, taken) },
    method,
    path,
    {
      ...rest,
      headers: { ...kind, ...headers },
      ...(body === undefined || inQuery ? {} : { blob: new Blob([body]) }),
    },
  );
  await client.answered?.();
  return caveReply(reply, taken);
}

/**
 * Sends a request whose answer is a JSON document.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below its base URL, ids encoded.
 * @param options Body, query, headers, time-out, signal.
 * @throws {ApiError} Also when the answer is not JSON: a login page, or a proxy's.
 * @throws {NetworkError} When no whole answer comes.
 */
export async function sendForDocument<T>(
  client: CaveClient,
  method: string,
  path: string,
  options: CaveCallOptions = {},
): Promise<T> {
  const reply = await send(client, method, path, options);
  const { data } = reply;
  if (data === null) throw notJson(client, method, path, reply, await cutterOf(client));
  return rememberReply(data as T, reply);
}

/** Cuts a client's own credential out of a text. */
export async function cutterOf(client: Client): Promise<(text: string) => string> {
  const headers = new Headers();
  await client.authorizer.apply(headers);
  return cutter(headers, {});
}

async function located(client: CaveClient): Promise<Client> {
  if (client.locate === undefined) return client;
  return { ...client, baseUrl: (await client.locate()).server };
}

/** A `fetch` that keeps the body of a good answer as bytes, and sends a body with GET where there is one. */
function bytesKept(
  client: Client,
  body: Uint8Array<ArrayBuffer> | undefined,
  taken: Uint8Array<ArrayBuffer>[],
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = body === undefined
      ? await client.fetch(input, init)
      : await getWithBody(String(input), init ?? {}, body);
    taken.length = 0;
    if (!response.ok || response.body === null) return response;
    const keep = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (chunk) => void taken.push(chunk),
    });
    const { status, headers } = response;
    return new Response(response.body.pipeThrough(keep), { status, headers });
  };
}

/** `fetch` refuses a body with GET. */
async function getWithBody(
  url: string,
  init: RequestInit,
  body: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const { request } = await (url.startsWith("https:") ? import("node:https") : import("node:http"));
  const headers = {
    ...Object.fromEntries(new Headers(init.headers)),
    "content-length": body.length,
  };
  const signal = init.signal ?? undefined;
  return await new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: "GET", headers, ...(signal ? { signal } : {}) },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const replied = new Headers();
          for (const [name, value] of Object.entries(answer.headers)) {
            if (value !== undefined) replied.set(name, String(value));
          }
          resolve(
            new Response(joined(chunks), { status: answer.statusCode ?? 502, headers: replied }),
          );
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Text and data are made when they are asked for: a table may be large, and binary. */
function caveReply(reply: Reply, taken: readonly Uint8Array<ArrayBuffer>[]): CaveReply {
  const { status, headers, contentType } = reply;
  const bytes = taken.length === 1 ? taken[0] as Uint8Array<ArrayBuffer> : joined(taken);
  let text: string | undefined;
  let data: { readonly value: unknown } | undefined;
  return {
    status,
    headers,
    contentType,
    bytes,
    get text(): string {
      return text ??= new TextDecoder().decode(bytes);
    },
    get data(): unknown {
      return (data ??= { value: parsed(this.text) }).value;
    },
  };
}

function parsed(text: string): unknown {
  if (text === "") return null;
  try {
    return parseInt64Json(text);
  } catch {
    return null;
  }
}
