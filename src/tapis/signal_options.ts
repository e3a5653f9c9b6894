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
