/** Giving up a call. */

/**
 * What a call may be given beyond its arguments.
 *
 * @category Options
 */
export interface SignalOptions {
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/** The part of the options that is the call's. */
export function signalOf({ signal }: SignalOptions): SignalOptions {
  return signal === undefined ? {} : { signal };
}
