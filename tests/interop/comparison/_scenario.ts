import { label, openStage, type Program, type Stage, versionOf } from "./_stage.ts";
import { asTable } from "./_table.ts";

export type { Program, Stage } from "./_stage.ts";

/** The programs keyferry is held against. */
export const programs = {
  caveclient: { name: "caveclient", environment: "platforms" },
  cloudVolume: { name: "cloud-volume", environment: "platforms" },
  globusSdk: { name: "globus-sdk", environment: "platforms" },
  globusCli: { name: "globus-cli", environment: "platforms", command: "globus" },
  agavepy09: { name: "agavepy", environment: "agavepy-0.9" },
  agavepy10: { name: "agavepy", environment: "agavepy-1.0" },
  tapipy: { name: "tapipy", environment: "platforms" },
  middleAuth319: { name: "middle-auth-client", environment: "middle-auth-3.19.2" },
  middleAuth36: { name: "middle-auth-client", environment: "middle-auth-3.6.4" },
  jupyter: { name: "nbclient", environment: "notebooks" },
} as const satisfies Record<string, Program>;

interface Score {
  calls: number;
  requests: number;
  /** How many are there, and how many of them ran. */
  registered: number;
  scenarios: number;
  passed: number;
}

const scores = new Map<Program, Score>(
  Object.values(programs).map((program) => {
    return [program, { registered: 0, scenarios: 0, passed: 0, calls: 0, requests: 0 }];
  }),
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
    const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "keyferry-interop-" }));
    const { stage, tallies } = openStage(home);
    try {
      await play(stage);
    } finally {
      await Deno.remove(home, { recursive: true });
    }
    for (const program of cast) {
      const tally = tallies.get(program);
      if (tally === undefined) throw new Error(`${label(program)} was not asked anything`);
      const score = scoreOf(program);
      score.passed++;
      score.calls += tally.calls;
      score.requests += tally.requests;
    }
  });
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
    const version = await versionOf(program);
    rows.push([program.name, version, `${passed} of ${scenarios}`, `${calls}`, `${requests}`]);
  }
  return asTable(rows);
}
