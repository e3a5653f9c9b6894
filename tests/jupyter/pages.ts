import { assert, assertEquals } from "@std/assert";
import type { Chromium, Page } from "../browser/_chromium.ts";
import { startChromium } from "../browser/_chromium.ts";
import type { Notebook } from "../notebooks/_notebook.ts";
import type { PageName } from "./_jupyter.ts";
import { all, pageNames, run } from "./_runs.ts";

/** What is on a page; see `_look.js`. */
interface Seen {
  readonly texts: readonly { readonly text: string; readonly contrast: number }[];
  /** How much of each progress bar's filling is seen, from 0 to 1. */
  readonly fillings: readonly number[];
  /** How much of each picture is drawn on its paper, from 0 to 1. */
  readonly pictures: readonly number[];
}

const look = await Deno.readTextFile(new URL("./_look.js", import.meta.url));

/** WCAG 2.2. */
const enoughForText = 4.5;
/** Of a plain area, all but its edge. */
const enoughOfFilling = 0.8;
/** A few thin bars with their words. */
const enoughOfPicture = 0.01;

/** What makes things invisible, and is to be found on every page. */
const plants = {
  text: ".jp-OutputArea-output * { color: Canvas !important; opacity: 0.02 !important }",
  bars: '[style*="16em"] > div { background-color: transparent !important }',
  pictures: ".jp-OutputArea-output :is(svg, img) { opacity: 0 !important }",
  ink: ".jp-OutputArea-output :is(svg, img) { filter: brightness(0) }",
} as const;

let chromium: Promise<Chromium> | undefined;

/** Opens a notebook's page; a picture of it goes into the folder that KEYFERRY_PICTURES names. */
async function opened(notebook: Notebook, name: PageName): Promise<Page> {
  const { pages } = await run(notebook);
  const page = await (await (await (chromium ??= startChromium())).window()).newPage();
  // As Jupyter's theme and the machine's may differ.
  await page.emulateMedia({ colorScheme: name.endsWith("dark") ? "light" : "dark" });
  await page.route("**", (route) => route.abort());
  await page.setContent(pages[name], { waitUntil: "domcontentloaded" });
  await page.addScriptTag({ content: look });
  const pictures = Deno.env.get("KEYFERRY_PICTURES");
  if (pictures !== undefined) {
    const path = `${pictures}/${notebook.name}.${name.replace(" ", "-")}.png`;
    await page.screenshot({ path, fullPage: true });
  }
  return page;
}

async function seen(page: Page): Promise<Seen> {
  const shown = await picture(page);
  const hide = await page.addStyleTag({
    content: '[style*="16em"] > div { visibility: hidden !important }',
  });
  const hidden = await picture(page);
  await hide.evaluate(remove);
  const job = [shown, hidden].map((one) => JSON.stringify(one)).join();
  return await page.evaluate(`look.all(${job})`) as Seen;
}

/** Runs in the page. */
function remove(style: { remove?(): void }): void {
  style.remove?.();
}

async function picture(page: Page): Promise<string> {
  const png = await page.screenshot({ fullPage: true, animations: "disabled" });
  return `data:image/png;base64,${new Uint8Array(png).toBase64()}`;
}

/** What cannot be seen, by kind. */
function unseen({ texts, fillings, pictures }: Seen): string[] {
  return [
    ...texts.filter(({ contrast }) => contrast < enoughForText).map(({ text }) => `text ${text}`),
    ...fillings.filter((share) => share < enoughOfFilling).map((share) => `bar ${share}`),
    ...pictures.filter((share) => share < enoughOfPicture).map((share) => `picture ${share}`),
  ];
}

/** How many drawings the cells of a notebook have. */
function drawingsOf({ cells }: Notebook): { bars: number; pictures: number } {
  const data = cells.flatMap(({ outputs = [] }) => outputs).map(({ data = {} }) => data);
  const html = data.map((forms) => [forms["text/html"] ?? ""].flat().join(""));
  const filled = /width: 16em[^>]*><div style="height: 100%; width: [1-9]/;
  return {
    bars: html.filter((text) => filled.test(text)).length,
    pictures: data.filter((forms) => forms["image/svg+xml"] !== undefined).length,
  };
}

for (const notebook of all) {
  const { bars, pictures } = drawingsOf(notebook);

  for (const name of pageNames) {
    Deno.test(`what notebooks/${notebook.name} shows is seen on a ${name} page`, async () => {
      const page = await opened(notebook, name);
      const found = await seen(page);
      assertEquals(unseen(found), []);
      assertEquals([found.fillings.length, found.pictures.length], [bars, pictures]);
      assert(pictures > 0 && found.texts.length > 5, `${found.texts.length} texts`);
      await page.context().close();
    });
  }

  Deno.test(`a text, a bar or a picture of notebooks/${notebook.name} that is not seen is found`, async () => {
    const page = await opened(notebook, "stored dark");
    for (const [what, css] of Object.entries(plants)) {
      if (what === "bars" && bars === 0) continue;
      const planted = await page.addStyleTag({ content: css });
      const found = unseen(await seen(page));
      await planted.evaluate(remove);
      const kind = what === "text" ? "text" : what === "bars" ? "bar" : "picture";
      assert(found.some((one) => one.startsWith(kind)), `${what}: ${found.join("; ")}`);
    }
    assertEquals(unseen(await seen(page)), []);
    await page.context().close();
  });
}

Deno.test.afterAll(async () => {
  await (await chromium)?.[Symbol.asyncDispose]();
});
