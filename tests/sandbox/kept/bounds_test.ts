import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { startSandbox } from "../../../src/sandbox/mod.ts";
import { keepNewest, memoryStore } from "../../../src/sandbox/kept/store.ts";
import { checkToken, issueToken, tokenRegistry } from "../../../src/sandbox/tokens.ts";
import { item, submit, transfer } from "../_sandbox.ts";

Deno.test("keepNewest() lets the oldest go that may, and never the new one", () => {
  const map = new Map<string, number>();
  for (const [key, value] of [["a", 1], ["b", 0], ["c", 0]] as const) {
    keepNewest(map, key, value, 2, (record) => record === 0);
  }
  assertEquals([...map.keys()], ["a", "c"]);
  keepNewest(map, "c", 0, 2, (record) => record === 0);
  assertEquals([...map.keys()], ["a", "c"], "a record that is put again needs no room");
  keepNewest(map, "d", 1, 2, (record) => record === 0);
  keepNewest(map, "e", 1, 2, (record) => record === 0);
  assertEquals([...map.keys()], ["a", "d", "e"], "what may not go stays");
});

Deno.test("A sandbox keeps its first tokens and the newest 10,000", async () => {
  const registry = tokenRegistry(memoryStore(), "http://127.0.0.1:1", () => 0);
  const first = await issueToken(registry, "cave", "access", { stays: true });
  const issued: string[] = [];
  for (let index = 0; index < 10_010; index++) {
    issued.push(await issueToken(registry, "cave", "access"));
  }
  function isGood(token: string | undefined): boolean {
    return typeof checkToken(registry, "cave", "access", token ?? "") === "object";
  }
  assertEquals(registry.issued.size, 10_000);
  assert(isGood(first));
  assertEquals([isGood(issued.at(0)), isGood(issued.at(10)), isGood(issued.at(11))], [
    false,
    false,
    true,
  ]);
  assert(isGood(issued.at(-1)));
});

Deno.test("A submission id that 10,000 others came after is good no longer", async () => {
  await using sandbox = await startSandbox();
  const used = await submit(sandbox, ["lab", "archive"], [item("/README.txt", "/copy.txt")]);
  const first = (await transfer(sandbox, "/submission_id")).body.value;
  for (let left = 10_000; left > 0; left -= 100) {
    await Promise.all(Array.from({ length: 100 }, () => transfer(sandbox, "/submission_id")));
  }
  async function answered(submissionId: string): Promise<string> {
    const { body } = await transfer(sandbox, "/transfer", {
      method: "POST",
      body: JSON.stringify({ DATA_TYPE: "transfer", submission_id: submissionId }),
    });
    return `${body.code} ${body.message}`;
  }
  assertStringIncludes(await answered(first), "Unknown submission_id");
  assertStringIncludes(await answered(used.body.submission_id), "Duplicate ");
});
