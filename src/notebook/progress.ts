/** Following a transfer in one place. */

import { ArgumentTypeError } from "../argument_error.ts";
import type { Ferry } from "../ferry/ferry.ts";
import type { FerryOutcome, FerryState } from "../ferry/tally.ts";
import { outcomeInWords, partDone, stateInWords } from "../ferry/words.ts";
import type { TaskOutcome, TaskState, TaskWatch } from "../globus/transfer/tasks/watch_task.ts";
import type { TransferState } from "../tapis/v3/files/watch_transfer.ts";
import type { TransferTask } from "../tapis/v3/files/transfers.ts";
import { bytesInWords, counted, plain } from "../text.ts";
import { type Displayable, inCell } from "./displayable.ts";
import { type Progress, progressBar } from "./progress_bar.ts";
import { showKinds, type ShowOptions } from "./show.ts";
import { amountInWords, filesDone, filesInWords } from "./task_words.ts";
import { checkOptions, type OptionKinds } from "../options.ts";

/** What may be chosen about following a transfer. */
export interface ProgressOptions extends ShowOptions {
  /** What stands before the bar; the transfer's own label by default. */
  readonly label?: string | undefined;
}

const progressKinds: OptionKinds<ProgressOptions> = { ...showKinds, label: "text" };

/**
 * Follows a transfer to its end, in one display below the cell that updates in place. Outside a kernel
 * the end is printed, to standard error.
 *
 * @param watch What `ferry()`, `watchTask()` of Globus, or `watchTransfer()` of Tapis v3 gave.
 * @param options See {@linkcode ProgressOptions}.
 * @returns How a Globus task ended, a Tapis transfer as it ended, or what came of a copy; as a cell's last
 * value it shows that in a word, since the bar has said the rest. A failed one is not an error of this function:
 * look at `reason`, at `status`, or at `failed` and `stopped`.
 * @throws {ApiError} When the service refuses to tell.
 * @throws {NetworkError} When no answer comes, or the watching is given up.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer, transferClient, transferData } from "@keyferry/keyferry/globus";
 * import { progress } from "@keyferry/keyferry/notebook";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const [lab, archive] = sandbox.collections;
 * const data = transferData(lab?.id ?? "", archive?.id ?? "", { label: "run 7" });
 * data.addItem("/", "/copy/", { recursive: true });
 * const { task_id } = await transfer.submitTransfer(data);
 *
 * const outcome = await progress(transfer.watchTask(task_id, { pollingInterval: 0.1 }));
 * assertEquals([outcome.reason, outcome.task.files_transferred], ["succeeded", 4]);
 * ```
 */
export function progress(
  watch: TaskWatch,
  options?: ProgressOptions,
): Promise<TaskOutcome & Displayable>;
/** A transfer of Tapis v3. */
export function progress(
  watch: AsyncIterable<TransferState>,
  options?: ProgressOptions,
): Promise<TransferTask & Displayable>;
/** A copy between any two places. */
export function progress(
  watch: Ferry,
  options?: ProgressOptions,
): Promise<FerryOutcome & Displayable>;
export async function progress(
  watch: TaskWatch | AsyncIterable<TransferState> | Ferry,
  options: ProgressOptions = {},
): Promise<Result & Displayable> {
  checkOptions(options, progressKinds);
  if (typeof watch !== "object" || watch === null || !(Symbol.asyncIterator in watch)) {
    throw new ArgumentTypeError("watch must be a watch of a task, as watchTask() gives it");
  }
  const { label: _label, ...showing } = options;
  let last: State | undefined;
  let bar: ReturnType<typeof progressBar> | undefined;
  for await (const state of watch) {
    bar ??= progressBar(labelOf(state, options), showing);
    await bar.update({ ...progressOf(state), ended: false });
    last = state;
  }
  if (last === undefined) {
    throw new ArgumentTypeError("There was nothing to follow: the watch had no look");
  }
  const ended = await endedAs(last, watch);
  await bar?.update({ ...ended.progress, ended: true });
  // The bar has said the rest.
  return inCell(ended.result, { "text/plain": ended.word });
}

type State = TaskState | TransferState | FerryState;
type Result = TaskOutcome | TransferTask | FerryOutcome;

