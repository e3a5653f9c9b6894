/** Waiting between two looks. */

import { givenUp } from "../../http/attempt.ts";
import type { Client } from "../../http/client.ts";
import { callUrl } from "../../http/path.ts";

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
