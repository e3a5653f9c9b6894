import { assertEquals } from "@std/assert";
import { runChild, sourceUrl } from "../../helpers/child.ts";

Deno.test("startWaiting() waits for nothing that still moves after the end: no timer keeps a program", async () => {
  const start = performance.now();
  const { code, stderr } = await runChild(`
    import { startWaiting } from "${sourceUrl("src/http/waiting/waiting.ts")}";
    const waiting = startWaiting({ totalMs: undefined, stallMs: 30_000, signals: [] });
    waiting.moved();
    waiting.done();
    // The rest of a body that nobody wants any more.
    waiting.moved(5);
    waiting.allow(5);
    await waiting.until(Promise.resolve());`);
  assertEquals([code, stderr], [0, ""]);
  const ms = performance.now() - start;
  assertEquals(ms < 20_000, true, `${ms} ms`);
});

Deno.test("startWaiting() keeps nothing that was waited for, long lists stay small", async () => {
  const { code, stdout, stderr } = await runChild(
    `
    import { startWaiting } from "${sourceUrl("src/http/waiting/waiting.ts")}";
    const waiting = startWaiting({ totalMs: 30_000, stallMs: undefined, signals: [] });
    async function page() {
      const found = { items: new Array(1000) };
      await waiting.until(Promise.resolve(found));
      await waiting.until(Promise.reject(found)).catch(() => {});
      return new WeakRef(found);
    }
    const kept = await page();
    await new Promise((resolve) => setTimeout(resolve));
    globalThis.gc();
    console.log(kept.deref() === undefined);
    waiting.done();`,
    { flags: ["--v8-flags=--expose-gc"] },
  );
  assertEquals([code, stdout, stderr], [0, "true\n", ""]);
});
