import { assert, assertEquals } from "@std/assert";
import { startChromium } from "../browser/_chromium.ts";
import { all, run } from "./_runs.ts";

/** How large something is drawn, in pixels. */
type Box = readonly [width: number, height: number];

/** What is on a page; see `_legible.js`. */
interface Seen {
  readonly texts: readonly { readonly text: string; readonly contrast: number }[];
  readonly graphics: readonly number[];
  readonly tables: readonly Box[];
  readonly bars: readonly Box[];
  readonly fillings: readonly Box[];
  readonly plots: readonly Box[];
  readonly plotBars: readonly Box[];
}

const legible = await Deno.readTextFile(new URL("./_legible.js", import.meta.url));

/** WCAG 2.2: of text, and of what is drawn. */
const [enoughForText, enoughForGraphics] = [4.5, 3];

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
  return await page.evaluate(legible) as Seen;
}

function areDrawn(boxes: readonly Box[], least: Box): boolean {
  return boxes.every(([width, height]) => width >= least[0] && height >= least[1]);
}

for (const theme of themes) {
  for (const screen of themes) {
    Deno.test(`tables, bars and plots are drawn and legible on a ${theme} page, ${screen} screen`, async () => {
      const { tables, bars, fillings, plots, plotBars, texts, graphics } = await seen(
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
      assertEquals(graphics.filter((contrast) => contrast < enoughForGraphics), []);
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
