/** Next steps in the words of the command line. */

import {
  amongWords,
  inList,
  reasonWords,
  type Step,
  stepInWords,
  variableWords,
} from "../credentials/step.ts";
import { type CallOptions, commandText } from "./command_text.ts";
import { nextLogin } from "./globus/next_login.ts";
import { loginCommand } from "./logins.ts";
import { platformWords } from "./platform_words.ts";

/**
 * A step in the words of the command line: with options in place of arguments, and as a command where
 * one does it.
 *
 * @param step The step.
 * @param call The options of the call that it follows.
 */
export function stepForShell(step: Step, call: CallOptions = {}): string {
  switch (step.kind) {
    case "log in": {
      const command = loginCommand(step, call);
      return command === undefined ? stepInWords(step) : reasonWords(step.because) + command;
    }
    case "consent":
      return nextLogin(step.demands, call);
    case "choose": {
      const known = platformWords[step.platform ?? ""]?.options ?? {};
      const options = step.by.flatMap((name) => known[name] ?? []);
      if (options.length === 0) return stepInWords(step);
      return `choose by ${inList(options, step.all ? "and" : "or")}${amongWords(step)}`;
    }
    case "give": {
      const option = platformWords[step.platform]?.options[step.argument];
      if (option === undefined) return stepInWords(step);
      return `give ${step.what} with ${option}${variableWords(step.variable)}`;
    }
    case "log out":
      return step.platform === "Globus"
        ? `log in as that one, run ${
          commandText(["globus", "logout"], call)
        }, or name another app ` +
          "with --app"
        : stepInWords(step);
    case "overwrite":
      return "add --overwrite";
    case "pass":
      return step.option === "recursive" ? "add --recursive" : "add --through-here";
    case "use platform":
      return step.platform === "Tapis v3" ? "add --v3" : "leave out --v3 for a token of v2";
    case "create client":
      return `${reasonWords(step.because)}make one: ${
        commandText(
          ["tapis", "clients", "create", ...step.platform === "Tapis v3" ? ["--v3"] : []],
          call,
        )
      }`;
    default:
      return stepInWords(step);
  }
}
