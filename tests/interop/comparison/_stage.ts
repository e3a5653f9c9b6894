import { join } from "@std/path";
import {
  type RequestRecord,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../../../src/sandbox/mod.ts";
import { type EnvironmentName, pinnedPrograms } from "./_environment.ts";
import { note } from "./_exercised.ts";
import { plantIn } from "./_plants.ts";
import type { Person, Place, Ran } from "./_process.ts";
import { askPython, type Call, runCommand } from "./_python.ts";

/** A program that was not written by us, and the environment that has it. */
export interface Program {
  /** Its name on the package index. */
  readonly name: string;
  /** Its environment. */
  readonly environment: EnvironmentName;
  /** The command it installs, where a scenario runs it. */
  readonly command?: string;
}

const severalVersions: readonly string[] = ["agavepy", "middle-auth-client"];

/** The name by which a program is known where several of its versions play. */
export function label(program: Program): string {
  return severalVersions.includes(program.name) ? program.environment : program.name;
}

/** The version of a program, as its environment pins it. */
export async function versionOf({ name, environment }: Program): Promise<string> {
  return (await pinnedPrograms(environment)).get(name) ?? "";
}

/** What a scenario has at hand. */
export interface Stage {
  /** An empty folder that plays the home, gone afterwards. */
  readonly home: string;
  /**
   * Starts a sandbox, with a home inside the stage's. What the programs ask of it is noted, for the
   * fidelity table; where the run plants a wrong answer, it gives that one.
   */
  sandbox(options?: SandboxOptions): Promise<Sandbox>;
  /** Has a program carry out the calls of one of the scripts in `python/`. */
  ask(
    program: Program,
    script: string,
    calls: readonly Call[],
    place?: Partial<Place>,
  ): Promise<unknown[]>;
  /** Runs a command that a program installs; a person may answer what it asks. */
  run(
    program: Program,
    args: readonly string[],
    place?: Partial<Place> & { readonly person?: Person },
  ): Promise<Ran>;
}

/** What a program did in a scenario. */
export interface Tally {
  /** What it was asked through its own interface: functions, methods, commands. */
  readonly calls: number;
  /** The HTTP requests it made for that. */
  readonly requests: number;
}

/** A stage, and what the programs did on it. */
export interface OpenStage {
  /** What the scenario has at hand. */
  readonly stage: Stage;
  /** What the programs did so far. */
  readonly tallies: ReadonlyMap<Program, Tally>;
}

/** Sets a stage whose home is a folder. */
export function openStage(home: string): OpenStage {
  const tallies = new Map<Program, Tally>();
  const sandboxes: Sandbox[] = [];

  /** Counts what a program does, and notes what it asked of the sandboxes. */
  async function watched<T extends { readonly requests: number }>(
    program: Program,
    calls: number,
    act: () => Promise<T>,
  ): Promise<T> {
    const marks = sandboxes.map(({ requests }) => requests.at(-1));
    const result = await act();
    for (const [index, { requests }] of sandboxes.entries()) {
      const first = requests.lastIndexOf(marks[index] as RequestRecord) + 1;
      for (const request of requests.slice(first)) note(label(program), request);
    }
    const before = tallies.get(program) ?? { calls: 0, requests: 0 };
    tallies.set(program, {
      calls: before.calls + calls,
      requests: before.requests + result.requests,
    });
    return result;
  }

  const stage: Stage = {
    home,
    async sandbox(options) {
      const sandbox = await startSandbox({ home: join(home, "sandbox"), ...options });
      plantIn(sandbox);
      sandboxes.push(sandbox);
      return sandbox;
    },
    async ask(program, script, calls, place = {}) {
      const { answers } = await watched(program, calls.length, () => {
        return askPython(program.environment, script, calls, { home, ...place });
      });
      return answers;
    },
    async run(program, args, { person, ...place } = {}) {
      const { environment, command } = program;
      if (command === undefined) throw new Error(`${label(program)} has no command`);
      return await watched(program, 1, () => {
        return runCommand(environment, command, args, { home, ...place }, person);
      });
    },
  };
  return { stage, tallies };
}
