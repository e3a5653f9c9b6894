/** The ids of tasks, as they are written on the command line. */

import { isUuid } from "../../../globus/transfer/files/find_place.ts";
import { MisuseError } from "../../words/misuse.ts";

/**
 * Reads a task's id.
 *
 * @param text The text.
 * @throws {MisuseError} When it is not a UUID.
 */
export function taskId(text: string): string {
  if (isUuid(text)) return text;
  const given = JSON.stringify(text);
  throw new MisuseError(
    `${given} is not a task's id: give the UUID that \`keyferry globus transfer\` printed`,
  );
}
