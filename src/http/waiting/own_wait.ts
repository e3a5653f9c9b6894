/** Waiting for what others wait for as well. */

import { givenUp } from "../request/attempt.ts";
import { startWaiting } from "./waiting.ts";

/**
 * Waits for a request that several callers share: one who gives up ends the own wait, and not the request.
 *
 * @param shared The request.
 * @param signal Gives up.
 * @param method The HTTP method of the request, for the error.
 * @param url Its URL.
 * @throws {NetworkError} When the caller gives up.
 */
export async function ownWait<T>(
  shared: Promise<T>,
  signal: AbortSignal | undefined,
  method: string,
  url: string,
): Promise<T> {
  if (signal === undefined) return await shared;
  const waiting = startWaiting({ signals: [signal] });
  try {
    return await waiting.until(shared);
  } catch (cause) {
    throw waiting.ending === undefined ? cause : givenUp([signal], method, url) ?? cause;
  } finally {
    waiting.done();
  }
}
