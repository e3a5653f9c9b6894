/** Following a transfer in one place. */

import { ArgumentTypeError } from "../argument_error.ts";
import { InterruptedError } from "../credentials/secret/hidden_input.ts";
import type { Ferry } from "../ferry/ferry.ts";
import type { FerryOutcome } from "../ferry/tally.ts";
import { outcomeInWords } from "../ferry/words.ts";
import type { TaskOutcome, TaskState, TaskWatch } from "../globus/transfer/tasks/watch_task.ts";
import type { TransferState } from "../tapis/v3/files/watch_transfer.ts";
import type { TransferTask } from "../tapis/v3/files/transfers.ts";
import { type Displayable, inCell } from "./displayable.ts";
import { type Progress, type ProgressBar, progressBar } from "./progress_bar.ts";
import { showKinds, type ShowOptions } from "./show.ts";
import { endings, endOf, isFerry, isGlobus, isLook, progressOf, type State } from "./looks.ts";
import { isKernel } from "../kernel.ts";
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
 * value it shows that in a word, since the bar has said the rest. A failed one is not an error of this
 * function: look at `reason`, at `status`, or at `failed` and `stopped`.
 * @throws {ApiError} When the service refuses to tell.
 * @throws {NetworkError} When no answer comes, or the watching is given up.
 * @throws {InterruptedError} When Jupyter's stop button is pressed: a copy through this machine is stopped,
 * a task at a service goes on. The kernel keeps running: elsewhere the button ends it.
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
    throw noWatch();
  }
  const { label: _label, ...showing } = options;
  using button = stopButton();
  let last: State | undefined;
  let bar: ProgressBar | undefined;
  let isStopped = false;
  const looks: AsyncIterator<State> = watch[Symbol.asyncIterator]();
  for (let coming = looks.next();;) {
    const look = await (isStopped ? coming : Promise.race([coming, button.pressed]))
      .catch((error) => broken(error, last, bar));
    if (look === "pressed") {
      isStopped = true;
      // What goes through this machine comes to a clean end; a task at a service goes on without us.
      if ("stop" in watch) watch.stop();
      else {
        void coming.then(() => looks.return?.()).catch(() => {});
        throw await noLongerWatched(last, bar);
      }
      continue;
    }
    if (look.done) break;
    if (!isLook(look.value)) throw noWatch();
    last = look.value;
    bar ??= progressBar(labelOf(last, options), showing);
    await bar.update({ ...progressOf(last), ended: false });
    coming = looks.next();
  }
  if (last === undefined) {
    throw new ArgumentTypeError("There was nothing to follow: the watch had ended already");
  }
  const ended = await endedAs(last, watch);
  await bar?.update({ ...ended.progress, ended: true });
  if (isStopped && isStoppedCopy(ended.result)) throw stoppedCopy(ended.result);
  // The bar has said the rest.
  return inCell(ended.result, { "text/plain": ended.word });
}

function noWatch(): ArgumentTypeError {
  return new ArgumentTypeError(
    "watch must be a watch of a task, as watchTask() gives it, or a copy, as ferry() does",
  );
}

/** A bar that moves no more would look as if it still did. */
async function broken(
  error: unknown,
  last: State | undefined,
  bar: ProgressBar | undefined,
): Promise<never> {
  if (last !== undefined) {
    const { note = "", ...rest } = progressOf(last);
    const words = isFerry(last) ? note : `${note}: no longer watched`;
    await bar?.update({ ...rest, note: words, failed: isFerry(last), ended: true });
  }
  throw error;
}

async function noLongerWatched(
  last: State | undefined,
  bar: ProgressBar | undefined,
): Promise<InterruptedError> {
  if (last === undefined || isFerry(last)) return new InterruptedError("Stopped at the first look");
  const { note = "", ...rest } = progressOf(last);
  await bar?.update({ ...rest, note: `${note}: ${endings["timed out"]}`, ended: true });
  const again = isGlobus(last)
    ? `watchTask("${last.task.task_id}")`
    : `watchTransfer("${last.task.uuid}")`;
  return new InterruptedError(`Stopped watching; the transfer goes on: ${again} follows it again`);
}

function isStoppedCopy(result: Result): result is FerryOutcome {
  return "stopped" in result && result.stopped !== undefined;
}

function stoppedCopy(outcome: FerryOutcome): InterruptedError {
  const { taskId, submitted } = outcome;
  return new InterruptedError(
    taskId === undefined || submitted === 0
      ? `Stopped: ${outcomeInWords(outcome)}. Run the cell again to copy the rest`
      : `Stopped watching; task ${taskId} goes on. Run the cell again to copy what is missing then`,
  );
}

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
    // The last look may have been before the last file.
    const far = failed ? progressOf(last) : { done: 1, total: 1 };
    return {
      result: outcome,
      progress: { ...far, note: word, failed },
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

function labelOf(state: State, { label }: ProgressOptions): string {
  if (label !== undefined) return label;
  if (isFerry(state)) return "Copy";
  if (isGlobus(state)) return state.task.label ?? `Task ${state.task.task_id}`;
  return state.task.tag ?? `Transfer ${state.task.uuid}`;
}

/** A stop button that is listened to. */
interface StopButton extends Disposable {
  /** Resolves when it is pressed; never outside a kernel. */
  readonly pressed: Promise<"pressed">;
}

/**
 * Listens to Jupyter's stop button until it is disposed of. Jupyter sends the kernel an interrupt, of which
 * Deno's dies, with everything that the cells made; not while somebody listens.
 */
function stopButton(): StopButton {
  const { promise: pressed, resolve } = Promise.withResolvers<"pressed">();
  const press = (): void => resolve("pressed");
  const isHeard = isKernel();
  if (isHeard) Deno.addSignalListener("SIGINT", press);
  return {
    pressed,
    [Symbol.dispose](): void {
      if (isHeard) Deno.removeSignalListener("SIGINT", press);
    },
  };
}
