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
