import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";
import { assertSameFiles, filesOf } from "../comparison/_agree.ts";
import { assertWrongAnswersNoticed, wire } from "../comparison/_crooked.ts";
import type { Call } from "../comparison/_python.ts";
import {
  assertAllExpected,
  assertAllNames,
  assertSameAnswers,
  assertSameRequests,
  play,
  type Played,
  type Row,
} from "../comparison/_same_requests.ts";
import { programs, scenario, type Stage } from "../comparison/_scenario.ts";
import { rowsOf } from "./_tapis_v3_calls.ts";
import { differences, unplayed } from "./_tapis_v3_differences.ts";

const { tapipy } = programs;
const script = "tapipy_operations.py";

/** A sandbox of the stage's. */
async function startAt(stage: Stage, name: string, now: number): Promise<Sandbox> {
  return await furnished(await stage.sandbox({ home: join(stage.home, name), now: () => now }));
}

/** Lays a file into a sandbox that is so large that its transfer can be cancelled. */
async function furnished(sandbox: Sandbox): Promise<Sandbox> {
  using file = await Deno.create(join(folderOf(sandbox, "lab"), "large.bin"));
  await file.truncate(2 ** 31);
  return sandbox;
}

/** Where a collection of a sandbox lies. */
function folderOf({ collections }: Sandbox, name: string): string {
  return collections.find((collection) => collection.name === name)?.path ?? "";
}

/** Both make all calls; afterwards the sandboxes are looked at. */
async function meet(
  stage: Stage,
  after: (ours: Sandbox, theirs: Sandbox) => Promise<void>,
): Promise<{ readonly rows: readonly Row[]; readonly played: Played }> {
  const now = Date.now();
  await using theirs = await startAt(stage, "theirs", now);
  await using ours = await startAt(stage, "ours", now);
  const [file, content] = [join(stage.home, "a.txt"), "from a laptop, é\n"];
  await Deno.writeTextFile(file, content);
  const rows = rowsOf({ theirs, ours, file, content });
  const ask = async (calls: readonly Call[]): Promise<unknown[]> => {
    return await stage.ask(tapipy, script, calls, { home: theirs.home, env: theirs.env });
  };
  const played = await play(rows, [theirs, ours], ask);
  await after(ours, theirs);
  return { rows, played };
}

scenario([tapipy], "every operation has a row, or a reason", async (stage) => {
  const [names] = await stage.ask(tapipy, script, [["names"]]);
  await using sandbox = await stage.sandbox();
  const rows = rowsOf({ theirs: sandbox, ours: sandbox, file: "", content: "" });
  assertAllNames(names as string[], rows.filter(({ name }) => name.includes(".")), unplayed);
});

scenario([tapipy], "keyferry sends what it sends, and is answered the same", async (stage) => {
  const { rows, played } = await meet(stage, async (ours, theirs) => {
    const place = (sandbox: Sandbox): string => join(folderOf(sandbox, "archive"), "in");
    await assertSameFiles(place(ours), place(theirs));
    assertEquals(Object.keys(await filesOf(place(ours))), ["a.txt", "b é.txt"]);
  });
  assertAllExpected(rows);
  assertSameRequests(rows, played, differences);
  assertSameAnswers(rows, played);
});

Deno.test("the calls of tapipy notice a wrong answer of each that reads", async () => {
  await using sandbox = await furnished(await startSandbox());
  const way = wire();
  const setting = { theirs: sandbox, ours: sandbox, file: "", content: "from a laptop, é\n" };
  await assertWrongAnswersNoticed(rowsOf({ ...setting, fetch: way.fetch }), sandbox, way);
});
