/** Answers that are read as they come. */

import { demandNet } from "./attempt.ts";
import { call, type CallOptions } from "./call.ts";
import type { Client } from "./client.ts";
import { reachesNetwork } from "./observed_fetch.ts";
import { callUrl } from "./path.ts";

/** A good answer whose body was not read yet. */
export interface OpenReply {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /** The body. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Lets go of the connection. */
  abort(): void;
}

/**
 * Sends a request as `call` does (with credential, renewal, retries and typed errors), but gives a good
 * answer as soon as its headers are there. The time-out holds until then.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path below the client's base URL.
 * @param options See {@linkcode CallOptions}.
 * @throws {ApiError} When the service answers with an error.
 * @throws {NetworkError} When no answer comes.
 * @throws {PermissionNeededError} When Deno may not reach the service.
 */
export async function openReply(
  client: Client,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<OpenReply> {
  // Here, too: what a `fetch` throws counts as a failed connection.
  demandNet(client, callUrl(client.baseUrl, path));
  const controller = new AbortController();
  let kept: Response | undefined;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (reachesNetwork(client.fetch)) demandNet(client, String(input));
    // The caller's own ones last beyond the headers, to where the body ends.
    const signals = [controller.signal, init?.signal ?? undefined, client.signal, options.signal];
    const signal = AbortSignal.any(signals.filter((signal) => signal !== undefined));
    const response = await client.fetch(input, { ...init, signal });
    if (!response.ok) return response;
    kept = response;
    return new Response(null, { status: 200, headers: response.headers });
  };
  await call({ ...client, fetch }, method, path, options);
  const body = kept?.body ?? new ReadableStream({ start: (stream) => stream.close() });
  return {
    status: kept?.status ?? 200,
    headers: kept?.headers ?? new Headers(),
    body,
    abort: () => controller.abort(),
  };
}
