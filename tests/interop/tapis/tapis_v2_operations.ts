import { join } from "@std/path";
import { startSandbox } from "../../../src/sandbox/mod.ts";
import { assertWrongAnswersNoticed, wire } from "../comparison/_crooked.ts";
import {
  assertAllNames,
  assertSameAnswers,
  assertSameRequests,
  type Difference,
  play,
  type Played,
  type Row,
} from "../comparison/_same_requests.ts";
import { type Program, programs, scenario, type Stage } from "../comparison/_scenario.ts";
import { label } from "../comparison/_stage.ts";
import { rowsOf09, rowsOf10 } from "./_tapis_v2_calls.ts";
import { differences09, differences10, unplayed09, unplayed10 } from "./_tapis_v2_differences.ts";

const script = "agavepy_operations.py";

interface Release {
  readonly program: Program;
  readonly rowsOf: typeof rowsOf09;
  readonly differences: readonly Difference[];
  readonly unplayed: Readonly<Record<string, readonly string[]>>;
}

const releases: readonly Release[] = [
  {
    program: programs.agavepy09,
    rowsOf: rowsOf09,
    differences: differences09,
    unplayed: unplayed09,
  },
  {
    program: programs.agavepy10,
    rowsOf: rowsOf10,
    differences: differences10,
    unplayed: unplayed10,
  },
];

/** Both make all calls. */
async function meet(
  stage: Stage,
  { program, rowsOf }: Release,
): Promise<{ readonly rows: readonly Row[]; readonly played: Played }> {
  const now = Date.now();
  const at = { now: () => now };
  await using theirs = await stage.sandbox({ home: join(stage.home, "theirs"), ...at });
  await using ours = await stage.sandbox({ home: join(stage.home, "ours"), ...at });
  const { home, env } = theirs;
  const rows = rowsOf(theirs, ours);
  const played = await play(rows, [theirs, ours], (calls) => {
    return stage.ask(program, script, calls, { home, env });
  });
  return { rows, played };
}

for (const release of releases) {
  const { program, rowsOf, differences, unplayed } = release;

  scenario([program], "every method and operation has a row, or a reason", async (stage) => {
    const gives = program === programs.agavepy10;
    const [names, gone = []] = await stage.ask(program, script, [
      ["names"],
      ...gives ? [["discontinued"] as const] : [],
    ]) as string[][];
    await using sandbox = await stage.sandbox();
    const rows = rowsOf(sandbox, sandbox).filter(({ name }) => name.includes("."));
    assertAllNames(names ?? [], rows, { ...unplayed, "says itself that it is no more": gone });
  });

  scenario([program], "keyferry sends what it sends, and is answered the same", async (stage) => {
    const { rows, played } = await meet(stage, release);
    assertSameRequests(rows, played, differences);
    assertSameAnswers(rows, played);
  });

  Deno.test(`the calls of ${label(program)} notice a wrong answer of each that reads`, async () => {
    await using sandbox = await startSandbox();
    const way = wire();
    await assertWrongAnswersNoticed(rowsOf(sandbox, sandbox, way.fetch), sandbox, way);
  });
}
