/** When a task is given up, as it is written on the command line. */

import { deadlineText } from "../globus/transfer/deadline.ts";
import { MisuseError } from "./misuse.ts";

/**
 * A deadline in the words of the library: a day alone is its beginning, which the service wants said.
 *
 * @param text What was typed.
 * @param now The clock, in milliseconds since 1970.
 * @throws {MisuseError} When it is no moment, or is over.
 */
export function deadlineOf(text: string | undefined, now: () => number): string | undefined {
  if (text === undefined) return undefined;
  const deadline = text.replace(/^\d{4}-\d\d-\d\d$/, "$& 00:00:00");
  const at = momentOf(deadline, now);
  if (at === undefined) {
    throw new MisuseError(
      `--deadline ${
        JSON.stringify(text)
      } is no moment: give a time from now such as 10m, 2h or 1d, ` +
        "or a date such as 2026-12-31T18:00:00Z",
    );
  }
  if (at > now()) return deadline;
  throw new MisuseError(`--deadline ${JSON.stringify(text)} is over: give a moment ahead`);
}

/** The service takes a moment without a zone for UTC. */
function momentOf(deadline: string, now: () => number): number | undefined {
  try {
    const moment = deadlineText(deadline, now).replace(" ", "T");
    return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(moment) ? moment : `${moment}Z`);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
