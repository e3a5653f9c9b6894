/** Following work that a service does, to its end. */

import { longestMs } from "../../http/client.ts";
import { isNetworkError } from "../../http/reply/errors.ts";
import { openBar } from "./bar.ts";
import { type CallOptions, nextLine } from "../words/command_text.ts";
import { confirmed } from "./confirm.ts";
import { exitCodes } from "../exit_code.ts";
import type { Io } from "./io.ts";
import type { AnyCommand } from "./job.ts";
import { MisuseError } from "../words/misuse.ts";
import { plain, secondsInWords } from "./text.ts";

/** How work is followed. */
export interface FollowOptions {
  /** How long at most, in seconds; without it, to the end. */
  readonly timeout?: number | undefined;
  /**
   * How long to wait between looks, in seconds.
   *
   * @default {1}
   */
  readonly pollingInterval?: number | undefined;
}

/** What is wrong, and the words of a command that helps. */
export type Problem = readonly [words: string, next?: readonly string[]];

/** Work that a service does, at one look. */
export interface Look<Task> {
  /** The service's document. */
  readonly task: Task;
  /** In how many seconds it will have ended, where that is known. */
  readonly eta?: number | undefined;
}

/** Work that can be followed. */
export interface Followable<Task, State extends Look<Task> = Look<Task>> {
  /** What it is to the person, such as `Task`. */
  readonly what: string;
  /** Its id. */
  readonly id: string;
  /** The words of the command that waits for it. */
  readonly waiter: readonly string[];
  /** Looks at it again and again, until it goes on no more. */
  watch(how: {
    readonly pollingInterval: number;
    readonly signal: AbortSignal;
  }): AsyncIterable<State>;
  /** Looks at it once. */
  look(): Promise<Task>;
  /** How far it is, from 0 to 1, and the facts in words; told how far it was. */
  progress(state: State, before: number): { readonly done: number; readonly facts: string };
  /** Its state in the service's word. */
  status(task: Task): string;
  /** What holds it up, where the service tells. */
  waitsFor?(task: Task): string;
  /** Whether it may still end well by itself. */
  goesOn(task: Task): boolean;
  /** Why it did not end well; `undefined` when it did. */
  problem(task: Task): Problem | undefined | Promise<Problem | undefined>;
  /** Cancels it, and says what the service answered. */
  cancel(): Promise<string>;
}

/** How following ended. */
export interface Followed<Task> {
  /** The work at the last look; none where there was no look before Ctrl-C. */
  readonly task: Task | undefined;
  /** 0 when it succeeded whole, 1 when it did not, 5 when the time was over first, 130 at Ctrl-C. */
  readonly code: number;
}

/** The shortest time between looks, in seconds: a service is not to be asked in a tight loop. */
const shortestInterval = 0.1;

/**
 * Looks at work until it goes on no more, or the time is over, and says why it did not end well. At
 * Ctrl-C the person is asked whether to cancel it; unless they agree, it goes on.
 *
 * @param work The work.
 * @param options How long, how often; `silent`: show nothing on the way; and the options of the call.
 * @param io Where to show it, and who is asked.
 * @throws {ApiError} When the service refuses to tell.
 */
