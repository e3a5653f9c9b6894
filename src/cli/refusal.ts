/** What is said of a command line that makes no sense. */

import type { ValidationError } from "@cliffy/command";
import { nearest } from "../nearest.ts";
import type { AnyCommand } from "./job.ts";
import { MisuseError } from "./misuse.ts";
import { isMarked, unmarked } from "./words.ts";

/**
 * A refusal of the parser's in our words: what is wrong, what was probably meant, and where to read on.
 *
 * @param error The parser's refusal.
 */
export function refusal(error: ValidationError): MisuseError {
  const command: AnyCommand | undefined = error.cmd;
  // The parser guesses whatever the distance, and not where an argument is open.
  const [message = ""] = error.message.split(" Did you mean ");
  const [, what, typed] = /^Unknown (option|command) "(.*)"/s.exec(message) ?? [];
  const guess = command === undefined || typed === undefined
    ? ""
    : what === "option"
    ? optionGuess(command, typed)
    : commandGuess(command, typed);
  const text = typed !== undefined && isMarked(typed)
    ? `What follows -- is text, and no command: leave -- out before "${typed}"`
    : message.replace(/\.$/, "") + guess;
  return new MisuseError(unmarked(`${text} (see ${command?.getPath() ?? "keyferry"} --help)`), {
    cause: error,
  });
}

function optionGuess(command: AnyCommand, typed: string): string {
  const flags: string[] = command.getOptions().flatMap((option) => option.flags);
  const guess = nearest(typed, flags);
  return guess === undefined ? "" : `. Did you mean option "${guess}"?`;
}

/** A name that is misspelled, or that belongs elsewhere. */
function commandGuess(command: AnyCommand, typed: string): string {
  const elsewhere = allCommands(command.getMainCommand())
    .filter((other) => other.getName() === typed && other.getParent() !== command)
    .map((other) => `"${other.getPath()}"`);
  if (elsewhere.length > 0) return `. Did you mean ${elsewhere.join(" or ")}?`;
  const guess = nearest(typed, command.getCommands().map((child: AnyCommand) => child.getName()));
  return guess === undefined ? "" : `. Did you mean command "${guess}"?`;
}

/** A command's sub-commands, and theirs. */
export function allCommands(command: AnyCommand): AnyCommand[] {
  return command.getCommands().flatMap((child: AnyCommand) => [child, ...allCommands(child)]);
}
