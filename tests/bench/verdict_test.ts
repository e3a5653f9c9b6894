import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { alternate, type Cost } from "./_cost.ts";
import { verdict } from "./_verdict.ts";
import { cacheFolder } from "../helpers/child.ts";

function rounds(...cpu: readonly number[]): Cost[] {
  return cpu.map((cpuMs) => ({ cpuMs, wallMs: 0, mebibytes: cpuMs }));
}

Deno.test("verdict() compares each round with the floor of the same round", () => {
  // A busy machine doubles both of the second round, and the third is far off.
  const { ratio, overMs } = verdict(rounds(110, 220, 900), rounds(100, 200, 100), { ratio: 2 });
  assertAlmostEquals(ratio, 1.1);
  assertEquals(overMs, 20);
});

Deno.test("verdict() calls a budget lost that is missed by more than a tenth, and was not missed before", () => {
  const floor = rounds(100, 100, 100);
  const state = (cpu: number, reached?: number): string => {
    const missed = reached === undefined ? undefined : { ratio: reached, why: "garbage" };
    return verdict(rounds(cpu, cpu, cpu), floor, { ratio: 1.5, missed }).state;
  };
  assertEquals([150, 151, 165, 166].map((cpu) => state(cpu)), ["met", "missed", "missed", "lost"]);
  // What is reached where a budget is missed is not to be lost either.
  assertEquals([150, 219, 221].map((cpu) => state(cpu, 2)), ["met", "missed", "lost"]);
});

Deno.test("verdict() counts memory, too", () => {
  const [ours, floor] = [rounds(100), rounds(100)];
  assertEquals(verdict(ours, floor, { ratio: 1, mebibytes: 100 }).state, "met");
  assertEquals(verdict(ours, floor, { ratio: 1, mebibytes: 90 }).state, "lost");
  const missed = { mebibytes: 100, why: "garbage" };
  assertEquals(verdict(ours, floor, { ratio: 1, mebibytes: 90, missed }).state, "missed");
});

Deno.test("verdict() takes no figure for one that is met", () => {
  assertEquals(verdict(rounds(NaN), rounds(100), { ratio: 1 }).state, "missed");
  assertThrows(() => verdict([], [], { ratio: 1 }), RangeError, "0 rounds");
});

Deno.test({
  name: "alternate() tells the processor's time and the memory of whole processes",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const spin = `
const until = Date.now() + 300;
while (Date.now() < until);
console.log("peak 2048");`;
    const program = (code: string) => ({
      name: "a program",
      words: [Deno.execPath(), "eval", "--no-config", code],
      env: { DENO_DIR: cacheFolder(), PATH: "/usr/bin:/bin" },
    });
    const [[busy], [idle]] = await alternate([
      program(spin),
      program("await new Promise((r) => setTimeout(r, 300))"),
    ], 1) as [[Cost], [Cost]];
    assertEquals(busy.mebibytes, 2);
    assertEquals(busy.cpuMs > idle.cpuMs && idle.wallMs > 300, true);
  },
});
