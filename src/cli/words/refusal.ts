/** What is said of a command line that makes no sense. */

import type { ValidationError } from "@cliffy/command";
import { nearest } from "../../nearest.ts";
import type { AnyCommand } from "../terminal/job.ts";
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
  const [, what, typed] =
    /^(?:Unknown (option|command)|No arguments allowed for) "?(.*)"/s.exec(message) ?? [];
  const guess = command === undefined || typed === undefined || what === undefined
    ? ""
    : what === "option"
    ? optionGuess(command, typed)
    : commandGuess(command, typed);
  const text = what !== undefined && typed !== undefined && isMarked(typed)
    ? `What follows -- is text, and no command: leave -- out before "${typed}"`
    : message.replace(/\.$/, "") + guess +
      secretHint(what === undefined && typed !== undefined, command);
  return new MisuseError(unmarked(`${text} (see ${command?.getPath() ?? "keyferry"} --help)`), {
    cause: error,
  });
}

/** Whoever gives a token as a word has just shown it to everybody on the machine. */
function secretHint(isTooMuch: boolean, command: AnyCommand | undefined): string {
  const takesSecret = ["save", "new", "login"].includes(command?.getName() ?? "");
  if (!isTooMuch || !takesSecret) return "";
  return ". A secret is typed unseen when it is asked for, or piped in: others can read this line";
}

function optionGuess(command: AnyCommand, typed: string): string {
  const flags: string[] = command.getOptions().flatMap((option) => option.flags);
  const guess = nearest(typed, flags);
  return guess === undefined ? "" : `. Did you mean option "${guess}"?`;
}

/** What other programs call the same, by the word that was typed; the first that a group has counts. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  rm: ["delete", "remove"],
  delete: ["rm"],
  remove: ["delete", "rm"],
  mv: ["rename"],
  move: ["rename", "mv"],
  rename: ["mv"],
  cp: ["transfer"],
  copy: ["cp", "transfer"],
  dir: ["ls"],
  ls: ["list"],
  list: ["ls"],
  info: ["show", "stat"],
  download: ["get", "files"],
  upload: ["put", "files"],
  endpoint: ["search"],
  "endpoint-search": ["search"],
  "setup-token": ["new"],
  login: ["new"],
  signin: ["login", "new"],
  signout: ["logout"],
};

/** A name that is misspelled, or called otherwise here; else one that a group of it has. */
function commandGuess(command: AnyCommand, typed: string): string {
  const names: string[] = command.getCommands().map((child: AnyCommand) => child.getName());
  const known = Object.hasOwn(synonyms, typed) ? synonyms[typed] ?? [] : [];
  const guess = known.find((name) => names.includes(name)) ?? nearest(typed, names);
  if (guess !== undefined) return `. Did you mean command "${guess}"?`;
  const elsewhere = allCommands(command)
    .filter((other) => [typed, ...known].includes(other.getName()))
    .map((other) => `"${other.getPath()}"`);
  return elsewhere.length === 0 ? "" : `. Did you mean ${elsewhere.join(" or ")}?`;
}

/** A command's sub-commands, and theirs. */
export function allCommands(command: AnyCommand): AnyCommand[] {
  return command.getCommands().flatMap((child: AnyCommand) => [child, ...allCommands(child)]);
}
