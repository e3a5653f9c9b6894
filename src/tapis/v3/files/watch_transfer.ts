/**
 * Following a transfer of Tapis v3.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import { path } from "../../../http/path.ts";
import { lookTimes, pause } from "../../../http/waiting/pause.ts";
import type { TransferStatus, TransferTask } from "./transfers.ts";
import { getTransferTask } from "./transfers.ts";
import type { SignalOptions } from "../../signal_options.ts";
import { checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * The state of a transfer at one moment; as that of a Globus task.
 *
 * @category Transfers
 */
export interface TransferState {
  /** The transfer. */
  readonly task: TransferTask;
  /** How many bytes are transferred. */
  readonly bytesTransferred: number;
  /** How fast, since it began. */
  readonly bytesPerSecond: number;
}

/**
 * How a transfer is watched.
 *
 * @category Transfers
 */
export interface WatchTransferOptions extends SignalOptions {
  /**
   * How long to wait between looks, in seconds, above 0; without it 0.5 at first, and then twice as long
   * each time, up to 10.
   */
  readonly pollingInterval?: number | undefined;
}

const watchTransferKinds: OptionKinds<WatchTransferOptions> = {
  signal: "signal",
  pollingInterval: "number",
};

const endings: readonly TransferStatus[] = [
  "COMPLETED",
  "CANCELLED",
  "FAILED",
  "FAILED_OPT",
  "PAUSED",
];

/**
 * Looks at a transfer again and again until it goes on no more; the last state is the one it ended in.
 *
 * @param client A Tapis v3 client.
 * @param transferId The transfer's id.
 * @param options See {@linkcode WatchTransferOptions}.
 * @throws {RangeError} When the interval is not above 0.
 * @throws {ApiError} When the service refuses to tell.
 * @throws {NetworkError} When no answer comes, or when it is given up.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * const { uuid } = await tapis.createTransferTask([
 *   { sourceURI: "tapis://lab/README.txt", destinationURI: "tapis://archive/about.txt" },
 * ]);
 * let last: number | undefined;
 * for await (const state of tapis.watchTransfer(uuid, { pollingInterval: 0.05 })) {
 *   last = state.bytesTransferred;
 * }
 * assertEquals(last, (await tapis.statFile("lab", "README.txt")).size);
 * ```
 *
 * @category Transfers
 */
export async function* watchTransfer(
  client: Client,
  transferId: string,
  options: WatchTransferOptions = {},
): AsyncGenerator<TransferState, void> {
  checkOptions(options, watchTransferKinds);
  const next = lookTimes(options.pollingInterval);
  while (true) {
    const task = await getTransferTask(client, transferId, { signal: options.signal });
    yield stateOf(task, client.now());
    if (hasEnded(task)) return;
    await pause(client, next(), path`/v3/files/transfers/${{ transferId }}`, options.signal);
  }
}

/**
 * Waits until a transfer goes on no more.
 *
 * @param client A Tapis v3 client.
 * @param transferId The transfer's id.
 * @param options See {@linkcode WatchTransferOptions}.
 * @returns The transfer as it ended: `FAILED_OPT` says that an optional part failed.
 * @throws {RangeError} When the interval is not above 0.
 * @throws {ApiError} When the service refuses to tell.
 * @throws {NetworkError} When no answer comes, or when it is given up.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * const { uuid } = await tapis.createTransferTask([
 *   { sourceURI: "tapis://lab/nothing", destinationURI: "tapis://archive/nothing" },
 * ]);
 * const { status } = await tapis.waitForTransfer(uuid, { pollingInterval: 0.05 });
 * assertEquals(status, "FAILED");
 * ```
 *
 * @category Transfers
 */
export async function waitForTransfer(
  client: Client,
  transferId: string,
  options: WatchTransferOptions = {},
): Promise<TransferTask> {
  checkOptions(options, watchTransferKinds);
  let last: TransferTask | undefined;
  for await (const { task } of watchTransfer(client, transferId, options)) last = task;
  return last ?? await getTransferTask(client, transferId, { signal: options.signal });
}

function hasEnded({ status, endTime }: TransferTask): boolean {
  return endings.includes(status) || status === "UNKNOWN" && typeof endTime === "string";
}

function stateOf(task: TransferTask, now: number): TransferState {
  const bytesTransferred = task.totalBytesTransferred ?? 0;
  const began = Date.parse(task.startTime ?? "");
  const ended = Date.parse(task.endTime ?? "");
  const seconds = ((Number.isFinite(ended) ? ended : now) - began) / 1000;
  return { task, bytesTransferred, bytesPerSecond: seconds > 0 ? bytesTransferred / seconds : 0 };
}
