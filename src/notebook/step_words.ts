/** Next steps in the words of a notebook: what a cell can do, and what takes another kernel. */

import { cellWords, loginCall, type Step, stepInWords } from "../credentials/errors/step.ts";
import { type ListedPlatform, platforms } from "../platforms/list.ts";

/**
 * A step in the words of a notebook.
 *
 * @param step The step.
 */
export function stepInNotebook(step: Step): string {
  switch (step.kind) {
    case "log in": {
      const { notebookLogin: login, terminalLogin } = listed(step.platform);
      if (terminalLogin !== undefined) return `run ${terminalLogin} in a terminal`;
      if (login === undefined || step.keptIn !== undefined) return stepInWords(step);
      const scopes = step.scopes === undefined ? [] : [`scopes: ${JSON.stringify(step.scopes)}`];
      const again = step.again || step.scopes !== undefined ? ["force: true"] : [];
      return loginCell(login, [...scopes, ...again]);
    }
    case "consent": {
      const { notebookLogin: login } = listed(step.platform ?? "Globus");
      return login === undefined
        ? stepInWords(step)
        : loginCell(login, ["requirements: error.requirements"]);
    }
    case "set variable": {
      // A cell's own process has what a cell sets; the next kernel has not.
      const cells = step.variables.map((name) => `Deno.env.set("${name}", "...")`).join("; ");
      return `${stepInWords(step)} before the kernel starts, or run ${cells} in a cell`;
    }
    case "unset variable":
      return `run ${step.variables.map(deletion).join("; ")} in a cell`;
    case "replace":
      return step.variable && /^\w+$/.test(step.place)
        ? `run ${deletion(step.place)} in a cell, or set another`
        : stepInWords(step);
    default:
      return stepInWords(step);
  }
}

function deletion(variable: string): string {
  return `Deno.env.delete("${variable}")`;
}

type NotebookLogin = NonNullable<ListedPlatform["notebookLogin"]>;

function listed(platform: string | undefined): Partial<ListedPlatform> {
  return platforms.find(({ name }) => name === platform) ?? {};
}

function loginCell(login: NotebookLogin, more: readonly string[]): string {
  return cellWords(loginCall(login.name, [...login.options, ...more]));
}
