import { assert, assertEquals, assertRejects } from "@std/assert";
import { pooled } from "../../../src/ferry/routes/pool.ts";

async function* numbers(count: number): AsyncGenerator<number, void> {
  for (let at = 0; at < count; at++) yield at;
}

const moment = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("pooled() does every piece of work once, and no more at a time than it may", async () => {
  for (const [count, streams] of [[0, 4], [1, 16], [7, 1], [100, 3], [25_000, 4]] as const) {
    const done = new Set<number>();
    let [now, most] = [0, 0];
    await pooled(numbers(count), streams, async (item) => {
      most = Math.max(most, ++now);
      if (item < 100) await moment(1);
      now--;
      assert(!done.has(item));
      done.add(item);
    });
    assertEquals([done.size, most], [count, Math.min(count, streams)]);
  }
});

Deno.test("pooled() takes no more than 10,000 items ahead", async () => {
  let taken = 0;
  async function* endless(): AsyncGenerator<number, void> {
    while (taken < 50_000) yield taken++;
  }
  const gate = Promise.withResolvers<void>();
  const pool = pooled(endless(), 2, () => gate.promise);
  for (let last = -1; last !== taken;) {
    last = taken;
    await moment(20);
  }
  assert(taken <= 10_003, `${taken}`);
  gate.resolve();
  await pool;
  assertEquals(taken, 50_000);
});

Deno.test("pooled() begins nothing more after a failure, and waits for what is under way", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  let told = 0;
  const work = async (item: number): Promise<void> => {
    begun.push(item);
    await moment(item === 2 ? 5 : 20);
    if (item === 2) throw new Error("no room");
    ended.push(item);
  };
  await assertRejects(() => pooled(numbers(100), 4, work, () => told++), Error, "no room");
  assertEquals([begun, ended.sort(), told], [[0, 1, 2, 3], [0, 1, 3], 1]);
});

Deno.test("pooled() fails with what the list of items fails with", async () => {
  async function* broken(): AsyncGenerator<number, void> {
    yield 1;
    throw new Error("cannot list");
  }
  const done: number[] = [];
  await assertRejects(
    () => pooled(broken(), 2, (item) => Promise.resolve(void done.push(item))),
    Error,
    "cannot list",
  );
});
