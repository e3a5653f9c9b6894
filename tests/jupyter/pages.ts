import { assert, assertEquals } from "@std/assert";
import type { Page } from "../browser/_chromium.ts";
import { startChromium } from "../browser/_chromium.ts";
import { all, run } from "./_runs.ts";

/** How large something is drawn, in pixels. */
type Box = readonly [width: number, height: number];

/** What is on a page; see `_look.js`. */
interface Seen {
  readonly texts: readonly { readonly text: string; readonly contrast: number }[];
  readonly tables: readonly Box[];
  readonly bars: readonly Box[];
  readonly fillings: readonly Box[];
  readonly plots: readonly Box[];
  readonly plotBars: readonly Box[];
  /** Of each filling and each bar of a plot, how much of its box is seen, from 0 to 1. */
  readonly drawn: readonly number[];
}

const look = await Deno.readTextFile(new URL("./_look.js", import.meta.url));

/** WCAG 2.2. */
const enoughForText = 4.5;

const drawings = '[role="progressbar"] > div, svg[aria-label="Throughput"] rect';

const themes = ["light", "dark"] as const;

/** Looks at the page of a notebook; a picture of it goes into the folder that KEYFERRY_PICTURES names. */
async function seen(
  name: string,
  theme: "light" | "dark",
  colorScheme: "light" | "dark",
): Promise<Seen> {
  const notebook = all.find((one) => one.name === name);
  assert(notebook);
  const { pages } = await run(notebook);
  await using chromium = await startChromium();
  const page = await (await chromium.window()).newPage();
  await page.emulateMedia({ colorScheme });
  await page.route("**", (route) => route.abort());
  await page.setContent(pages[theme], { waitUntil: "domcontentloaded" });
  const pictures = Deno.env.get("KEYFERRY_PICTURES");
  if (pictures !== undefined) {
    const path = `${pictures}/${name}.${theme}-page.${colorScheme}-screen.png`;
    await page.screenshot({ path, fullPage: true });
  }
  await page.addScriptTag({ content: look });
  const legible = await page.evaluate("look.legible()") as Omit<Seen, "drawn">;
  const shown = await picture(page);
  await page.addStyleTag({ content: `:is(${drawings}) { visibility: hidden !important }` });
  const job = [shown, await picture(page), drawings].map((one) => JSON.stringify(one)).join();
  return { ...legible, drawn: await page.evaluate(`look.shares(${job})`) as number[] };
}

async function picture(page: Page): Promise<string> {
  const png = await page.screenshot({ fullPage: true, animations: "disabled" });
  return `data:image/png;base64,${new Uint8Array(png).toBase64()}`;
}

function areDrawn(boxes: readonly Box[], least: Box): boolean {
  return boxes.every(([width, height]) => width >= least[0] && height >= least[1]);
}

for (const theme of themes) {
  for (const screen of themes) {
    Deno.test(`tables, bars and plots are drawn and legible on a ${theme} page, ${screen} screen`, async () => {
      const { tables, bars, fillings, plots, plotBars, texts, drawn } = await seen(
        "05_transfers.ipynb",
        theme,
        screen,
      );
      assertEquals([tables.length >= 4, bars.length, plots.length], [true, 4, 1]);
      assert(plotBars.length >= 3, `${plotBars.length} bars`);
      assert(
        areDrawn(tables, [100, 40]) && areDrawn(bars, [50, 8]),
        Deno.inspect({ tables, bars }),
      );
      assert(areDrawn(plots, [300, 150]) && areDrawn(plotBars, [2, 2]), Deno.inspect(plotBars));
      // The first is done.
      assert((fillings[0]?.[0] ?? 0) > 0.9 * (bars[0]?.[0] ?? Infinity), Deno.inspect(fillings));
      assert(texts.length > 50, `${texts.length} texts`);
      assertEquals(texts.filter(({ contrast }) => contrast < enoughForText), []);
      // Plain areas: but for the pixels at their edges, all of them is seen.
      const areas = [...fillings, ...plotBars].filter(([width]) => width >= 1);
      assertEquals(drawn.length, areas.length);
      assert(drawn.every((share) => share > 0.8), Deno.inspect(drawn));
    });
  }
}

for (const { name } of all.filter(({ name }) => name !== "05_transfers.ipynb")) {
  Deno.test(`what notebooks/${name} shows is legible on a light and on a dark page`, async () => {
    for (const theme of themes) {
      const { texts } = await seen(name, theme, theme);
      assert(texts.length > 0);
      assertEquals(texts.filter(({ contrast }) => contrast < enoughForText), []);
    }
  });
}
