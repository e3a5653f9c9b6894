/** The body is longer than the route takes. */
export class BodyTooLarge extends Error {
  /** Names the error. */
  override name = "BodyTooLarge";
}

/**
 * The body of a request, of a GET too: HTTP allows one, and CAVEclient asks three of its questions that
 * way. Deno's server has it and hides it, since a `Request` of the web has none; its own record of the
 * request gives it away where it is asked as for a POST. Where a runtime keeps no such record there is
 * no body, and the routes that need one say so.
 */
function bodyOf(request: Request): ReadableStream<Uint8Array<ArrayBuffer>> | null {
  if (request.method !== "GET" || !announcesBody(request)) return request.body;
  const name = Object.getOwnPropertySymbols(request)
    .find(({ description }) => description === "request");
  const record = name && Reflect.get(request, name);
  if (typeof record !== "object" || record === null) return null;
  try {
    Object.defineProperty(record, "method", { value: "POST", configurable: true });
    const stream: unknown = Reflect.get(record, "body")?.stream;
    return stream instanceof ReadableStream ? stream : null;
  } catch {
    return null;
  } finally {
    Reflect.deleteProperty(record, "method");
  }
}

/** Whether a request's headers say that it has a body. */
export function announcesBody({ headers }: Request): boolean {
  return headers.has("transfer-encoding") || Number(headers.get("content-length") ?? "0") > 0;
}

/** The chunks of a request's body, until there are more than `limit` bytes. */
async function* chunksOf(
  request: Request,
  limit: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const tooLarge = (): BodyTooLarge => {
    return new BodyTooLarge(`The request body exceeds ${limit} bytes`);
  };
  if (Number(request.headers.get("content-length") ?? "0") > limit) throw tooLarge();
  let total = 0;
  for await (const chunk of bodyOf(request) ?? []) {
    total += chunk.byteLength;
    if (total > limit) throw tooLarge();
    yield chunk;
  }
}

/**
 * Reads a request's body as text, giving up as soon as it is longer than `limit` bytes.
 *
 * @param request The request.
 * @param limit The largest body, in bytes.
 * @throws {BodyTooLarge} where it is longer.
 */
export async function readBody(request: Request, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for await (const chunk of chunksOf(request, limit)) {
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join("");
}

/**
 * Reads a request's body as bytes, giving up as soon as there are more than `limit`.
 *
 * @param request The request.
 * @param limit The largest body, in bytes.
 * @throws {BodyTooLarge} where it is longer.
 */
export async function readBytes(
  request: Request,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks = await Array.fromAsync(chunksOf(request, limit));
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
