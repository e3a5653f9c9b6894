/** Asking whether to go on. */

import type { Io } from "./io.ts";
import { MisuseError } from "./misuse.ts";

/**
 * Asks the person whether to do what cannot be undone. Where nobody can be asked, `--yes` has to stand
 * for the answer.
 *
 * @param question What is asked, without a question mark: "Delete lab:/runs and all that is in it".
 * @param yes Whether `--yes` was given.
 * @param io Who is asked.
 * @returns Whether to go on.
 * @throws {MisuseError} When nobody is there, and `--yes` was not given.
 */
export async function confirmed(question: string, yes: boolean, io: Io): Promise<boolean> {
  if (yes) return true;
  if (!io.stdinIsTerminal) {
    throw new MisuseError(`${question}? Nobody is here to answer: add --yes to do it`);
  }
  const answer = await io.ask(`${question}? [y/N] `);
  return /^\s*y(es)?\s*$/i.test(answer ?? "");
}
