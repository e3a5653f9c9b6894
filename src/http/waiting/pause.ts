/** Waiting between two looks at what goes on at a service. */

import { ArgumentRangeError } from "../../argument_error.ts";
import { givenUp } from "../request/attempt.ts";
import type { Client } from "../client.ts";
import { callUrl } from "../path.ts";

/** Between the first two looks, and at most, in milliseconds. */
const [soon, most] = [500, 10_000];

/**
 * The times between looks: soon at first, as much is done at once, and then twice as long each time.
 *
 * @param interval A time that was chosen, in seconds, above 0: it is the same between all looks.
 * @returns What gives the next time, in milliseconds.
 * @throws {RangeError} When the interval is not above 0.
 */
export function lookTimes(interval: number | undefined): () => number {
  if (interval !== undefined && !(interval > 0)) {
    throw new ArgumentRangeError(`pollingInterval must be above 0 seconds: it is ${interval}`);
  }
  let next = soon / 2;
  return () => interval === undefined ? (next = Math.min(next * 2, most)) : interval * 1000;
}

/**
 * Waits, unless the caller or the client is given up.
 *
 * @param client The client.
 * @param ms Milliseconds.
 * @param path What is waited for.
 * @param signal Gives up.
 * @throws {NetworkError} When it is given up.
 */
export async function pause(
  client: Client,
  ms: number,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const signals = [client.signal, signal].filter((signal) => signal !== undefined);
  try {
    await client.sleep(ms, signals.length > 1 ? AbortSignal.any(signals) : signals[0]);
  } catch (cause) {
    throw givenUp(signals, "GET", callUrl(client.baseUrl, path)) ?? cause;
  }
}
