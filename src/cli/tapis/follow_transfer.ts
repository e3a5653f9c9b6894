/** Following a transfer of Tapis v3 to its end. */

import type { TapisClient } from "../../tapis/v3/client.ts";
import type { TransferTask } from "../../tapis/v3/transfers.ts";
import type { TransferState } from "../../tapis/v3/watch_transfer.ts";
import { openBar } from "../bar.ts";
import { confirmed } from "../confirm.ts";
import { exitCodes } from "../exit_code.ts";
import { checkFollowing } from "../globus/follow_task.ts";
import type { Io } from "../io.ts";
import { bytesInWords, counted, plain } from "../text.ts";

/** How a transfer is followed. */
export interface FollowTransferOptions {
  /** How long at most, in seconds; without it, to the end. */
  readonly timeout?: number | undefined;
  /**
   * How long to wait between looks, in seconds.
   *
   * @default {1}
   */
  readonly pollingInterval?: number | undefined;
}

/** How following a transfer ended. */
export interface FollowedTransfer {
  /** The transfer at the last look; none where there was no look before Ctrl-C. */
  readonly task: TransferTask | undefined;
  /** 0 when it is complete, 1 when it is not, 5 when the time was over first, 130 at Ctrl-C. */
  readonly code: number;
}

/** Shows how a transfer fares, look by look. */
interface TransferProgress {
  show(state: TransferState): void;
  stop(): void;
}

/**
 * Looks at a transfer until it goes on no more, or the time is over, shows how it fares, and says why it
 * is not complete. At Ctrl-C the person is asked whether to cancel it; unless they say so, it goes on.
 *
 * @param tapis A Tapis v3 client.
 * @param id The transfer's id.
 * @param options How long, how often.
 * @param io Where to show it, and who is asked.
 * @throws {MisuseError} When the time or the interval makes no sense.
 * @throws {ApiError} When the service refuses to tell.
 */
export async function followTransfer(
  tapis: TapisClient,
  id: string,
  options: FollowTransferOptions,
  io: Io,
): Promise<FollowedTransfer> {
  checkFollowing(options);
  const { timeout, pollingInterval = 1 } = options;
  const stopping = new AbortController();
  io.stopped().then(() => stopping.abort());
  const late = new AbortController();
  const timer = timeout === undefined ? undefined : setTimeout(() => late.abort(), timeout * 1000);
  const progress = await transferProgress(io);
  let task: TransferTask | undefined;
  try {
    const signal = AbortSignal.any([stopping.signal, late.signal]);
    for await (const state of tapis.watchTransfer(id, { pollingInterval, signal })) {
      task = state.task;
      progress.show(state);
    }
  } catch (error) {
    if (!stopping.signal.aborted && !late.signal.aborted) throw error;
    if (!stopping.signal.aborted) task = await tapis.getTransferTask(id);
  } finally {
    clearTimeout(timer);
    progress.stop();
  }
  if (stopping.signal.aborted && task?.status !== "COMPLETED") {
    await askWhetherToCancel(tapis, id, io);
    return { task, code: exitCodes.interrupted };
  }
  const problem = task && transferProblem(task);
  if (problem === undefined) return { task, code: exitCodes.ok };
  io.err(`keyferry: ${plain(problem)}`);
  return {
    task,
    code: late.signal.aborted && goesOn(task) ? exitCodes.timedOut : exitCodes.failed,
  };
}

/** A second Ctrl-C is a no. */
async function askWhetherToCancel(tapis: TapisClient, id: string, io: Io): Promise<void> {
  const asked = io.stdinIsTerminal ? confirmed(`Cancel transfer ${id}`, false, io) : false;
  if (await Promise.race([asked, io.stopped().then(() => false)])) {
    await tapis.cancelTransferTask(id);
    io.err("Tapis was asked to cancel it");
    return;
  }
  io.err(`Transfer ${id} goes on: keyferry tapis transfers wait ${id}`);
}

/**
 * Why a transfer is not complete; `undefined` when it is.
 *
 * @param task The transfer.
 */
function transferProblem({ uuid: id, status, errorMessage }: TransferTask): string | undefined {
  const why = errorMessage ? `: ${errorMessage}` : "";
  switch (status) {
    case "COMPLETED":
      return undefined;
    case "FAILED":
      return `Transfer ${id} failed${why || ": the service does not say why"}`;
    case "FAILED_OPT":
      return `Transfer ${id} ended, and an optional part of it failed${why}`;
    case "CANCELLED":
      return `Transfer ${id} was cancelled`;
    case "PAUSED":
      return `Transfer ${id} is paused${why}`;
    default:
      return `Transfer ${id} has not ended in that time (${status}); it goes on: ` +
        `keyferry tapis transfers wait ${id}`;
  }
}

/** Whether a transfer may still become complete by itself. */
function goesOn(task: TransferTask | undefined): boolean {
  return !["COMPLETED", "FAILED", "FAILED_OPT", "CANCELLED"].includes(task?.status ?? "");
}

/** A progress bar where a person sees standard error, else a line for each change. */
async function transferProgress(io: Io): Promise<TransferProgress> {
  if (io.stderrIsTerminal) {
    const bar = await openBar(io);
    return {
      show: (state) => bar.show(fractionOf(state.task), facts(state)),
      stop: () => bar.stop(),
    };
  }
  let last = "";
  return {
    show(state: TransferState): void {
      const line = `${state.task.status}  ${facts(state)}`;
      if (line !== last) io.note(line);
      last = line;
    },
    stop(): void {},
  };
}

/** The number of bytes grows while the service walks through folders: full is what is complete. */
function fractionOf(task: TransferTask): number {
  if (task.status === "COMPLETED") return 1;
  const { totalBytesTransferred: done = 0, estimatedTotalBytes: total = 0 } = task;
  return total > 0 ? Math.min(done / total, 0.99) : 0;
}

function facts({ task, bytesTransferred, bytesPerSecond }: TransferState): string {
  const { completeTransfers: done = 0, totalTransfers: all = 0, estimatedTotalBytes } = task;
  const total = estimatedTotalBytes ? ` of ${bytesInWords(estimatedTotalBytes)}` : "";
  const rate = Math.round(bytesPerSecond);
  return [
    `${done} of ${counted(all, "file")}`,
    bytesInWords(bytesTransferred) + total,
    ...(rate > 0 ? [`${bytesInWords(rate)}/s`] : []),
  ].join(", ");
}
