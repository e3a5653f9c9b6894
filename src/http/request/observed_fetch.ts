/** A `fetch` that tells what it sends and what comes back. */

import type { Body } from "../body/body.ts";
import { cutter } from "../secrets/cut_secrets.ts";

/** One request and its answer, without anything secret. */
export interface Exchange {
  /** The HTTP method. */
  readonly method: string;
  /** The URL; of its query the names alone. */
  readonly url: string;
  /** The HTTP status; `undefined` when no answer came. */
  readonly status: number | undefined;
  /** How long the answer took to begin, in milliseconds. */
  readonly ms: number;
  /** Which time in a row the same request was sent, from 1. */
  readonly attempt: number;
  /** The service's id of the request, where a header holds one. */
  readonly requestId: string | undefined;
}

const observed = new WeakSet<typeof globalThis.fetch>();

/**
 * Whether a `fetch` goes out to the network by Deno's own, so that Deno must allow it.
 *
 * @param fetch The `fetch`; Deno's own by default.
 */
export function reachesNetwork(fetch: typeof globalThis.fetch = globalThis.fetch): boolean {
  return fetch === globalThis.fetch || observed.has(fetch);
}

/**
 * A `fetch` that tells of each request when its answer has begun, or is known not to come. Neither
 * headers, bodies nor the values of a query are told.
 *
 * @param onExchange Is told.
 * @param fetch The `fetch` that does it; Deno's own by default.
 */
export function observedFetch(
  onExchange: (exchange: Exchange) => void,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): typeof globalThis.fetch {
  const attempts = new Map<string, number>();
  const observing: typeof globalThis.fetch = async (input, init) => {
    const { method, url } = input instanceof Request
      ? input
      : { method: init?.method ?? "GET", url: String(input) };
    const request = `${method} ${url}`;
    const attempt = (attempts.get(request) ?? 0) + 1;
    attempts.set(request, attempt);
    const begun = performance.now();
    const tell = (response?: Response): void => {
      onExchange({
        method,
        url: withoutValues(url),
        status: response?.status,
        ms: Math.round(performance.now() - begun),
        attempt,
        requestId: requestIdOf(response, input, init),
      });
    };
    let response: Response;
    try {
      response = await fetch(input, init);
    } catch (error) {
      tell();
      throw error;
    }
    // What is asked again after a good answer is another request.
    if (response.ok) attempts.delete(request);
    tell(response);
    return response;
  };
  if (reachesNetwork(fetch)) observed.add(observing);
  return observing;
}

/** As long as the ids of requests are, and some more. */
const mostId = 200;

/** The service's id of the request; without what it may have echoed of the request in it. */
function requestIdOf(
  response: Response | undefined,
  input: RequestInfo | URL,
  init: RequestInit | undefined,
): string | undefined {
  const id = response?.headers.get("x-request-id");
  if (id === null || id === undefined) return undefined;
  const sent = input instanceof Request ? input.headers : undefined;
  const headers = new Headers(init?.headers ?? sent);
  return cutter(headers, bodyOf(init?.body, headers))(id).slice(0, mostId);
}

/** The fields of a body, where it is one that may have secrets in it. */
function bodyOf(body: BodyInit | null | undefined, headers: Headers): Body {
  if (body instanceof URLSearchParams) return { form: Object.fromEntries(body) };
  if (typeof body !== "string") return {};
  if (headers.get("content-type")?.includes("json") !== true) {
    return { form: Object.fromEntries(new URLSearchParams(body)) };
  }
  try {
    return { json: JSON.parse(body) };
  } catch {
    return {};
  }
}

function withoutValues(text: string): string {
  const { origin, pathname, searchParams } = new URL(text);
  const names = [...new Set(searchParams.keys())].map(encodeURIComponent).join("&");
  return `${origin}${pathname}${names === "" ? "" : `?${names}`}`;
}
