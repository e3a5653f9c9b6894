/** Talking to the person who logs in. */

import { InterruptedError } from "../credentials/secret/hidden_input.ts";
import { LoginError } from "../credentials/errors/login_error.ts";
import { isKernel } from "../kernel.ts";

/**
 * How a login talks to the person.
 *
 * @category Login
 */
export interface LoginTalk {
  /** Tells something, in whole lines. */
  say(text: string): void;
  /**
   * Asks for a line of text; left out where no one can be asked.
   *
   * @param question What to ask.
   * @param signal Takes the question back: the answer came another way.
   * @returns What was typed; `null` where the input ended.
   */
  readonly ask?: ((question: string, signal: AbortSignal) => Promise<string | null>) | undefined;
}

/**
 * The process's own terminal, or the notebook that runs the program; with nobody to ask where it is
 * neither.
 */
export function ownTalk(): LoginTalk {
  if (isKernel()) return { say: sayInNotebook, ask: askInNotebook };
  const say = (text: string): void => {
    const bytes = new TextEncoder().encode(`${text}\n`);
    for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
  };
  return Deno.stdin.isTerminal() ? { say, ask: askInTerminal } : { say };
}

async function askInTerminal(question: string, signal: AbortSignal): Promise<string | null> {
  const [{ createInterface }, { stdin, stderr }] = await Promise.all([
    import("node:readline/promises"),
    import("node:process"),
  ]);
  const lines = createInterface({ input: stdin, output: stderr });
  const { promise: ended, resolve, reject } = Promise.withResolvers<null>();
  lines.once("close", () => resolve(null));
  lines.once("SIGINT", () => reject(new InterruptedError("Interrupted")));
  try {
    return await Promise.race([lines.question(question, { signal }), ended]);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    lines.close();
  }
}

/** A cell shows what the console says; standard error goes to whoever started Jupyter. */
function sayInNotebook(text: string): void {
  // deno-lint-ignore no-console
  console.error(text);
}

/** Waits before a prompt, which stops the whole kernel: what is to be read before it must have left by then. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 200));
}

/**
 * Asks in a notebook.
 *
 * @param question What to ask.
 * @throws {LoginError} When the box is left empty: a cell that waits has no other way out.
 */
async function askInNotebook(question: string): Promise<string | null> {
  await settled();
  return pasted(prompt(question));
}

/**
 * What was pasted into a notebook's box.
 *
 * @param text What is in it; `null` where there is no box.
 * @throws {LoginError} When it is empty.
 */
export function pasted(text: string | null): string | null {
  if (text?.trim() !== "") return text;
  throw new LoginError("aborted", "Nothing was pasted: run the cell again when you have the code");
}
