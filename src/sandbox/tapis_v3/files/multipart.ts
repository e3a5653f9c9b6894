/** The one part of a `multipart/form-data` body (RFC 7578), as it comes. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const longestHead = 16 * 1024;

/** The body is not what it should be. */
export class BadMultipart extends Error {
  /** Names the error. */
  override name = "BadMultipart";
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  const first = wanted[0] ?? 0;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/**
 * What the part named `file` holds.
 *
 * @param request The request.
 * @throws {BadMultipart} where the body is something else, or ends too early.
 */
export async function* filePart(request: Request): AsyncGenerator<Uint8Array> {
  const type = request.headers.get("content-type") ?? "";
  const boundary = /^multipart\/form-data;.*\bboundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary === undefined || request.body === null) {
    throw new BadMultipart("The body is not multipart/form-data");
  }
  const delimiter = encoder.encode(`\r\n--${boundary}`);
  // The first delimiter has no line before it.
  let held: Uint8Array = encoder.encode("\r\n");
  let inside = false;
  let ended = false;
  for await (const chunk of request.body) {
    if (ended) continue;
    held = joined(held, chunk);
    if (!inside) {
      const end = indexOf(held, encoder.encode("\r\n\r\n"));
      if (end < 0) {
        if (held.length > longestHead) throw new BadMultipart("The part has no end of its head");
        continue;
      }
      const head = decoder.decode(held.subarray(0, end));
      if (!head.startsWith(`\r\n--${boundary}\r\n`) || !/;\s*name="?file"?(;|\s|$)/i.test(head)) {
        throw new BadMultipart('The first part is not named "file"');
      }
      inside = true;
      held = held.subarray(end + 4);
    }
    const end = indexOf(held, delimiter);
    if (end >= 0) {
      if (end > 0) yield held.subarray(0, end);
      ended = true;
      continue;
    }
    // The delimiter may have begun at the end of what has come.
    const sure = held.length - delimiter.length;
    if (sure > 0) {
      yield held.subarray(0, sure);
      held = held.slice(sure);
    }
  }
  if (!ended) throw new BadMultipart("The body ends before the part does");
}
