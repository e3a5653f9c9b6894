import { environment, type EnvironmentName } from "./_environment.ts";
import { join } from "@std/path";
import {
  type RequestRecord,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../../src/sandbox/mod.ts";
import type { Person, Place, Ran } from "./_process.ts";
import { plantIn } from "./_plants.ts";
import { askPython, type Call, runCommand } from "./_python.ts";
import { note } from "./_exercised.ts";

/** A program that was not written by us, and the environment that has it. */
export interface Program {
  /** Its name on the package index. */
  readonly name: string;
  /** Its environment. */
  readonly environment: EnvironmentName;
  /** The command it installs, where a scenario runs it. */
  readonly command?: string;
}

/** The programs keyferry is held against. */
export const programs = {
  caveclient: { name: "caveclient", environment: "platforms" },
  cloudVolume: { name: "cloud-volume", environment: "platforms" },
  globusSdk: { name: "globus-sdk", environment: "platforms" },
  globusCli: { name: "globus-cli", environment: "platforms", command: "globus" },
  agavepy09: { name: "agavepy", environment: "agavepy-0.9" },
  agavepy10: { name: "agavepy", environment: "agavepy-1.0" },
  tapipy: { name: "tapipy", environment: "platforms" },
  jupyter: { name: "nbclient", environment: "notebooks" },
} as const satisfies Record<string, Program>;

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

interface Tally {
  /** What a program was asked through its own interface: functions, methods, commands. */
  calls: number;
  /** The HTTP requests it made for that. */
  requests: number;
}

interface Score extends Tally {
  /** How many are there, and how many of them ran. */
  registered: number;
  scenarios: number;
  passed: number;
}

const scores = new Map<Program, Score>(
  Object.values(programs).map((
    program,
  ) => [program, { registered: 0, scenarios: 0, passed: 0, calls: 0, requests: 0 }]),
);

function scoreOf(program: Program): Score {
  const score = scores.get(program);
  if (score === undefined) throw new Error(`${program.name} is not in the table`);
  return score;
}

/**
 * Registers a scenario: a test in which keyferry meets real programs. It counts for each of them in
 * the closing table, and fails where one of them was not asked anything.
 *
 * @param cast The programs that play in it.
 * @param name What it shows.
 * @param play What happens.
 */
export function scenario(
  cast: readonly Program[],
  name: string,
  play: (stage: Stage) => Promise<void>,
): void {
  for (const program of cast) scoreOf(program).registered++;
  const title = cast.map(label).join(" and ");
  Deno.test(`${title}: ${name}`, async () => {
    for (const program of cast) scoreOf(program).scenarios++;
    const asked = new Map<Program, Tally>();
    const count = (program: Program, calls: number, requests: number): void => {
      const before = asked.get(program) ?? { calls: 0, requests: 0 };
      asked.set(program, { calls: before.calls + calls, requests: before.requests + requests });
    };
    const sandboxes: Sandbox[] = [];
    const watched = async <T>(program: Program, act: () => Promise<T>): Promise<T> => {
      const marks = sandboxes.map(({ requests }) => requests.at(-1));
      const result = await act();
      for (const [index, { requests }] of sandboxes.entries()) {
        const first = requests.lastIndexOf(marks[index] as RequestRecord) + 1;
        for (const request of requests.slice(first)) note(label(program), request);
      }
      return result;
    };
    const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "keyferry-interop-" }));
    try {
      await play({
        home,
        async sandbox(options) {
          const sandbox = await startSandbox({ home: join(home, "sandbox"), ...options });
          plantIn(sandbox);
          sandboxes.push(sandbox);
          return sandbox;
        },
        async ask(program, script, calls, place = {}) {
          const at = { home, ...place };
          const { answers, requests } = await watched(program, () => {
            return askPython(program.environment, script, calls, at);
          });
          count(program, calls.length, requests);
          return answers;
        },
        async run(program, args, { person, ...place } = {}) {
          const { environment, command } = program;
          if (command === undefined) throw new Error(`${label(program)} has no command`);
          const ran = await watched(program, () => {
            return runCommand(environment, command, args, { home, ...place }, person);
          });
          count(program, 1, ran.requests);
          return ran;
        },
      });
    } finally {
      await Deno.remove(home, { recursive: true });
    }
    for (const program of cast) {
      const tally = asked.get(program);
      if (tally === undefined) throw new Error(`${label(program)} was not asked anything`);
      const score = scoreOf(program);
      score.passed++;
      score.calls += tally.calls;
      score.requests += tally.requests;
    }
  });
}

/** The name by which a program is known where several of its versions play. */
export function label(program: Program): string {
  return program.name === "agavepy" ? program.environment : program.name;
}

/** The programs of which every scenario passed in this run. */
export function passedPrograms(): string[] {
  const complete = [...scores].filter(([, { registered, passed }]) => {
    return registered > 0 && passed === registered;
  });
  return complete.map(([program]) => label(program));
}

/** The closing table: each program, its version, and what it was seen to agree to. */
export async function table(): Promise<string> {
  const rows = [["program", "version", "scenarios passed", "calls", "requests"]];
  for (const [program, { scenarios, passed, calls, requests }] of scores) {
    if (scenarios === 0) continue;
    const version = (await environment(program.environment)).versions.get(program.name) ?? "";
    rows.push([program.name, version, `${passed} of ${scenarios}`, `${calls}`, `${requests}`]);
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => {
    return row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd();
  }).join("\n");
}
