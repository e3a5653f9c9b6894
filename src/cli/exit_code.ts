/** What an error means to the shell and to the person. */

import { isArgumentError } from "../argument_error.ts";
import { isKeyferryError } from "../credentials/errors/error_guards.ts";
import type { Step } from "../credentials/errors/step.ts";
import { type ApiError, isApiError } from "../http/reply/errors.ts";
import { type CallOptions, commandText } from "./words/command_text.ts";
import { MisuseError } from "./words/misuse.ts";
import { InterruptedError } from "../credentials/secret/hidden_input.ts";
import { becauseOf, commandFor, stepForShell } from "./words/step_words.ts";
import { oneLine, plain } from "./terminal/text.ts";
import { shellWord } from "../shell_word.ts";

/** What a command's exit code says. */
export const exitCodes = {
  /** It did what was asked. */
  ok: 0,
  /** It did not. */
  failed: 1,
  /** The command line makes no sense. */
  misuse: 2,
  /** There is no credential, or none that is accepted. */
  notLoggedIn: 3,
  /** A Deno permission is missing; the message names the flag. */
  notPermitted: 4,
  /** It waited as long as it was to, and what it waited for goes on. */
  timedOut: 5,
  /** Ctrl-C. */
  interrupted: 130,
  /** Nobody reads the output any more. */
  readerGone: 141,
} as const;

/**
 * The exit code that an error leads to.
 *
 * @param error What was caught.
 */
export function exitCodeOf(error: unknown): number {
  if (error instanceof SuppressedError) return exitCodeOf(error.suppressed);
  if (error instanceof InterruptedError) return exitCodes.interrupted;
  if (error instanceof Deno.errors.BrokenPipe) return exitCodes.readerGone;
  if (error instanceof Deno.errors.NotCapable) return exitCodes.notPermitted;
  if (error instanceof MisuseError) return exitCodes.misuse;
  // What the library throws for an argument or a variable that it cannot use; not the engine's own.
  if (isArgumentError(error)) return exitCodes.misuse;
  if (!isKeyferryError(error)) return exitCodes.failed;
  switch (error.kind) {
    case "permission":
      return exitCodes.notPermitted;
    case "place":
      return exitCodes.misuse;
    case "credential":
    case "login":
    case "authorization_required":
      return exitCodes.notLoggedIn;
    case "api":
      return isApiError(error) && error.loginNeeded ? exitCodes.notLoggedIn : exitCodes.failed;
    default:
      return exitCodes.failed;
  }
}

/**
 * An error in one line for standard error; the list of a failed lookup follows indented.
 *
 * @param error What was caught.
 * @param call The options of the call, which the next step keeps.
 * @returns The text, or `undefined` where there is nobody to tell.
 */
export function explanationOf(error: unknown, call: CallOptions = {}): string | undefined {
  if (error instanceof SuppressedError) return explanationOf(error.suppressed, call);
  if (error instanceof Deno.errors.BrokenPipe) return undefined;
  const next = nextOf(error, call);
  const words = `keyferry: ${wordsOf(error, call)}${blame(error)}`;
  return words + (next === undefined ? "" : `\nNext: ${next}`);
}

/**
 * The command that helps after an error, to be pasted; none where the error's own words say what to do.
 *
 * @param error What was caught.
 * @param call The options of the call, which the command keeps.
 */
export function nextOf(error: unknown, call: CallOptions = {}): string | undefined {
  if (error instanceof SuppressedError) return nextOf(error.suppressed, call);
  if (error instanceof MisuseError && error.next !== undefined) {
    const { next, wrong } = error;
    return commandText(next, wrong === undefined ? call : { ...call, [wrong]: undefined });
  }
  if (!isKeyferryError(error) || error.step === undefined) return undefined;
  return commandFor(error.step, call);
}

/**
 * An error's own words, without any that may hold a secret.
 *
 * @param error What was caught.
 * @param call The options of the call, which the next step keeps.
 */
export function wordsOf(error: unknown, call: CallOptions = {}): string {
  // What went wrong first; the other came of cleaning up after it.
  if (error instanceof SuppressedError) return wordsOf(error.suppressed, call);
  if (error instanceof InterruptedError) return "interrupted";
  if (error instanceof Deno.errors.NotCapable) return capability(error.message);
  if (isKeyferryError(error)) {
    // What can be pasted stands on a line of its own.
    const say = (step: Step): string => {
      const isNext = step === error.step && commandFor(step, call) !== undefined;
      return isNext ? becauseOf(step).replace(/: $/, "") : stepForShell(step, call);
    };
    const words = isApiError(error) ? apiWords(error, say) : error.messageWith(say);
    // The list of a failed lookup keeps its lines.
    return error.kind === "credential" ? words.split("\n").map(plain).join("\n") : oneLine(words);
  }
  if (!(error instanceof Error)) return "something went wrong, and it did not say what";
  if (error instanceof MisuseError || isArgumentError(error)) return oneLine(error.message);
  // A parser quotes what it could not read, and that may be a secret.
  const message = error instanceof SyntaxError ? "a text could not be read" : error.message;
  return oneLine(`${error.name}: ${message}`.replace(/ \(os error \d+\)/g, ""));
}

/**
 * What to add to an error that ended the command. The engine's errors without a code come from code that
 * is wrong: no other command line would help.
 *
 * @param error What was caught.
 */
export function blame(error: unknown): string {
  // As in wordsOf(): what went wrong first.
  if (error instanceof SuppressedError) return blame(error.suppressed);
  if (!(error instanceof Error) || isArgumentError(error) || "code" in error) return "";
  const isBug = [TypeError, RangeError, ReferenceError].some((kind) => error instanceof kind);
  return isBug ? " (this is a bug in keyferry: please report it)" : "";
}

/** The service's words first; the request is told with `--verbose`. */
function apiWords(error: ApiError, say: (step: Step) => string): string {
  const { service, status, apiCode, requestId } = error;
  const facts = [service, status, ...apiCode === undefined ? [] : [apiCode]].join(" ");
  const request = requestId === undefined ? "" : `, request ${requestId}`;
  const words = error.wordsWith(say);
  return words === "" ? `${service} answered ${status}${request}` : `${words} (${facts}${request})`;
}

/** Deno names the kind alone; the exact flag is what a person needs. */
function capability(message: string): string {
  const [, kind, value] = /^Requires (\w+) access to "?([^"]+)"?, run again/.exec(message) ?? [];
  if (kind === undefined || value === undefined) return oneLine(message);
  const flag = value.startsWith("<") ? `--allow-${kind}` : `--allow-${kind}=${value}`;
  return oneLine(`Deno did not allow ${kind} access to ${value}: add ${shellWord(flag)}`);
}
