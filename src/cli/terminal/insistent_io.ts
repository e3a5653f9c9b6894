/** The terminal of a command that changes something. */

import type { Io } from "./io.ts";

/**
 * The terminal as a command that changes something sees it: where standard output cannot be written, what
 * it was to say goes to standard error, since it has happened. A secret that was to be revealed does not.
 *
 * @param options The command's options.
 * @param io The terminal.
 */
export function insistentIo(options: object, io: Io): Io {
  return {
    ...io,
    out(text: string): void {
      try {
        io.out(text);
      } catch (error) {
        const isSecret = "reveal" in options && options.reveal === true;
        io.err(`keyferry: It is done${isSecret ? "" : `, and said:\n${text}`}`);
        throw error;
      }
    },
  };
}
