/** The body of an answer: read whole up to a bound, or as it comes. */

import type { Waiting } from "./waiting.ts";

/** Thrown where a body that is read whole has more bytes than it may. */
export class TooLarge extends Error {}

/** An answer whose body was not read yet. */
export interface Incoming {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /** Reads the body to its end. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
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

/** Whether it may be read in one go; what is packed may have any length. */
function isShort({ response, maxBytes }: Arrival): boolean {
  const length = response.headers.get("content-length");
  return length !== null && Number(length) <= maxBytes && !response.headers.has("content-encoding");
}

async function readPieces(arrival: Arrival): Promise<Uint8Array<ArrayBuffer>> {
  const { response, waiting, maxBytes } = arrival;
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    while (true) {
      const { done, value } = await waiting.until(reader.read());
      if (done) return joined(pieces, length);
      length += value.length;
      if (length > maxBytes) throw new TooLarge();
      pieces.push(value);
    }
  } catch (cause) {
    reader.cancel().catch(() => {});
    throw cause;
  }
}

function joined(
  pieces: readonly Uint8Array<ArrayBuffer>[],
  length: number,
): Uint8Array<ArrayBuffer> {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
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
