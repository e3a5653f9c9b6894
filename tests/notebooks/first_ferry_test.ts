import { assert, assertEquals } from "@std/assert";

interface Lock {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<Record<string, { readonly integrity: string }>>;
}

async function json(path: string): Promise<unknown> {
  return JSON.parse(await Deno.readTextFile(new URL(`../../${path}`, import.meta.url)));
}

// By the lock of the checkout Deno fetches all that any part of it wants, of which the demo uses little.
Deno.test("first_ferry.ts has a lock of its own, with ten packages at most and the versions of all", async () => {
  const { tasks } = await json("deno.json") as { tasks: { demo: { command: string } } };
  const path = "notebooks/scripts/first_ferry.lock";
  assert(tasks.demo.command.includes(`--lock=${path} `));
  const own = await json(path) as Lock;
  const all = await json("deno.lock") as Lock;
  assert(Object.keys(own.npm).length <= 10, Object.keys(own.npm).join());
  for (const [name, version] of Object.entries(own.specifiers)) {
    assertEquals([name, version], [name, all.specifiers[name]]);
  }
  for (const [name, { integrity }] of Object.entries(own.npm)) {
    assertEquals([name, integrity], [name, all.npm[name]?.integrity]);
  }
});
