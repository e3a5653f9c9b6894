import { assert, assertEquals } from "@std/assert";
import { barBundle } from "../../src/notebook/progress_bar.ts";
import type { Chromium, Page } from "../browser/_chromium.ts";
import { startChromium } from "../browser/_chromium.ts";
import type { Cell, Notebook } from "../notebooks/_notebook.ts";
import type { PageName } from "./_jupyter.ts";
import { all, pageNames, run } from "./_runs.ts";

/** What is on a page; see `_look.js`. Shares are from 0 to 1. */
interface Seen {
  readonly texts: readonly {
    readonly text: string;
    /** Of its colour; a drawing's words have none. */
    readonly contrast?: number;
    /** How much is seen at the end where that is least. */
    readonly ends: number;
  }[];
  /** What is wider than the page. */
  readonly wide: readonly string[];
  /** How much of each progress bar is filled, as it says and as it is seen. */
  readonly bars: readonly { readonly says: number; readonly seen: number }[];
  readonly pictures: readonly Picture[];
  /** How much of each mark of a drawing is seen. */
  readonly marks: readonly number[];
}

/** How wide a picture is, and how much of it is colour, and words. */
interface Picture {
  readonly width: number;
  readonly marks: number;
  readonly words: number;
}

function script(name: string): Promise<string> {
  return Deno.readTextFile(new URL(name, import.meta.url));
}

const scripts = await Promise.all(["../browser/_colours.js", "./_look.js"].map(script));

/** WCAG 2.2. */
const enoughForText = 4.5;
/** Of the box around a few letters, or around a mark one pixel wide. */
const [enoughOfLetters, enoughOfMark] = [0.03, 0.25];

