/** Lets a number of holders in at once; the others wait their turn. */
export interface Gate {
  /** Waits for a place. @throws The signal's reason where it aborts first. */
  enter(signal: AbortSignal): Promise<void>;
  /** Gives the place to the next. */
  leave(): void;
}

/** Makes a gate with so many places. */
export function makeGate(places: number): Gate {
  let free = places;
  const waiting: (() => void)[] = [];
  return {
    enter(signal) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (free > 0) {
        free--;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        function admit(): void {
          signal.removeEventListener("abort", giveUp);
          resolve();
        }
        function giveUp(): void {
          waiting.splice(waiting.indexOf(admit), 1);
          reject(signal.reason);
        }
        waiting.push(admit);
        signal.addEventListener("abort", giveUp, { once: true });
      });
    },
    leave() {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    },
  };
}
