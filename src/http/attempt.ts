/** One request and its answer. */

import { PermissionNeededError } from "../credentials/errors.ts";
import { isGranted } from "../credentials/permissions.ts";
import type { Client } from "./client.ts";
import { NetworkError } from "./errors.ts";
import { reachesNetwork } from "./observed_fetch.ts";
import { readReply, type Reply } from "./reply.ts";

/** What is sent once. */
export interface Attempt {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: BodyInit | undefined;
  readonly timeoutMs: number;
  readonly signals: readonly AbortSignal[];
}

/**
 * Sends a request once and reads the answer to its end.
 *
 * @param client The client.
 * @param request What is sent.
 * @throws {NetworkError} When no whole answer comes.
 * @throws {PermissionNeededError} When Deno may not reach the service.
 */
export async function attempt(client: Client, request: Attempt): Promise<Reply> {
  const { method, url, headers, body, timeoutMs, signals } = request;
  demandNet(client, url);
  const controller = new AbortController();
  const giveUp = (): void => controller.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, timeoutMs);
  let answered = false;
  try {
    for (const signal of signals) {
      if (signal.aborted) controller.abort();
      signal.addEventListener("abort", giveUp);
    }
    const response = await client.fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal: controller.signal,
      ...(body === undefined ? {} : { body }),
    });
    answered = true;
    return await readReply(response);
  } catch (cause) {
    const aborted = givenUp(signals, method, url);
    if (aborted !== undefined) throw aborted;
    if (late) {
      throw new NetworkError("time-out", method, url, `not within ${timeoutMs / 1000} s`, {
        cause,
      });
    }
    throw answered
      ? new NetworkError("torn body", method, url, "the answer broke off", { cause })
      : new NetworkError("connection", method, url, `cannot connect to ${new URL(url).host}`, {
        cause,
      });
  } finally {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener("abort", giveUp);
  }
}

/**
 * Refuses before Deno is made to ask: on a terminal it would stop the program with a question.
 *
 * @param client The client.
 * @param url Where the request goes.
 * @throws {PermissionNeededError} When Deno may not reach it.
 */
export function demandNet(client: Client, url: string): void {
  if (!reachesNetwork(client.fetch)) return;
  const { protocol, hostname, port, host } = new URL(url);
  // With its port, since a grant for that port alone is enough.
  const withPort = `${hostname}:${port || (protocol === "http:" ? 80 : 443)}`;
  if (isGranted({ name: "net", host: withPort })) return;
  throw new PermissionNeededError(`Cannot reach ${client.service}`, [`--allow-net=${host}`]);
}

/**
 * What a request ends in that one of its callers gave up, if one did.
 *
 * @param signals The callers' signals.
 * @param method The HTTP method.
 * @param url The URL.
 */
export function givenUp(
  signals: readonly AbortSignal[],
  method: string,
  url: string,
): NetworkError | undefined {
  const given = signals.find((signal) => signal.aborted);
  if (given === undefined) return undefined;
  return new NetworkError("aborted", method, url, "the caller gave up", { cause: given.reason });
}
