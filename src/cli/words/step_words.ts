/** Next steps in the words of the command line. */

import {
  amongWords,
  inList,
  reasonWords,
  type Step,
  stepInWords,
  variableWords,
} from "../../credentials/errors/step.ts";
import { type CallOptions, commandText } from "./command_text.ts";
import { nextLogin } from "../globus/login/next_login.ts";
import { appOptions, loginCommand, nativeCommand } from "../status/logins.ts";
import { platformWords } from "./platform_words.ts";

/**
 * The command that does a step, where there is one: it works when it is pasted.
 *
 * @param step The step.
 * @param call The options of the call that it follows.
 */
export function commandFor(step: Step, call: CallOptions = {}): string | undefined {
  switch (step.kind) {
    case "log in":
      return loginCommand(step, call);
    case "consent":
      return step.native === undefined
        ? nextLogin(step.demands, { ...appOptions(step), ...call })
        : nativeCommand(step.native, call);
    case "create client": {
      const version = step.platform === "Tapis v3" ? ["--v3"] : [];
      return commandText(["tapis", "clients", "create", ...version], call);
    }
    default:
      return undefined;
  }
}

/**
 * A step in the words of the command line: with options in place of arguments, and as a command where
 * one does it.
 *
 * @param step The step.
 * @param call The options of the call that it follows.
 */
export function stepForShell(step: Step, call: CallOptions = {}): string {
  const command = commandFor(step, call);
  if (command !== undefined) return becauseOf(step) + command;
  switch (step.kind) {
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
    case "log out": {
      if (step.platform !== "Globus") return stepInWords(step);
      const logout = commandText(["globus", "logout"], call);
      return `log in as that one, run ${logout}, or name another app with --client-id and --app`;
    }
    case "overwrite":
      return "add --overwrite";
    case "pass":
      return step.option === "recursive" ? "add --recursive" : "add --through-here";
    case "use platform":
      return step.platform === "Tapis v3" ? "add --v3" : "leave out --v3 for a token of v2";
    default:
      return stepInWords(step);
  }
}

/** Why a step is to be taken, before the step; nothing where its error tells. */
export function becauseOf(step: Step): string {
  return "because" in step ? reasonWords(step.because) : "";
}
