/** Asking whether to go on. */

import type { Io } from "./io.ts";
import { MisuseError } from "../words/misuse.ts";

/**
 * Asks the person whether to do what cannot be undone. Where no one can be asked, `--yes` has to stand
 * for the answer.
 *
 * @param question What is asked, without a question mark: "Delete lab:/runs and all that is in it".
 * @param yes Whether `--yes` was given.
 * @param io Who is asked.
 * @param otherwise What is said where the person does not agree.
 * @returns Whether to go on.
 * @throws {MisuseError} When no one is there, and `--yes` was not given.
 */
export async function confirmed(
  question: string,
  yes: boolean,
  io: Io,
  otherwise?: string,
): Promise<boolean> {
  if (yes) return true;
  demandAnswerer(question, yes, io);
  const isAgreed = /^\s*y(es)?\s*$/i.test(await io.ask(`${question}? [y/N] `) ?? "");
  if (!isAgreed && otherwise !== undefined) io.err(otherwise);
  return isAgreed;
}

/**
 * Refuses to go on where a question will come that nobody can answer, before any service is called.
 *
 * @param question What will be asked, without a question mark.
 * @param yes Whether `--yes` was given.
 * @param io Who would be asked.
 * @throws {MisuseError} When no one is there, and `--yes` was not given.
 */
export function demandAnswerer(question: string, yes: boolean, io: Io): void {
  if (yes || io.stdinIsTerminal) return;
  throw new MisuseError(`${question}? No one is here to answer: add --yes to do it`);
}
