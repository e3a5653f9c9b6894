/** Something that is watched: looks to loop over, and how it ended. */

/**
 * Looks at something, one after the other, and how it ended.
 *
 * @category Retries and waiting
 */
export interface Watched<State, Outcome> extends AsyncIterable<State> {
  /**
   * How it ended. Asking for it goes on looking to the end by itself where nobody loops over the
   * looks, or where a loop was left early.
   */
  readonly done: Promise<Outcome>;
}

/**
 * Lets the looks be looped over, or the end be waited for, or both.
 *
 * @param run Makes the looks, and returns how it ended; it is run once.
 */
export function watched<State, Outcome>(
  run: AsyncGenerator<State, Outcome, void>,
): Watched<State, Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  // Who only loops learns of a failure there.
  promise.catch(() => {});
  let loops = 0;
  let draining = false;
  let wanted = false;
  let ended = false;
  let last: State | undefined;
  const look = async (): Promise<IteratorResult<State, Outcome>> => {
    try {
      const result = await run.next();
      if (!result.done) last = result.value;
      else if (!ended) resolve(result.value);
      ended ||= result.done === true;
      return result;
    } catch (cause) {
      ended = true;
      reject(cause);
      throw cause;
    }
  };
  const drain = async (): Promise<void> => {
    // A loop that begins in the same breath takes the looks.
    await Promise.resolve();
    try {
      while (loops === 0 && !ended) await look();
    } catch {
      // The promise tells.
    } finally {
      draining = false;
    }
  };
  const goOn = (): void => {
    if (!wanted || draining || ended) return;
    draining = true;
    void drain();
  };
  const loop = async function* (): AsyncGenerator<State, void> {
    let looked = false;
    try {
      while (!ended) {
        const { done, value } = await look();
        if (done) break;
        looked = true;
        yield value as State;
      }
      // The end had been waited for before: it is shown all the same.
      if (!looked && last !== undefined) yield last;
      await promise;
    } finally {
      loops--;
      goOn();
    }
  };
  return {
    get done(): Promise<Outcome> {
      wanted = true;
      goOn();
      return promise;
    },
    [Symbol.asyncIterator](): AsyncGenerator<State, void> {
      loops++;
      return loop();
    },
  };
}