/** What hides a drawing's marks, and what its words. */
const hidden = [
  [[/#(3f7fbf|2e8b57|d2544f)/g, "#ffffff"], [/#24292f/g, "#ffffff"]],
  [[/#(3f7fbf|2e8b57|d2544f)/g, "none"], [/<text /g, '<text opacity="0" ']],
  [[/(<rect\b[^>]*) height="[^"]*"/g, '$1 height="0"'], [/font-size="\d+"/g, 'font-size="0"']],
  [[/<rect /g, '<rect opacity="0" '], [/#24292f/g, "none"]],
] as const;

/** JupyterLab's window on a small screen leaves a notebook this much, in pixels. */
const narrow = 930;

let chromium: Promise<Chromium> | undefined;

/** Shows a page with nothing from elsewhere; a picture of it goes into the folder that KEYFERRY_PICTURES names. */
async function opened(html: string, colorScheme: "light" | "dark", name?: string): Promise<Page> {
  const page = await (await (await (chromium ??= startChromium())).window()).newPage();
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width: narrow, height: 800 });
  await page.route("**", (route) => route.abort());
  await page.setContent(html, { waitUntil: "domcontentloaded" });
  for (const content of scripts) await page.addScriptTag({ content });
  const pictures = Deno.env.get("KEYFERRY_PICTURES");
  if (pictures !== undefined && name !== undefined) {
    await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  }
  return page;
}

/** Opens a notebook's page where Jupyter's theme and the machine's differ. */
async function openedNotebook(notebook: Notebook, name: PageName): Promise<Page> {
  const { pages } = await run(notebook);
  const scheme = name.endsWith("dark") ? "light" : "dark";
  return await opened(pages[name], scheme, `${notebook.name}.${name.replace(" ", "-")}`);
}

async function seen(page: Page): Promise<Seen> {
  const shown = await picture(page);
  const hide = await page.addStyleTag({ content: String(await page.evaluate("look.hidden")) });
  const bare = await picture(page);
  await hide.evaluate((style: { remove?(): void }) => style.remove?.());
  const job = [shown, bare].map((one) => JSON.stringify(one)).join();
  return await page.evaluate(`look.all(${job})`) as Seen;
}

async function picture(page: Page): Promise<string> {
  const png = await page.screenshot({ fullPage: true, animations: "disabled" });
  return `data:image/png;base64,${new Uint8Array(png).toBase64()}`;
}

/** The drawings that cells show, as SVG. */
function drawingsOf(cells: readonly Cell[]): string[] {
  return cells.flatMap(({ outputs = [] }) => outputs).flatMap(({ data = {} }) => {
    const svg = data["image/svg+xml"];
    return svg === undefined ? [] : [[svg].flat().join("")];
  });
}

const alone = new Map<string, Promise<Seen>>();

/** What is seen of drawings on paper alone; looked at once for all pages that have them. */
function seenAlone(drawings: readonly string[]): Promise<Seen> {
  const areas = drawings.map((svg) => `<div class="jp-OutputArea-output">${svg}</div>`);
  const html = `<body style="background: #fff">${areas.join("")}</body>`;
  const found = alone.get(html) ?? opened(html, "light").then(seenOnce);
  alone.set(html, found);
  return found;
}

async function seenOnce(page: Page): Promise<Seen> {
  const found = await seen(page);
  await page.context().close();
  return found;
}

/** Something that is to be seen, and whether it is. */
interface Judgement {
  readonly what: string;
  readonly good: boolean;
}

function judged(
  { texts, wide, bars, pictures, marks }: Seen,
  drawings: readonly Picture[],
): Judgement[] {
  return [
    ...texts.map(({ text, contrast = enoughForText, ends }) => ({
      what: `text ${text}: ${contrast}, ${ends}`,
      good: contrast >= enoughForText && ends >= enoughOfLetters,
    })),
    ...wide.map((text) => ({ what: `too wide: ${text}`, good: false })),
    ...bars.map(({ says, seen }) => ({
      what: `bar that says ${says}: ${seen}`,
      good: Math.abs(says - seen) <= 0.05,
    })),
    ...drawings.map((drawing, at) => {
      const { width = 0, marks = 0, words = 0 } = pictures[at] ?? {};
      const isWhole = marks >= 0.7 * drawing.marks && words >= 0.7 * drawing.words;
      return {
        what: `picture ${JSON.stringify([drawing, pictures[at]])}`,
        good: isWhole && width === drawing.width,
      };
    }),
    ...marks.map((share) => ({ what: `mark ${share}`, good: share >= enoughOfMark })),
  ];
}

/** What is, or is not, seen; pictures beside the drawings that they are of. */
function those(good: boolean, seen: Seen, drawings: readonly Picture[]): string[] {
  return judged(seen, drawings).filter((one) => one.good === good).map(({ what }) => what);
}

/** How many progress bars cells show, by what they are in words. */
function barsOf(cells: readonly Cell[]): number {
  return cells.flatMap(({ outputs = [] }) => outputs).filter(({ data = {} }) => {
    const words = [data["text/plain"] ?? ""].flat().join("");
    return data["text/html"] !== undefined && /^[^\n]* \d+ % [^\n]*$/.test(words);
  }).length;
}

for (const notebook of all) {
  for (const name of pageNames) {
    Deno.test(`what notebooks/${notebook.name} shows is seen on a ${name} page`, async () => {
      const { cells } = name.startsWith("stored") ? notebook : await run(notebook);
      const drawings = drawingsOf(cells);
      const { pictures, ...more } = await seenAlone(drawings);
      assertEquals(those(false, { ...more, pictures }, []), []);
      assert(more.marks.length > 0);
      const found = await seenOnce(await openedNotebook(notebook, name));
      assertEquals(those(false, found, pictures), []);
      assertEquals([found.bars.length, found.pictures.length], [barsOf(cells), drawings.length]);
      assert(drawings.length > 0 && found.texts.length > 5, `${found.texts.length} texts`);
    });
  }

  for (const [name, ground] of [["stored light", "#fff"], ["stored dark", "#111"]] as const) {
    Deno.test(`whatever hides a text, a bar or a picture of notebooks/${notebook.name} is found on a ${name} page`, async () => {
      const { pictures } = await seenAlone(drawingsOf(notebook.cells));
      const page = await openedNotebook(notebook, name);
      await page.addScriptTag({ content: await script("./_hide.js") });
      const bar = barBundle("half", { done: 6, total: 10 })["text/html"];
      const count = await page.evaluate(`hide("${ground}", ${JSON.stringify(bar)})`);
      const found = await seenOnce(page);
      const [first] = pictures;
      assert(first);
      const copies = Array<Picture>(Number(count) - pictures.length).fill(first);
      assertEquals(those(true, found, [...pictures, ...copies]), []);
    });
  }

  Deno.test(`whatever hides the marks or words of a drawing of notebooks/${notebook.name} is found, and what is too wide`, async () => {
    const drawings = hidden.flatMap((ways) => {
      return drawingsOf(notebook.cells).map((svg) => {
        return ways.reduce((text, [what, by]) => text.replaceAll(what, by), svg);
      });
    });
    const found = await seenAlone([...drawings, '<div style="width: 200%"><br></div>']);
    assertEquals(found.wide, [""]);
    assert(found.marks.length >= hidden.length && found.texts.length > hidden.length);
    assertEquals(those(true, found, []), []);
  });
}

Deno.test.afterAll(async () => {
  await (await chromium)?.[Symbol.asyncDispose]();
});