export async function follow<Task, State extends Look<Task>>(
  work: Followable<Task, State>,
  options: FollowOptions & CallOptions & { readonly silent?: boolean },
  io: Io,
): Promise<Followed<Task>> {
  const { timeout, pollingInterval = 1, silent } = options;
  const stopping = new AbortController();
  io.stopped().then(() => stopping.abort());
  const late = new AbortController();
  const ms = timeout && Math.min(timeout * 1000, longestMs);
  const timer = ms === undefined ? undefined : setTimeout(() => late.abort(), ms);
  const display = silent ? undefined : await progressOf(work, io);
  let task: Task | undefined;
  let problem: Problem | undefined;
  try {
    try {
      const signal = AbortSignal.any([stopping.signal, late.signal]);
      for await (const state of work.watch({ pollingInterval, signal })) {
        task = state.task;
        display?.show(state);
      }
    } catch (error) {
      const isOver = stopping.signal.aborted || late.signal.aborted;
      if (!isOver || !isNetworkError(error) && !isAbort(error)) throw error;
      if (!stopping.signal.aborted) task = await work.look();
    }
    if (task !== undefined && !work.goesOn(task)) problem = await work.problem(task);
  } finally {
    clearTimeout(timer);
    display?.stop(problem && task && work.status(task));
  }
  if (stopping.signal.aborted && (task === undefined || work.goesOn(task))) {
    await askWhetherToCancel(work, options, io);
    return { task, code: exitCodes.interrupted };
  }
  const isLate = task !== undefined && work.goesOn(task);
  if (isLate && task !== undefined) problem = lateness(work, task);
  if (problem === undefined) return { task, code: exitCodes.ok };
  const [words, next] = problem;
  io.err(`keyferry: ${plain(words)}`);
  if (next !== undefined) io.err(nextLine(next, options));
  return { task, code: isLate ? exitCodes.timedOut : exitCodes.failed };
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

function lateness<Task>(work: Followable<Task>, task: Task): Problem {
  const { what, id, waiter } = work;
  const why = work.waitsFor?.(task) ?? work.status(task);
  return [`${what} ${id} has not ended in that time (${why}); it goes on`, waiter];
}

/** A second Ctrl-C is a no. */
async function askWhetherToCancel<Task>(
  { what, id, waiter, cancel }: Pick<Followable<Task>, "what" | "id" | "waiter" | "cancel">,
  options: CallOptions,
  io: Io,
): Promise<void> {
  const question = `Cancel ${what.toLowerCase()} ${id}`;
  const asked = io.stdinIsTerminal ? confirmed(question, false, io) : false;
  const stopped = io.stopped().then(() => {
    // The question stands there without its answer.
    io.draw("\n");
    return false;
  });
  if (await Promise.race([asked, stopped])) {
    io.err(plain(await cancel()));
    return;
  }
  io.err(`${what} ${id} goes on`);
  io.err(nextLine(waiter, options));
}

/** Shows how work is doing, look by look. */
interface Display<State> {
  show(state: State): void;
  /** Ends it; with the service's word where the work failed. */
  stop(failed: string | undefined): void;
}

/** A progress bar where a person sees standard error, else a line for each change. */
async function progressOf<Task, State extends Look<Task>>(
  work: Followable<Task, State>,
  io: Io,
): Promise<Display<State>> {
  let last = "";
  if (!io.stderrIsTerminal) {
    return {
      show(state): void {
        const line = `${work.status(state.task)}  ${work.progress(state, 0).facts}`;
        if (line !== last) io.note(line);
        last = line;
      },
      stop(): void {},
    };
  }
  const bar = await openBar(io);
  const now = io.surroundings.now ?? Date.now;
  const begun = now();
  let shown = 0;
  return {
    show(state): void {
      const { done, facts } = work.progress(state, shown);
      shown = done;
      const elapsed = secondsInWords((now() - begun) / 1000);
      const left = state.eta ? [`${secondsInWords(state.eta)} left`] : [];
      last = [facts, elapsed, ...left].join(", ");
      bar.show(shown, last);
    },
    stop(failed): void {
      if (failed !== undefined) bar.show(shown, `${failed}, ${last}`);
      bar.stop();
    },
  };
}

/**
 * Refuses times that make no sense, before anything is submitted.
 *
 * @param options The times.
 * @throws {MisuseError} When one makes no sense.
 */
export function checkFollowing({ timeout, pollingInterval }: FollowOptions): void {
  if (timeout !== undefined && !(timeout > 0)) {
    throw new MisuseError(`--timeout must be more than 0 seconds: it is ${timeout}`);
  }
  if (pollingInterval !== undefined && !(pollingInterval >= shortestInterval)) {
    throw new MisuseError(
      `--polling-interval must be at least ${shortestInterval} seconds: it is ${pollingInterval}`,
    );
  }
}

/**
 * Adds the options of {@linkcode FollowOptions}.
 *
 * @param command The command.
 * @param depends The option without which they make no sense.
 */
export function withFollowOptions(
  command: AnyCommand,
  depends: readonly string[] = [],
): AnyCommand {
  return command
    .option("--timeout <seconds:number>", "Wait no longer than this.", { depends: [...depends] })
    .option("--polling-interval <seconds:number>", "The time between two checks; 1 by default.", {
      depends: [...depends],
    });
}
