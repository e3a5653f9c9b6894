import { fromFileUrl, join } from "@std/path";
import { environment, type EnvironmentName } from "./_environment.ts";
import { type Person, type Place, type Ran, runProgram } from "./_process.ts";

/** One call of a script's verb: its name, and its arguments by name. */
export type Call = readonly [verb: string, args?: Readonly<Record<string, unknown>>];

/** What a script's calls returned. */
export interface Answers {
  /** One each, in order. */
  readonly answers: unknown[];
  /** How many HTTP requests they made. */
  readonly requests: number;
}

const scripts = fromFileUrl(new URL("../python/", import.meta.url));

/**
 * Carries out calls in one process of Python, in a home of its own and without this process's
 * variables.
 *
 * @param name The environment to run in.
 * @param script A file of `python/`.
 * @param calls What to call, in order.
 * @param place The home, and variables.
 * @throws {Error} When a call raises, or the script reaches for an address outside this machine.
 */
export async function askPython(
  name: EnvironmentName,
  script: string,
  calls: readonly Call[],
  place: Place,
): Promise<Answers> {
  const { python } = await environment(name);
  const input = JSON.stringify(calls.map(([verb, args = {}]) => [verb, args]));
  const { code, stdout, stderr, requests } = await runProgram({
    command: python,
    args: [join(scripts, script)],
    scripts,
    place,
    input,
  });
  if (code !== 0) throw new Error(`${script} in ${name} failed (exit ${code}):\n${stderr}`);
  const answers: unknown[] = JSON.parse(stdout);
  if (answers.length === calls.length) return { answers, requests };
  throw new Error(`${script} gave ${answers.length} answers to ${calls.length} calls`);
}

/**
 * Runs a command that a program installs, as a person at a terminal would.
 *
 * @param name The environment to run in.
 * @param command The command's name.
 * @param args Its arguments.
 * @param place The home, and variables.
 * @param person Who answers what it asks.
 * @throws {Error} When it reaches for an address outside this machine.
 */
export async function runCommand(
  name: EnvironmentName,
  command: string,
  args: readonly string[],
  place: Place,
  person?: Person,
): Promise<Ran> {
  const { folder } = await environment(name);
  return await runProgram({
    command: join(folder, "bin", command),
    args,
    scripts,
    place,
    ...(person === undefined ? {} : { person }),
  });
}
