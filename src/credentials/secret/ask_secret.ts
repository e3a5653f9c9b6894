import { CredentialError } from "../errors/errors.ts";
import { ownTerminal, readHidden, type SecretTerminal } from "./hidden_input.ts";
import { isKernel } from "../../kernel.ts";
import { Secret } from "./secret.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../options.ts";

/**
 * A notebook's prompt; the kernel hides the answer when asked to.
 *
 * @category Secrets
 */
export type NotebookPrompt = (
  question: string,
  preset: string,
  options: { readonly password: true },
) => string | null;

/**
 * Where a person is asked, and what to do where no one can be.
 *
 * @category Secrets
 */
export interface AskOptions {
  /** What the person can do instead, such as "set CAVE_TOKEN"; part of the error. */
  readonly instead?: string | undefined;
  /** The terminal, in place of the process's own. */
  readonly terminal?: SecretTerminal | undefined;
  /** The notebook's prompt, in place of the kernel's own. */
  readonly notebookPrompt?: NotebookPrompt | undefined;
}

const askKinds: OptionKinds<AskOptions> = {
  instead: "text",
  terminal: "object",
  notebookPrompt: "function",
};

/**
 * Asks a person for a secret without showing it: at a terminal or in a notebook.
 *
 * @param wanted What is asked for, such as `CAVE token`.
 * @param options See {@linkcode AskOptions}.
 * @throws {CredentialError} At once where no one can be asked (no terminal; a notebook run by a
 * program), or when nothing was typed.
 * @throws {InterruptedError} At Ctrl-C.
 *
 * @example In a program without a terminal the error says what to do instead
 * ```ts
 * import { askSecret, CredentialError } from "@keyferry/keyferry/credentials";
 * import { assertRejects } from "@std/assert";
 *
 * const nobody = { terminal: undefined, notebookPrompt: undefined, instead: "set CAVE_TOKEN" };
 * await assertRejects(() => askSecret("CAVE token", nobody), CredentialError, "set CAVE_TOKEN");
 * ```
 *
 * @category Secrets
 */
export async function askSecret(wanted: string, options: AskOptions = {}): Promise<Secret> {
  checkArguments({ wanted }, { wanted: "text" });
  checkOptions(options, askKinds);
  const terminal = "terminal" in options ? options.terminal : terminalHere();
  const notebook = "notebookPrompt" in options ? options.notebookPrompt : notebookHere();
  const question = `${wanted}: `;
  const answer = terminal !== undefined
    ? await readHidden(terminal, question)
    : notebook?.(question, "", { password: true }) ?? undefined;
  const instead = options.instead && `${options.instead} instead`;
  if (answer === undefined) {
    throw withoutSecret(
      wanted,
      `You cannot be asked for the ${wanted}: there is no terminal, and no notebook that asks`,
      instead,
    );
  }
  const text = answer.trim();
  if (text !== "") return new Secret(text);
  if (terminal === undefined) throw nothingPasted(wanted);
  throw withoutSecret(wanted, `No ${wanted}: nothing was typed`, instead);
}

/**
 * The error of a notebook's box that was left empty.
 *
 * @param wanted What was asked for.
 */
export function nothingPasted(wanted: string): CredentialError {
  const again = "run the cell again when you have it";
  return withoutSecret(wanted, `No ${wanted}: nothing was pasted`, again);
}

function withoutSecret(wanted: string, what: string, next: string | undefined): CredentialError {
  const step = next === undefined ? {} : { step: { kind: "other", words: next } as const };
  return new CredentialError(what, { wanted, lines: [] }, step);
}

function terminalHere(): SecretTerminal | undefined {
  return Deno.stdin.isTerminal() ? ownTerminal() : undefined;
}

/** Outside a kernel `prompt` would ask nobody. */
function notebookHere(): NotebookPrompt | undefined {
  return isKernel() ? globalThis.prompt as NotebookPrompt : undefined;
}
