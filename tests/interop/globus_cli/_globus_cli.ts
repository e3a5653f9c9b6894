import { assertEquals } from "@std/assert";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { answerLoginPage } from "../../helpers/sandbox_person.ts";
import type { Ran } from "../comparison/_process.ts";
import { programs, type Stage } from "../comparison/_scenario.ts";

/** A terminal at which globus-cli runs, in a sandbox's home. */
export interface Terminal {
  /** Runs a command and gives what it printed; it must end well. */
  text(...args: string[]): Promise<string>;
  /** The same of a command that prints a document. */
  // deno-lint-ignore no-explicit-any -- documents of many shapes
  document(...args: string[]): Promise<any>;
  /** Runs a command, however it ends. */
  run(...args: string[]): Promise<Ran>;
}

/** A terminal; whoever sits at it opens the addresses that commands print, and allows everything. */
export function terminal(
  stage: Stage,
  sandbox: Sandbox,
  variables: Readonly<Record<string, string>> = {},
): Terminal {
  const place = { home: sandbox.home, env: { ...sandbox.env, ...variables } };
  const person = async (said: string): Promise<string | undefined> => {
    const address = /(http\S+authorize\?\S+)\s[^]*Code here/.exec(said)?.[1];
    if (address === undefined) return undefined;
    const shown = new URL(await answerLoginPage(sandbox, address));
    return shown.searchParams.get("code") ?? "";
  };
  const run = (...args: string[]) => stage.run(programs.globusCli, args, { ...place, person });
  async function text(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(...args);
    assertEquals([code, stderr], [0, ""], `globus ${args.join(" ")}`);
    return stdout;
  }
  return {
    run,
    text,
    document: async (...args) => JSON.parse(await text("--format", "json", ...args)),
  };
}
