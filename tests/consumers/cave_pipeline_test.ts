import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { isApiError, sandboxSurroundings } from "../../src/credentials/mod.ts";
import type { Sandbox } from "../../src/sandbox/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { type Cell, followCells } from "./cave_pipeline.ts";

const january = new Date("2024-01-15");
const cells: readonly Cell[] = [
  { name: "edited", supervoxel: 89309001002348421n },
  { name: "as text", supervoxel: "89309001002348421" },
  { name: "no id", supervoxel: "none" },
  { name: "not there", supervoxel: 5n },
];

const choiceOf = async (sandbox: Sandbox, token: string) => ({
  ...await sandboxSurroundings(sandbox.home),
  datastack: "sandbox_cortex",
  token,
  serverAddress: sandbox.url,
  // What the service answers 500 to is asked again, and not waited for here.
  sleep: () => Promise.resolve(),
});

Deno.test("a CAVE pipeline follows cells to their objects, edits and editors, and stores a view of them", async () => {
  await using sandbox = await startSandbox();
  const { rows, edited, view } = await followCells(
    await choiceOf(sandbox, sandbox.tokens.cave),
    cells,
    january,
  );
  const [first, second, third, fourth] = rows;
  assertEquals(first?.roots.length, 2);
  assertEquals(first?.edits[0], { at: "2024-02-01T00:00:00.000Z", merge: true, by: "Sandy Ferry" });
  assertEquals({ ...second, name: "edited" }, first);
  assertEquals(edited, 2);
  assertMatch(third?.why ?? "", /none/);
  assertMatch(fourth?.why ?? "", /^api: /);
  const stored = /#!middleauth\+(.+)$/.exec(view)?.[1] ?? "";
  const authorization = `Bearer ${sandbox.tokens.cave}`;
  const state = await (await fetch(stored, { headers: { authorization } })).text();
  for (const root of first?.roots ?? []) assert(state.includes(`"${root}"`), state);
});

Deno.test("a dead CAVE token stops the pipeline with a login, not with rows that are empty", async () => {
  await using sandbox = await startSandbox();
  const choice = await choiceOf(sandbox, "made-up");
  const error = await assertRejects(() => followCells(choice, cells, january));
  assert(isApiError(error) && error.loginNeeded, `${error}`);
});
