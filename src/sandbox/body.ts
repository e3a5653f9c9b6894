/** The body is longer than the route takes. */
export class BodyTooLarge extends Error {
  /** Names the error. */
  override name = "BodyTooLarge";
}

/**
 * Reads a request's body as text, giving up as soon as it is longer than `limit` bytes.
 *
 * @param request The request.
 * @param limit The largest body, in bytes.
 * @throws {BodyTooLarge} where it is longer.
 */
export async function readBody(request: Request, limit: number): Promise<string> {
  const announced = Number(request.headers.get("content-length") ?? "0");
  if (announced > limit) throw new BodyTooLarge(`The request body exceeds ${limit} bytes`);
  if (request.body === null) return "";
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let total = 0;
  for await (const chunk of request.body) {
    total += chunk.byteLength;
    if (total > limit) throw new BodyTooLarge(`The request body exceeds ${limit} bytes`);
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join("");
}
