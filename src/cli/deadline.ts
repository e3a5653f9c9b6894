/** When a task is given up, as it is written on the command line. */

/**
 * A deadline in the words of the library: a day alone is its beginning, which the service wants said.
 *
 * @param text What was typed.
 */
export function deadlineOf(text: string | undefined): string | undefined {
  return text?.replace(/^\d{4}-\d\d-\d\d$/, "$& 00:00:00");
}
