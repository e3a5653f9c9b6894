/** Waiting for a service: for a time and no longer, and no longer than the caller wants. */

/** How long a service is waited for. */
export interface Limits {
  /** In all, in milliseconds. */
  readonly totalMs?: number | undefined;
  /** Each time, in milliseconds: until an answer begins, and from one piece to the next. */
  readonly stallMs?: number | undefined;
  /** Those who may give up. */
  readonly signals: readonly AbortSignal[];
}

/** Why a wait ended before what was waited for was there. */
export interface Ending {
  /** As NetworkError has it. */
  readonly reason: "time-out" | "aborted";
  /** More about it. */
  readonly detail: string;
  /** What the one who gave up said, or the time-out. */
  readonly cause: unknown;
}

/** A wait that may be ended from outside. */
export interface Waiting {
  /** Ends what the wait is for. */
  readonly signal: AbortSignal;
  /** Why it ended, if it did. */
  readonly ending: Ending | undefined;
  /**
   * Waits for a promise, however long that takes to notice that nobody waits any more.
   *
   * @param promise What is waited for.
   */
  until<T>(promise: Promise<T>): Promise<T>;
  /**
   * The other side did something: a stall is counted from here.
   *
   * @param bytes How many bytes came with it, where it counts how fast they come.
   */
  moved(bytes?: number): void;
  /** It is not the other side that is waited for, until it `moved`. */
  pause(): void;
  /**
   * The other side gets more time, this once.
   *
   * @param ms So many milliseconds.
   */
  allow(ms: number): void;
  /**
   * All that is still waited for has to be there in time.
   *
   * @param ms So many milliseconds.
   */
  within(ms: number): void;
  /**
   * Tells of the end, also while nothing is waited for.
   *
   * @param tell Is told once.
   */
  whenEnded(tell: (ending: Ending) => void): void;
  /** Lets go of timers and signals. */
  done(): void;
}

/** A body that comes slower than this, in bytes a millisecond, over so many stalls is no use. */
const slowest = { rate: 1, stalls: 10 };

/**
 * Begins to wait.
 *
 * @param limits How long, and who may give up.
 */
export function startWaiting({ totalMs, stallMs, signals }: Limits): Waiting {
  const controller = new AbortController();
  const begun = performance.now();
  let ending: Ending | undefined;
  let refuse: ((cause: unknown) => void) | undefined;
  let tell: ((ending: Ending) => void) | undefined;
  let stallTimer: ReturnType<typeof setTimeout> | undefined;
  let since: number | undefined;
  let waited = 0;
  let came = 0;

  let over = false;
  const done = (): void => {
    // What still moves afterwards, such as the rest of a body that nobody wants, is not waited for.
    over = true;
    clearTimeout(totalTimer);
    clearTimeout(stallTimer);
    stallTimer = undefined;
    for (const signal of signals) signal.removeEventListener("abort", giveUp);
  };
  const end = (reason: Ending["reason"], detail: string, cause: unknown): void => {
    if (ending !== undefined) return;
    ending = { reason, detail, cause };
    done();
    controller.abort(cause);
    refuse?.(cause);
    tell?.(ending);
  };
  const late = (detail: string): void => {
    end("time-out", detail, new DOMException(detail, "TimeoutError"));
  };
  const allLate = (ms = totalMs ?? 0): void => late(`not within ${ms / 1000} s`);
  const giveUp = (): void => {
    end("aborted", "the caller gave up", signals.find(({ aborted }) => aborted)?.reason);
  };
  const watchStall = (): void => {
    stallTimer = undefined;
    if (over || stallMs === undefined || since === undefined) return;
    const left = since + stallMs - performance.now();
    if (left <= 0) return late(`nothing for ${stallMs / 1000} s`);
    // One timer for many pieces: one for each would cost more than the piece.
    stallTimer = setTimeout(watchStall, left);
  };
  let totalTimer = totalMs === undefined ? undefined : setTimeout(allLate, totalMs);
  for (const signal of signals) {
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp);
  }

  const moved = (bytes?: number): void => {
    const now = performance.now();
    if (bytes !== undefined && since !== undefined && stallMs !== undefined) {
      waited += now - since;
      came += bytes;
      if (waited > slowest.stalls * stallMs) {
        if (came < waited * slowest.rate) late("less than 1 kB a second came");
        waited = came = 0;
      }
    }
    since = now;
    if (stallTimer === undefined) watchStall();
  };
  return {
    signal: controller.signal,
    get ending(): Ending | undefined {
      return ending;
    },
    until<T>(promise: Promise<T>): Promise<T> {
      // By the clock, too: pieces that are there already leave a timer no turn.
      if (totalMs !== undefined && performance.now() - begun >= totalMs) allLate();
      if (stallMs !== undefined) moved();
      return new Promise<T>((resolve, reject) => {
        refuse = reject;
        if (ending !== undefined) reject(ending.cause);
        // A timer that was cleared is kept for a while: it would keep what was waited for.
        promise.then((value) => {
          refuse = undefined;
          resolve(value);
        }, (cause) => {
          refuse = undefined;
          reject(cause);
        });
      });
    },
    moved,
    pause(): void {
      since = undefined;
    },
    allow(ms): void {
      moved();
      since = performance.now() + ms;
    },
    within(ms): void {
      if (!over) totalTimer ??= setTimeout(allLate, ms, ms);
    },
    whenEnded(listener): void {
      tell = listener;
      if (ending !== undefined) listener(ending);
    },
    done,
  };
}
