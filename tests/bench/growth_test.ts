import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { growthOf } from "./growth.ts";

function fiveEach(...sizes: readonly number[]): number[] {
  return sizes.flatMap((size) => Array<number>(5).fill(size));
}

Deno.test("growthOf() tells a memory that grew in between from one that stayed flat", () => {
  assertEquals(growthOf(fiveEach(100, 150, 100)).medians, [100, 150, 100]);
  assertAlmostEquals(growthOf(fiveEach(100, 150, 100)).share, 0.5);
  assertAlmostEquals(growthOf(fiveEach(100, 98, 101)).share, 0.01);
});

Deno.test("growthOf() skips a single look that is far off", () => {
  const sizes = fiveEach(100, 100);
  sizes[7] = 1000;
  assertEquals(growthOf(sizes).share, 0);
});

Deno.test("growthOf() does not take too few looks for a flat memory", () => {
  assertThrows(() => growthOf(fiveEach(100)), RangeError, "5 looks");
});
