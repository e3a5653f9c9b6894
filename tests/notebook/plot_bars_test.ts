import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { type Bar, type BarsOptions, jupyterDisplay, plotBars } from "../../src/notebook/mod.ts";

function plotted(bars: Bar[], options?: BarsOptions): { svg: string; words: string } {
  const shown = plotBars(bars, options)[jupyterDisplay]();
  return { svg: shown["image/svg+xml"] ?? "", words: shown["text/plain"] };
}

/** The bars' places and colours. */
function barsIn(svg: string): { x: number; width: number; fill: string }[] {
  return [...svg.matchAll(/<rect x="([\d.]+)" y="\d+" width="([\d.]+)" .*? fill="(#\w+)"/g)]
    .map(([, x, width, fill = ""]) => ({ x: Number(x), width: Number(width), fill }));
}

Deno.test("plotBars() draws each bar as long as its value, in their order", () => {
  const { svg, words } = plotted([
    { label: "raw", value: 30 },
    { label: "masks", value: 10 },
    { label: "none", value: 0 },
  ], { title: "Files" });
  assertEquals(words, "Files\nraw    30 files\nmasks  10 files\nnone    0 files");
  const [raw, masks, none] = barsIn(svg);
  assert(raw && masks && none);
  assert(Math.abs(raw.width / masks.width - 3) < 0.02);
  assertEquals([raw.x, none.width], [masks.x, 0]);
});

Deno.test("plotBars() begins a bar where it says", () => {
  const [one, two] = barsIn(
    plotted([
      { label: "first", value: 10 },
      { label: "then", value: 30, from: 10 },
    ], { unit: "day" }).svg,
  );
  assert(one && two);
  assert(Math.abs(two.x - (one.x + one.width)) < 0.2);
});

Deno.test("plotBars() stays within the picture, its words too", () => {
  const { svg } = plotted([
    { label: "x".repeat(200), value: 1e12 },
    { label: "short", value: 1, from: 1e12 },
  ], { unit: "byte" });
  for (const { x, width } of barsIn(svg)) assert(x + width < 600, `${x} ${width}`);
  assertStringIncludes(svg, `>${"x".repeat(33)}…</text>`);
  assertStringIncludes(svg, `<title>${"x".repeat(200)}</title>`);
  // Each takes the room of two.
  const wide = plotted([{ label: "細".repeat(34), value: 1e12 }], { unit: "byte" }).svg;
  for (const { x, width } of barsIn(wide)) assert(x + width < 600, `${x} ${width}`);
  assertStringIncludes(wide, `>${"細".repeat(16)}…</text>`);
});

Deno.test("plotBars() says bytes and seconds in words", () => {
  assertEquals(plotted([{ label: "a", value: 1_200_000 }], { unit: "byte" }).words, "a  1.2 MB");
  const said = [172_800, 1.4, 0.4, 0].map((value) => {
    return plotted([{ label: "a", value }], { unit: "second" }).words;
  });
  assertEquals(said, ["a  2 d", "a  1 s", "a  0.4 s", "a  0 s"]);
});

Deno.test("plotBars() says no more of a fraction than can be read, and a symbol has no plural", () => {
  const said = (value: number, unit: string) => plotted([{ label: "a", value }], { unit }).words;
  assertEquals(said(1 / 3, "GB"), "a  0.33 GB");
  assertEquals(said(12_345.678, "GB"), "a  12345.68 GB");
  assertEquals(said(97.5, "%"), "a  97.5 %");
  assertEquals(said(2, "day"), "a  2 days");
  assertEquals(said(2.5, "byte"), "a  3 B");
});

Deno.test("plotBars() has a colour for what went well, and for what went wrong", () => {
  const { svg } = plotted([
    { label: "a", value: 1 },
    { label: "b", value: 1, kind: "done" },
    { label: "c", value: 1, kind: "failed" },
  ]);
  assertEquals(barsIn(svg).map(({ fill }) => fill), ["#3f7fbf", "#2e8b57", "#d2544f"]);
});

Deno.test("plotBars() lets no label command a page or a terminal", () => {
  const { svg, words } = plotted([{ label: "<script>\x1b[2J&", value: 1 }], { title: "<b>" });
  assertEquals(words, "<b>\n<script>\\x1b[2J&  1 file");
  assertEquals(["<script", "<b>", "\x1b"].filter((bad) => svg.includes(bad)), []);
});

Deno.test("plotBars() of nothing says so, instead of a blank picture", () => {
  assertEquals(plotBars([], { title: "<Files>" })[jupyterDisplay](), {
    "text/plain": "<Files>: nothing to plot",
    "text/html": "<div>&lt;Files&gt;: nothing to plot</div>",
  });
  assertEquals(plotted([]), { svg: "", words: "nothing to plot" });
});

Deno.test("plotBars() refuses a bar that is another thing, naming it", () => {
  const wrong: readonly [unknown, string][] = [
    [5, 'Bar 2 must be an object, such as { label: "raw", value: 5 }'],
    [null, "Bar 2 must be an object"],
    [{ label: 2024, value: 5 }, "Bar 2 must have a text as its label"],
    [{ value: 5 }, "Bar 2 must have a text as its label"],
    [{ label: "b", value: 5n }, 'The bar "b" must have a value that is a number'],
    [{ label: "b" }, 'The bar "b" must have a value that is a number'],
    [
      { label: "b", value: 1, kind: "paper" },
      'The bar "b" must have "done" or "failed" as its kind',
    ],
  ];
  for (const [bar, words] of wrong) {
    assertThrows(() => plotBars([{ label: "a", value: 1 }, bar as Bar]), TypeError, words);
  }
});

Deno.test("plotBars() refuses a value that is not an amount, and more bars than a picture holds", () => {
  for (const value of [-1, NaN, Infinity]) {
    assertThrows(() => plotBars([{ label: "a", value }]), RangeError, 'The bar "a" must have');
  }
  assertThrows(() => plotBars([{ label: "a", value: 1, from: -1 }]), RangeError);
  const many = Array.from({ length: 41 }, () => ({ label: "a", value: 1 }));
  assertThrows(() => plotBars(many), RangeError, "There are 41 bars");
});

Deno.test("plotBars() has room for a label of digits, which are the widest in usual type", () => {
  const id = "864691135571546917";
  const svg = String(plotBars([{ label: id, value: 1 }])[jupyterDisplay]()["image/svg+xml"]);
  const [, x = ""] = new RegExp(`x="([\\d.]+)"[^>]*>${id}<`).exec(svg) ?? [];
  // DejaVu Sans, 12 pixels high: a digit is 0.636 of that.
  assert(Number(x) - 0.636 * 12 * id.length >= 0, `${x}: ${svg}`);
});

Deno.test("plotBars() has room for capitals, which are wider than digits, and cuts what has none", () => {
  // DejaVu Sans, 12 pixels high: an E is 0.632 of that, an O 0.787 and an M 0.863.
  const name = "MOUSE_BRAIN_EM";
  const { svg } = plotted([{ label: name, value: 1 }]);
  const [, x = ""] = new RegExp(`x="([\\d.]+)"[^>]*>${name}<`).exec(svg) ?? [];
  assert(Number(x) >= 0.74 * 12 * name.length, `${x}: ${svg}`);
  const long = plotted([{ label: "W".repeat(34), value: 1 }], {
    title: "Much to tell. ".repeat(9),
  });
  assertStringIncludes(long.svg, `>${"W".repeat(21)}…</text>`);
  assertMatch(long.svg, /font-weight="bold">(Much to tell\. ){5,6}[^<]*…<\/text>/);
});
