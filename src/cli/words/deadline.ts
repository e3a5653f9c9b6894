/** When a task is given up, as it is written on the command line. */

import { isArgumentError } from "../../argument_error.ts";
import { deadlineText } from "../../globus/transfer/tasks/deadline.ts";
import { MisuseError } from "./misuse.ts";

/**
 * A deadline in the words of the library. A date without a zone is one of this machine's zone, as a
 * person means it, and is said; the service would take it for UTC. A day alone is its beginning.
 *
 * @param text What was typed.
 * @param now The clock, in milliseconds since 1970.
 * @param say Tells the person which moment that is.
 * @throws {MisuseError} When it is not a moment, or is over.
 */
export function deadlineOf(
  text: string | undefined,
  now: () => number,
  say: (words: string) => void,
): string | undefined {
  if (text === undefined) return undefined;
  const moment = momentOf(text, now);
  if (moment === undefined) {
    throw new MisuseError(
      `--deadline ${
        JSON.stringify(text)
      } is not a time: give a time from now such as 10m, 2h or 1d, ` +
        "or a date such as 2026-12-31T18:00:00Z",
    );
  }
  if (moment.getTime() <= now()) {
    throw new MisuseError(`--deadline ${JSON.stringify(text)} is over: give a moment ahead`);
  }
  if (!isZoneless(text)) return text;
  say(`Gives up at ${text} of this machine's time zone, which is ${moment.toISOString()}`);
  return moment.toISOString();
}

function isZoneless(text: string): boolean {
  return /^\d{4}-\d\d-\d\d/.test(text) && !/[T ].*(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
}

/** Date's own parser takes an hour without a zone for this machine's, but a day alone for UTC. */
function momentOf(text: string, now: () => number): Date | undefined {
  try {
    const moment = deadlineText(text, now).replace(" ", "T");
    return new Date(/^\d{4}-\d\d-\d\d$/.test(moment) ? `${moment}T00:00` : moment);
  } catch (error) {
    if (isArgumentError(error)) return undefined;
    throw error;
  }
}