/** How it ended. */
interface Ended {
  /** What is returned. */
  readonly result: Result;
  /** How far it came. */
  readonly progress: Progress;
  /** How it ended, in a word. */
  readonly word: string;
}

async function endedAs(
  last: State,
  watch: TaskWatch | AsyncIterable<TransferState> | Ferry,
): Promise<Ended> {
  if (isFerry(last)) {
    const outcome = await (watch as Ferry).done;
    const word = outcomeInWords(outcome);
    const failed = outcome.failed > 0 || outcome.stopped !== undefined;
    const progress = { ...progressOf(last), note: word, failed };
    return {
      result: outcome,
      progress,
      word: outcome.stopped === undefined ? word : `${word}; stopped`,
    };
  }
  return isGlobus(last) ? endedTask(last, await (watch as TaskWatch).done) : endedTransfer(last);
}

function endedTask(state: TaskState, outcome: TaskOutcome): Ended {
  return { result: outcome, progress: endOf(state, outcome), word: outcome.reason };
}

function endedTransfer(state: TransferState): Ended {
  return { result: state.task, progress: progressOf(state), word: state.task.status };
}

function isGlobus(state: State): state is TaskState {
  return "newEvents" in state;
}

function isFerry(state: State): state is FerryState {
  return "filesDone" in state;
}

function labelOf(state: State, { label }: ProgressOptions): string {
  if (label !== undefined) return label;
  if (isFerry(state)) return "Copy";
  if (isGlobus(state)) return state.task.label ?? `Task ${state.task.task_id}`;
  return state.task.tag ?? `Transfer ${state.task.uuid}`;
}

function progressOf(state: State): Progress {
  if (isFerry(state)) {
    const [done, total] = partDone(state);
    return { done, total, note: stateInWords(state) };
  }
  return isGlobus(state) ? globusProgress(state) : tapisProgress(state);
}

function globusProgress({ task, newEvents, eta }: TaskState): Progress {
  const active = task.status === "ACTIVE";
  const left = active && eta !== undefined ? `, about ${seconds(eta)} left` : "";
  const faults = newEvents.filter(({ is_error }) => is_error).map(({ code }) => plain(code));
  const trouble = faults.length === 0 ? "" : `, ${[...new Set(faults)].join(", ")}`;
  return {
    done: filesDone(task),
    // A task that has not yet looked at its folders has no files, and all of them would be done.
    ...(active && task.files === 0 ? {} : { total: task.files }),
    note: `${filesInWords(task)}, ${amountInWords(task)}${left}${trouble}`,
  };
}

function endOf(state: TaskState, { task, reason }: TaskOutcome): Progress {
  const { note = "", ...rest } = globusProgress(state);
  const words = reason === "failed" ? task.fatal_error?.description ?? reason : endings[reason];
  return {
    ...rest,
    failed: reason === "failed",
    note: reason === "succeeded" ? note : `${note}: ${plain(words)}`,
  };
}

const endings: Readonly<Record<Exclude<TaskOutcome["reason"], "failed">, string>> = {
  succeeded: "done",
  inactive: "waits for you, see https://app.globus.org/activity",
  cancelled: "cancelled",
  "timed out": "no longer watched, it goes on",
};

function tapisProgress({ task, bytesTransferred, bytesPerSecond }: TransferState): Progress {
  const { completeTransfers: done = 0, totalTransfers: files = 0, estimatedTotalBytes } = task;
  const counts = files === 0 ? "" : `${done} of ${counted(files, "file")}, `;
  const speed = bytesPerSecond > 0 ? `, ${bytesInWords(Math.round(bytesPerSecond))}/s` : "";
  const { status } = task;
  const failed = status === "FAILED" || status === "FAILED_OPT";
  const fine = status === "COMPLETED" || status === "IN_PROGRESS" || status === "FAILED";
  const ending = fine ? "" : `, ${plain(status.toLowerCase())}`;
  return {
    done: bytesTransferred,
    ...(estimatedTotalBytes === undefined ? {} : { total: estimatedTotalBytes }),
    failed,
    note: `${counts}${bytesInWords(bytesTransferred)}${speed}${ending}`,
  };
}

function seconds(count: number): string {
  return count < 90 ? `${Math.ceil(count)} s` : `${Math.round(count / 60)} min`;
}
