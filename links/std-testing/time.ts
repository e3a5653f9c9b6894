/**
 * Timers that stand still until a test moves them. The real package has much more of it.
 *
 * @module
 */

const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;

interface Timer {
  id: number;
  due: number;
  every: number | undefined;
  run: () => void;
}

/** Replaces the timers until the end of the block that it was bound in with `using`. */
export class FakeTime {
  #now = Date.now();
  #timers = new Map<number, Timer>();
  #lastId = 0;

  /** Starts at the time it is. */
  constructor() {
    const clear = (id?: unknown) => void this.#timers.delete(id as number);
    Object.assign(globalThis, {
      setTimeout: (run: () => void, wait?: number) => this.#add(run, wait, false),
      setInterval: (run: () => void, wait?: number) => this.#add(run, wait, true),
      clearTimeout: clear,
      clearInterval: clear,
    });
  }

  #add(run: () => void, wait = 0, repeats: boolean): number {
    const id = ++this.#lastId;
    const every = repeats ? Math.max(1, wait) : undefined;
    this.#timers.set(id, { id, due: this.#now + (every ?? wait), every, run });
    return id;
  }

  /** Lets pending promises settle, then moves on by `ms`, running what falls due. */
  async tickAsync(ms = 0): Promise<void> {
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    const end = this.#now + ms;
    for (let timer = this.#first(); timer && timer.due <= end; timer = this.#first()) {
      this.#now = timer.due;
      if (timer.every === undefined) this.#timers.delete(timer.id);
      else timer.due += timer.every;
      timer.run();
    }
    this.#now = end;
  }

  /** The timer that is due first; of those due together, the one set first. */
  #first(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers.values()) {
      if (!first || timer.due < first.due) first = timer;
    }
    return first;
  }

  /** Puts the real timers back. */
  [Symbol.dispose](): void {
    Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval });
  }
}
