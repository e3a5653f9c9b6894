/**
 * Time that stands still until a test moves it.
 *
 * @module
 */

const real = {
  Date,
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  timeout: AbortSignal.timeout,
};

/** Time was faked, restored or used in the wrong order. */
export class TimeError extends Error {
  override name = "TimeError";
}

interface Timer {
  id: number;
  due: number;
  every: number | undefined;
  run: () => void;
}

let active: FakeTime | undefined;

function needTime(): FakeTime {
  if (!active) throw new TimeError("Cannot set a timer: time is not faked");
  return active;
}

const FakeDate = new Proxy(real.Date, {
  construct(target, args, newTarget) {
    return Reflect.construct(target, args.length === 0 ? [nowOrReal()] : args, newTarget);
  },
  apply(target) {
    return new target(nowOrReal()).toString();
  },
  get(target, property, receiver) {
    return property === "now" ? nowOrReal : Reflect.get(target, property, receiver);
  },
});

function nowOrReal(): number {
  return active?.now ?? real.Date.now();
}

/**
 * Replaces `Date`, the timers and `AbortSignal.timeout` until `restore()`, or the end of the block
 * it was bound in with `using`. There is one at a time.
 */
export class FakeTime {
  #now: number;
  #start: number;
  #timers = new Map<number, Timer>();
  #lastId = 0;

  /** Starts at `start`, or at the time it is. */
  constructor(start?: number | string | Date | null) {
    if (active) throw new TimeError("Cannot construct FakeTime: time is already faked");
    this.#start = start === undefined || start === null
      ? real.Date.now()
      : typeof start === "number"
      ? Math.floor(start)
      : new real.Date(start).getTime();
    if (Number.isNaN(this.#start)) {
      throw new TypeError(`Cannot construct FakeTime: invalid start time ${this.#start}`);
    }
    this.#now = this.#start;
    active = this;
    this.#install();
  }

  #install(): void {
    const clear = (id?: unknown) => void needTime().#timers.delete(id as number);
    globalThis.Date = FakeDate;
    Object.assign(globalThis, {
      setTimeout: (run: unknown, delay?: number, ...args: unknown[]) =>
        needTime().#add(run, delay, args, false),
      setInterval: (run: unknown, delay?: number, ...args: unknown[]) =>
        needTime().#add(run, delay, args, true),
      clearTimeout: clear,
      clearInterval: clear,
    });
    AbortSignal.timeout = (ms) => {
      const controller = new AbortController();
      const stop = () => controller.abort(new DOMException("Signal timed out.", "TimeoutError"));
      needTime().#add(stop, ms, [], false);
      return controller.signal;
    };
  }

  #add(run: unknown, delay = 0, args: unknown[], repeat: boolean): number {
    if (typeof run !== "function") {
      throw new TimeError(
        `FakeTime does not support non-function callbacks to ${
          repeat ? "setInterval" : "setTimeout"
        }`,
      );
    }
    const wait = Math.max(repeat ? 1 : 0, Math.floor(delay));
    const id = ++this.#lastId;
    this.#timers.set(id, {
      id,
      due: this.#now + wait,
      every: repeat ? wait : undefined,
      run: () => run(...args),
    });
    return id;
  }

  /** The timer that is due first; of those due together, the one set first. */
  #first(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers.values()) {
      if (!first || timer.due < first.due) first = timer;
    }
    return first;
  }

  /** The time, in ms since 1970. */
  get now(): number {
    return this.#now;
  }

  /** Moves on to a time, running what falls due. */
  set now(value: number) {
    if (value < this.#now) {
      throw new RangeError(
        `Cannot set current time in the past, time must be >= ${this.#now}: received ${value}`,
      );
    }
    for (let timer = this.#first(); timer && timer.due <= value; timer = this.#first()) {
      this.#now = timer.due;
      this.#timers.delete(timer.id);
      if (timer.every !== undefined) {
        this.#timers.set(timer.id, { ...timer, due: timer.due + timer.every });
      }
      timer.run();
    }
    this.#now = value;
  }

  /** The time it started at, in ms since 1970. */
  get start(): number {
    return this.#start;
  }

  /** Waits in real time, by default for pending promises only. */
  async delay(ms: number): Promise<void> {
    await new Promise<void>((resolve) => real.setTimeout.call(globalThis, resolve, ms));
  }

  /** Lets pending promises settle. */
  async runMicrotasks(): Promise<void> {
    await this.delay(0);
  }

  /** Moves on by `ms`. */
  tick(ms = 0): void {
    this.now += ms;
  }

  /** Lets pending promises settle, then moves on by `ms`. */
  async tickAsync(ms = 0): Promise<void> {
    await this.runMicrotasks();
    this.now += ms;
  }

  /** Moves on to the next timer; `false` if there is none. */
  next(): boolean {
    const timer = this.#first();
    if (timer) this.now = timer.due;
    return timer !== undefined;
  }

  /** Lets pending promises settle, then moves on to the next timer. */
  async nextAsync(): Promise<boolean> {
    await this.runMicrotasks();
    return this.next();
  }

  /** Runs all timers, and those that they set. */
  runAll(): void {
    while (this.next());
  }

  /** Runs all timers, and those that they set, letting promises settle before each. */
  async runAllAsync(): Promise<void> {
    while (this.#timers.size > 0) await this.nextAsync();
  }

  /** Puts the real time back. */
  restore(): void {
    if (active !== this) throw new TimeError("Cannot restore time: time is already restored");
    active = undefined;
    const { timeout, ...globals } = real;
    Object.assign(globalThis, globals);
    AbortSignal.timeout = timeout;
  }

  /** Puts the real time back. */
  [Symbol.dispose](): void {
    this.restore();
  }
}
