/** The body of a request, watched while it goes out. */

import { ArgumentTypeError } from "../../argument_error.ts";
import type { Waiting } from "../waiting/waiting.ts";

/** A body on its way. */
export interface Outgoing {
  /** What `fetch` takes. */
  readonly body: BodyInit | undefined;
  /** What a source ended in, if not in its end. */
  failure(): { readonly cause: unknown } | undefined;
  /** Whether all of it was taken. */
  isTaken(): boolean;
  /** Lets go of a source that was not read to its end. */
  letGo(): void;
}

/** The most that is taken to lie in the system's own buffers when the last piece was given, in bytes. */
const buffered = 8_388_608;

/** Bytes in a millisecond: a connection slower than this is given up. */
const slowest = 100;

/**
 * How long a body of a known size may take to go out, in milliseconds: a time-out for a small answer
 * would cut off a large file.
 *
 * @param bytes The size.
 */
export function sendingMs(bytes: number): number {
  return Math.ceil(bytes / slowest);
}

/**
 * A request body: a stream is watched, so that the service may take its time over each piece, and the
 * source over making it, but neither is waited for in vain.
 *
 * @param body The body.
 * @param waiting How long the service is waited for.
 * @param onPiece Is told of each piece.
 */
export function outgoing(
  body: BodyInit | undefined,
  waiting: Waiting,
  onPiece: ((piece: Uint8Array) => void) | undefined,
): Outgoing {
  if (!(body instanceof ReadableStream)) {
    return { body, failure: () => undefined, isTaken: () => true, letGo: () => {} };
  }
  const reader = (body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  let failure: { readonly cause: unknown } | undefined;
  let over = false;
  let taken = false;
  let bytes = 0;
  const letGo = (): void => {
    if (over) return;
    over = true;
    reader.cancel().catch(() => {});
  };
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller): Promise<void> {
      waiting.pause();
      try {
        const { done, value } = await reader.read();
        if (done) {
          over = taken = true;
          waiting.allow(sendingMs(Math.min(bytes, buffered)));
          controller.close();
          return;
        }
        if (!(value instanceof Uint8Array)) {
          throw new ArgumentTypeError(
            `A stream that is sent must give bytes (Uint8Array): it gave ${typeof value}`,
          );
        }
        bytes += value.length;
        onPiece?.(value);
        controller.enqueue(value);
        waiting.moved();
      } catch (cause) {
        failure = { cause };
        letGo();
        throw cause;
      }
    },
    cancel: letGo,
  }, { highWaterMark: 0 });
  return { body: stream, failure: () => failure, isTaken: () => taken, letGo };
}
