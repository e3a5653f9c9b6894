import { assertEquals, assertRejects } from "@std/assert";
import { steadily } from "./steadily.ts";

/** Lets this process stand still. */
function standStill(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

Deno.test("steadily() plays again what failed while the process stood still, and nothing else", async () => {
  let played = 0;
  await steadily(20, () => {
    if (++played === 3) return Promise.resolve();
    standStill(60);
    return Promise.reject(new Error("late"));
  });
  assertEquals(played, 3);
  const failing = () => Promise.reject(new Error(`wrong ${++played}`));
  await assertRejects(() => steadily(60_000, failing), Error, "wrong 4");
});

Deno.test("steadily() fails where the process stands still each time", async () => {
  let played = 0;
  const late = (): Promise<never> => {
    standStill(30);
    return Promise.reject(new Error(`late ${++played}`));
  };
  await assertRejects(() => steadily(10, late), Error, "late 5");
});
