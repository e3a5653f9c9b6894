/** All that is known of an error, for `--verbose`. */

import { PermissionNeededError } from "../credentials/errors/errors.ts";
import { isApiError } from "../http/reply/errors.ts";
import { wordsOf } from "./exit_code.ts";
import { plain } from "./terminal/text.ts";

/** How many causes of causes are told. */
const mostCauses = 8;

/**
 * What {@linkcode explanationOf} leaves out: the request and the answer, the flags, and what it was
 * caused by; each a line. Nothing secret is among them: an error holds none, and what a parser quotes
 * is not repeated.
 *
 * @param error What was caught.
 */
export function detailsOf(error: unknown): string[] {
  const lines: string[] = [];
  if (isApiError(error)) {
    lines.push(`request: ${error.method} ${error.url}`);
    if (error.requestId !== undefined) lines.push(`request id: ${error.requestId}`);
    if (error.text !== "") lines.push(`answer: ${error.text}`);
  }
  if (error instanceof PermissionNeededError) {
    lines.push(...error.flags.map((flag) => `flag: ${flag}`));
  }
  let cause = error instanceof Error ? error.cause : undefined;
  for (let count = 0; cause instanceof Error && count < mostCauses; count++) {
    lines.push(`because: ${wordsOf(cause)}`);
    cause = cause.cause;
  }
  return lines.map((line) => `  ${plain(line.replace(/\s*\n\s*/g, " "))}`);
}
