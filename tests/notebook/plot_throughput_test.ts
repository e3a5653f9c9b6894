import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { EventDocument } from "../../src/globus/transfer/endpoints/resource_documents.ts";
import { jupyterDisplay, plotThroughput } from "../../src/notebook/mod.ts";
import { entryUrl, runChild } from "../helpers/child.ts";

function event(code: string, second: number, more: Partial<EventDocument> = {}): EventDocument {
  const time = new Date(Date.UTC(2026, 2, 21, 10, 0, second)).toISOString();
  const members = { code, description: code.toLowerCase(), details: null, is_error: false, time };
  return { ...members, ...more };
}

function progress(second: number, bytes: number, duration: number): EventDocument {
  const details = JSON.stringify({ bytes_transferred: bytes, duration, mbps: 0 });
  return event("PROGRESS", second, { details });
}

/** The bars' places and sizes in the plot. */
function barsIn(svg: string): { x: number; width: number; height: number }[] {
  const number = (rect: string, name: string) =>
    Number(new RegExp(` ${name}="([^"]+)"`).exec(rect)?.[1]);
  return [...svg.matchAll(/<rect[^>]*>/g)].map(([rect]) => ({
    x: number(rect, "x"),
    width: number(rect, "width"),
    height: number(rect, "height"),
  }));
}

async function plotted(events: EventDocument[]): Promise<{ svg: string; words: string }> {
  const shown = (await plotThroughput(events))[jupyterDisplay]();
  return { svg: shown["image/svg+xml"] ?? "", words: shown["text/plain"] };
}

Deno.test("plotThroughput() draws a bar for each stretch, as high as it was fast", async () => {
  const { svg, words } = await plotted([
    event("SUCCEEDED", 180),
    progress(180, 3e8, 60),
    progress(120, 12e8, 60),
    progress(60, 6e8, 60),
    event("STARTED", 0),
  ]);
  assertEquals(words, "2.1 GB in 180 s: 11.7 MB/s, 20.0 MB/s at most, 0 faults");
  const bars = barsIn(svg);
  assertEquals(bars.map(({ height }) => Math.round(height / (bars[2]?.height ?? 1))), [2, 4, 1]);
  assertEquals(bars.map(({ x }) => x).sort((a, b) => a - b), bars.map(({ x }) => x));
  assertEquals(new Set(bars.map(({ width }) => Math.round(width))).size, 1);
});

Deno.test("plotThroughput() leaves a gap where nothing went over, and none for a whole second", async () => {
  const { svg } = await plotted([
    event("STARTED", 0),
    progress(10, 1e6, 9.6),
    progress(20, 1e6, 9.6),
    progress(60, 1e6, 10),
  ]);
  const [one, two, three] = barsIn(svg);
  assert(one && two && three);
  assert(two.x - (one.x + one.width) < 2);
  assert(three.x - (two.x + two.width) > 2 * two.width);
});

Deno.test("plotThroughput() takes a last moment for a part of what was before it", async () => {
  const { svg, words } = await plotted([
    event("STARTED", 0),
    progress(60, 6e8, 60),
    progress(120, 6e8, 60),
    progress(121, 9e7, 1),
  ]);
  assertEquals(words, "1.3 GB in 121 s: 10.7 MB/s, 11.3 MB/s at most, 0 faults");
  assertEquals(barsIn(svg).length, 2);
});

Deno.test("plotThroughput() marks faults and names them", async () => {
  const { svg, words } = await plotted([
    event("STARTED", 0),
    event("PERMISSION_DENIED", 5, { is_error: true }),
    progress(10, 1e6, 10),
  ]);
  assertStringIncludes(svg, "<title>PERMISSION_DENIED</title>");
  assertStringIncludes(words, ", 1 fault");
});

Deno.test("plotThroughput() has its own paper and colours, since a page shows it as an image", async () => {
  const shown = (await plotThroughput([progress(10, 1e6, 10)]))[jupyterDisplay]();
  const svg = shown["image/svg+xml"] ?? "";
  assertStringIncludes(svg, 'd="M0 0H640V220H0Z" fill="#ffffff"');
  assertEquals(/currentColor|<script|on\w+=/i.test(svg), false);
});

Deno.test("plotThroughput() has no form that a page shows in place of the picture", async () => {
  const shown = (await plotThroughput([progress(10, 1e6, 10)]))[jupyterDisplay]();
  assertEquals(Object.keys(shown).sort(), ["image/svg+xml", "text/plain"]);
});

Deno.test("plotThroughput() says in the picture what it tells", async () => {
  const { svg, words } = await plotted([progress(10, 1e6, 10)]);
  assertStringIncludes(svg, `font-weight="bold">${words}</text>`);
});

Deno.test("plotThroughput() says so where there is nothing to plot", async () => {
  const strange = event("PROGRESS", 5, { details: "nothing we know" });
  for (const events of [[], [event("STARTED", 0)], [strange], [progress(5, 1, 0)]]) {
    const { svg, words } = await plotted(events);
    assertEquals([svg, words], ["", "Nothing to plot: the transfer has told of no progress (yet)"]);
  }
});

Deno.test("plotThroughput() needs no permission", async () => {
  const { code, stdout, stderr } = await runChild(`
    import { plotThroughput } from "${entryUrl("src/notebook/mod.ts")}";
    const details = JSON.stringify({ bytes_transferred: 1e6, duration: 1 });
    const event = { code: "PROGRESS", description: "", details, is_error: false, time: "2026-03-21" };
    console.log(await plotThroughput([event]));
  `);
  assertEquals({ code, stdout, stderr }, {
    code: 0,
    stdout: "1.0 MB in 1.0 s: 1.0 MB/s, 1.0 MB/s at most, 0 faults\n",
    stderr: "",
  });
});

Deno.test("plotThroughput() leaves out what tells of fewer bytes than none", async () => {
  const { words } = await plotted([progress(10, 1e6, 10), progress(20, -1e9, 10)]);
  assertEquals(words, "1.0 MB in 10 s: 100.0 kB/s, 100.0 kB/s at most, 0 faults");
});

Deno.test("plotThroughput() refuses a size that its labels do not fit into", async () => {
  const events = [event("STARTED", 0), progress(60, 6e8, 60)];
  for (const size of [{ width: -5 }, { width: 0 }, { height: 99 }, { height: Infinity }]) {
    const [[name, pixels] = []] = Object.entries(size);
    await assertRejects(
      () => plotThroughput(events, size),
      RangeError,
      `${name} must be 100 pixels or more: it is ${pixels}`,
    );
  }
});

Deno.test("plotThroughput() leaves out what does not say when it was", async () => {
  const lost = { ...progress(60, 6e8, 60), time: "yesterday" };
  const { svg, words } = await plotted([event("STARTED", 0), lost, progress(120, 6e8, 60)]);
  assertEquals([words, barsIn(svg).length], [
    "600.0 MB in 60 s: 10.0 MB/s, 10.0 MB/s at most, 0 faults",
    1,
  ]);
  assertEquals(svg.includes("NaN"), false);
});
