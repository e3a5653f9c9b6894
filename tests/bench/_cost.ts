/** A process that is measured. */
export interface Program {
  /** Its name in tables. */
  readonly name: string;
  /** Its command line. */
  readonly words: readonly string[];
  /** Its variables, and no others. */
  readonly env: Readonly<Record<string, string>>;
  /** Exit codes that are no failure. @default {[0]} */
  readonly codes?: readonly number[];
}

/** What one process cost. */
export interface Cost {
  /** The time of the processor, its own and the system's for it and its children, in milliseconds. */
  readonly cpuMs: number;
  /** From its start to its end, in milliseconds. */
  readonly wallMs: number;
  /** The most memory that it had, in MiB, where it tells. */
  readonly mebibytes: number | undefined;
}

/** Ends a program of Deno's that tells how much memory it had at most. */
export const tellPeak = `
console.log("peak " + /VmHWM:\\s*(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))[1]);
`;

/** The same for Python. */
export const tellPeakInPython = `
import resource
print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
`;

/**
 * Runs a program to its end. The processor's time is what counts on a machine that has other work: bash
 * knows that of its children, which Deno does not tell.
 */
export async function cost({ words, env, codes = [0], name }: Program): Promise<Cost> {
  const script = `TIMEFORMAT='%3U %3S %3R'; time "$@"`;
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script, "bash", ...words],
    clearEnv: true,
    env: { ...env, LC_ALL: "C" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const said = decoder.decode(stdout);
  // The figures are the last line, after whatever the program complained of.
  const complaints = decoder.decode(stderr).trim().split("\n");
  const [user = NaN, system = NaN, real = NaN] = complaints.pop()?.split(" ").map(Number) ?? [];
  if (!codes.includes(code)) {
    throw new Error(`${name} ended with ${code}: ${said}${complaints.join("\n")}`);
  }
  const peak = /^peak (\d+)$/m.exec(said)?.[1];
  return {
    cpuMs: (user + system) * 1000,
    wallMs: real * 1000,
    mebibytes: peak === undefined ? undefined : Number(peak) / 1024,
  };
}

/** The programs' costs, in turn, so that whatever else the machine does slows all of them. */
export async function alternate(programs: readonly Program[], rounds: number): Promise<Cost[][]> {
  // The first one compiles, and fills caches.
  for (const program of programs) await cost(program);
  const costs: Cost[][] = programs.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, program] of programs.entries()) costs[index]?.push(await cost(program));
  }
  return costs;
}
