// Not in deno.json: Deno fetches what that names for each of its tasks, the demo too.
// deno-lint-ignore no-import-prefix
import { type BrowserContext, chromium, type Page } from "npm:playwright-core@^1.60.0";

export type { BrowserContext, Page };

/** A browser that nobody sees. */
export interface Chromium extends AsyncDisposable {
  /** A window with cookies of its own; `deviceScaleFactor`: how many pixels a CSS pixel has. */
  window(options?: { readonly deviceScaleFactor?: number }): Promise<BrowserContext>;
}

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** Where Chromium is: `CHROMIUM`, or where Debian puts it. */
async function executable(): Promise<string> {
  const named = Deno.env.get("CHROMIUM");
  for (const path of named ? [named] : places) {
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
  }
  throw new Error(
    `There is no Chromium at ${named ?? places.join(" or ")}: install it with ` +
      "`apt-get install chromium`, or set CHROMIUM to its path",
  );
}

/** Starts Chromium, which writes below its home even where it is told to keep nothing. */
export async function startChromium(): Promise<Chromium> {
  const executablePath = await executable();
  const home = await Deno.makeTempDir({ prefix: "keyferry-chromium-" });
  const browser = await chromium.launch({
    executablePath,
    env: { ...Deno.env.toObject(), HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
    // Its own sandbox does not work for root, nor in most containers; it sees this machine alone.
    args: ["--no-sandbox"],
  });
  return {
    window: (options = {}) => browser.newContext(options),
    async [Symbol.asyncDispose](): Promise<void> {
      await browser.close();
      await Deno.remove(home, { recursive: true });
    },
  };
}

/** The headline of the page that is shown. */
export async function headline(page: Page): Promise<string> {
  return (await page.locator("h1").textContent()) ?? "";
}
