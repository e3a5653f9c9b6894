/** A `sleep` that does not wait, and what it was asked to wait, in milliseconds. */
export function patience(): {
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly delays: number[];
} {
  const delays: number[] = [];
  return {
    delays,
    sleep: (ms, signal) => {
      delays.push(ms);
      return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve();
    },
  };
}
