/** The body of an answer: read whole up to a bound, or as it comes. */

import type { Waiting } from "../waiting/waiting.ts";

/** Thrown where a body that is read whole has more bytes than it may. */
export class TooLarge extends Error {}

/** An answer whose body was not read yet. */
export interface Incoming {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /** Reads the body to its end. */
  bytes(): Promise<Bytes>;
  /** Reads the body to its end, as UTF-8 text. */
  text(): Promise<string>;
  /** The body as it comes: it fails with NetworkError where it breaks off, stalls or is given up. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** An answer that has arrived, and what reading it may cost. */
export interface Arrival {
  /** The answer. */
  readonly response: Response;
  /** How long it is waited for. */
  readonly waiting: Waiting;
  /** How much is read whole, in bytes. */
  readonly maxBytes: number;
  /** Is told of each piece of a body that is read as it comes. */
  readonly onPiece: ((piece: Uint8Array) => void) | undefined;
  /** Makes an error of ours. */
  readonly failed: (cause: unknown) => unknown;
}

/**
 * Reads the body of an answer in the way that is asked for.
 *
 * @param arrival The answer, and what reading it may cost.
 * @param onOpen Is told where the body is read after the call has ended.
 */
export function incoming(arrival: Arrival, onOpen: () => void): Incoming {
  const { response, waiting } = arrival;
  return {
    status: response.status,
    headers: response.headers,
    bytes: () => isShort(arrival) ? waiting.until(response.bytes()) : readPieces(arrival),
    text: async () => {
      if (isShort(arrival)) return await waiting.until(response.text());
      return new TextDecoder().decode(await readPieces(arrival));
    },
    stream: () => {
      onOpen();
      return openBody(arrival);
    },
  };
}

/** How many times longer than itself what gzip has packed can be, and no longer. */
const gzipRatio = 1032;

/** Whether it can be no longer than allowed, and so may be read in one go, which is faster. */
function isShort({ response: { headers }, maxBytes }: Arrival): boolean {
  const length = headers.get("content-length");
  // Beside a body in chunks it counts for nothing (RFC 9112, 6.3).
  if (length === null || headers.has("transfer-encoding")) return false;
  const encoding = headers.get("content-encoding");
  if (encoding !== null && encoding !== "gzip") return false;
  return Number(length) * (encoding === null ? 1 : gzipRatio) <= maxBytes;
}

async function readPieces({ response, waiting, maxBytes }: Arrival): Promise<Bytes> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const { headers } = response;
  const told = headers.has("content-encoding") || headers.has("transfer-encoding")
    ? 0
    : Number(headers.get("content-length") ?? 0);
  try {
    if (told > maxBytes) throw new TooLarge();
    let kept: Bytes = new Uint8Array();
    let length = 0;
    let own = false;
    while (true) {
      const { done, value } = await waiting.until(reader.read());
      if (done) return own ? new Uint8Array(kept.buffer.transfer(length)) : kept;
      const needed = length + value.length;
      if (needed > maxBytes) throw new TooLarge();
      // Kept together, since the pieces would hold several times the memory of what is in them.
      if (length === 0) {
        kept = value;
      } else {
        if (!own || needed > kept.length) kept = roomier(kept, own, Math.max(needed, 2 * length));
        own = true;
        kept.set(value, length);
      }
      length = needed;
    }
  } catch (cause) {
    reader.cancel().catch(() => {});
    throw cause;
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

/** The same bytes with room for more; the memory of a piece belongs to whoever made it. */
function roomier(bytes: Bytes, own: boolean, length: number): Bytes {
  if (own) return new Uint8Array(bytes.buffer.transfer(length));
  const copy = new Uint8Array(length);
  copy.set(bytes);
  return copy;
}

function openBody(arrival: Arrival): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { response, waiting, onPiece, failed } = arrival;
  const reader = (response.body ?? new ReadableStream({ start: (body) => body.close() }))
    .getReader();
  const letGo = (): void => {
    waiting.done();
    reader.cancel().catch(() => {});
  };
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller): void {
      waiting.whenEnded(() => {
        letGo();
        controller.error(failed(undefined));
      });
    },
    async pull(controller): Promise<void> {
      try {
        const { done, value } = await waiting.until(reader.read());
        if (done) {
          waiting.done();
          controller.close();
          return;
        }
        waiting.moved(value.length);
        waiting.pause();
        onPiece?.(value);
        controller.enqueue(value);
      } catch (cause) {
        letGo();
        throw failed(cause);
      }
    },
    cancel: letGo,
    // Nothing is fetched before it is wanted.
  }, { highWaterMark: 0 });
}
