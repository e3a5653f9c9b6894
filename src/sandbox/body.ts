/** The body is longer than the route takes. */
export class BodyTooLarge extends Error {
  /** Names the error. */
  override name = "BodyTooLarge";
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
  for await (const chunk of request.body ?? []) {
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
