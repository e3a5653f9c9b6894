/** What documents of transfers and deletes have in common. */

import { ArgumentTypeError } from "../../../argument_error.ts";

/**
 * When the service writes to the person who submitted a task; it always does by default.
 *
 * @category Transfers and deletes
 */
export interface NotifyOptions {
  /** When it succeeded. */
  readonly notifyOnSucceeded?: boolean | undefined;
  /** When it failed. */
  readonly notifyOnFailed?: boolean | undefined;
  /** When it waits for the person. */
  readonly notifyOnInactive?: boolean | undefined;
}

/**
 * When to write, as the API spells it.
 *
 * @param options What the caller chose.
 */
export function notifyFields(options: NotifyOptions): Record<string, boolean | undefined> {
  return {
    notify_on_succeeded: options.notifyOnSucceeded,
    notify_on_failed: options.notifyOnFailed,
    notify_on_inactive: options.notifyOnInactive,
  };
}

/**
 * A text that is not empty.
 *
 * @param what What it is, in words.
 * @param text The text.
 * @throws {TypeError} When it is empty, or no text.
 */
export function demandText(what: string, text: string): string {
  if (typeof text === "string" && text !== "") return text;
  throw new ArgumentTypeError(
    text === "" ? `The ${what} is empty: give it as text` : `The ${what} must be a text`,
  );
}
