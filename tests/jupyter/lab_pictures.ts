/**
 * Takes pictures of the notebooks as a person sees them in JupyterLab: as they are stored, not trusted
 * and trusted, and run; and as nbconvert's plainest page, which sites draw in colours of their own; each on
 * light and dark ground. The names of notebooks after it take those alone:
 *
 * ```sh
 * JUPYTER_LAB=$(command -v jupyter-lab) deno run -A tests/jupyter/lab_pictures.ts 05
 * ```
 *
 * It works in a clone of what is committed, in a temporary folder, whose pictures it leaves and names.
 *
 * @module
 */

import { fromFileUrl } from "@std/path/from-file-url";
import { main, terminalIo } from "@keyferry/keyferry/cli";
import { type BrowserContext, type Page, startChromium } from "../browser/_chromium.ts";
import { cacheFolder } from "../helpers/child.ts";
import { notebooks } from "../notebooks/_notebook.ts";

const themes = { light: "JupyterLab Light", dark: "JupyterLab Dark" } as const;
const checkout = fromFileUrl(new URL("../../", import.meta.url));
const lab = Deno.env.get("JUPYTER_LAB");
if (lab === undefined) throw new Error("JUPYTER_LAB must name the program jupyter-lab");
const jupyter = lab.replace(/-lab$/, "");

const folder = await Deno.makeTempDir({ prefix: "keyferry-lab-" });
const clone = `${folder}/clone`;
const pictures = `${folder}/pictures`;
const home = `${folder}/home`;
for (const path of [pictures, home]) await Deno.mkdir(path);
const env = {
  PATH: Deno.env.get("PATH") ?? "",
  HOME: home,
  DENO_DIR: cacheFolder(),
  JUPYTER_PATH: `${folder}/kernels`,
};

/** Runs a program to its end. */
async function done(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args, env, clearEnv: true })
    .output();
  if (!success) throw new Error(`${program} ${args}: ${new TextDecoder().decode(stderr)}`);
}

await done("git", "clone", "--quiet", checkout, clone);
await main(["kernel", "install", "--dir", env.JUPYTER_PATH], {
  ...terminalIo(),
  out() {},
  note() {},
});
// A notebook is drawn whole, also where it is not in view; nothing asks for news.
const settings = `${home}/.jupyter/lab/user-settings/@jupyterlab`;
for (
  const [path, text] of [
    ["notebook-extension/tracker", '{ "windowingMode": "none" }'],
    ["apputils-extension/notification", '{ "checkForUpdates": false, "fetchNews": "false" }'],
  ] as const
) {
  await Deno.mkdir(`${settings}/${path.split("/")[0]}`, { recursive: true });
  await Deno.writeTextFile(`${settings}/${path}.jupyterlab-settings`, text);
}

const token = crypto.randomUUID();
const port = 8888 + Math.floor(Math.random() * 1000);
const origin = `http://127.0.0.1:${port}`;
const server = new Deno.Command(lab, {
  args: [
    "--no-browser",
    "--allow-root",
    "--expose-app-in-browser",
    "--ip=127.0.0.1",
    `--port=${port}`,
    "--ServerApp.port_retries=0",
    `--IdentityProvider.token=${token}`,
    `--ServerApp.root_dir=${clone}`,
  ],
  env,
  clearEnv: true,
  stdout: "null",
  stderr: "null",
}).spawn();

async function api(method: string, path: string): Promise<Response> {
  return await fetch(`${origin}/api/${path}`, {
    method,
    headers: { authorization: `token ${token}` },
  });
}

async function isUp(): Promise<boolean> {
  return await api("GET", "status").then(async (reply) => {
    await reply.body?.cancel();
    return reply.ok;
  }, () => false);
}

async function command(page: Page, name: string, args: unknown = {}): Promise<void> {
  await page.evaluate(
    `jupyterapp.commands.execute(${JSON.stringify(name)}, ${JSON.stringify(args)})`,
  );
}

/** How high a notebook's cells are, once they no longer move: a theme that loads has none at first. */
async function heightOf(page: Page, before = 0): Promise<number> {
  const height = Number(
    await page.evaluate(
      `[...document.querySelectorAll(".jp-Notebook .jp-Cell")]
      .reduce((sum, cell) => sum + cell.getBoundingClientRect().height, 0)`,
    ),
  );
  if (height > 0 && height === before) return height;
  await page.waitForTimeout(300);
  return await heightOf(page, height);
}

/** As a site shows notebooks: its own letters, ground and lines around the cells of a table. */
const site = `body { font: 14px/1.5 system-ui; margin: 16px auto; width: 880px; }
  table { border-collapse: collapse; } td, th { border: 1px solid #888; padding: 4px 10px; }
  pre { overflow: auto; padding: 8px; background: rgba(127, 127, 127, 0.12); }
  @media (prefers-color-scheme: dark) { html { background: #0d1117; color: #e6edf3; color-scheme: dark; } }`;

/** Takes a picture of the page that nbconvert makes with its plainest template. */
async function takePlain(window: BrowserContext, name: string): Promise<void> {
  const html = `${folder}/plain.html`;
  const options = ["--to", "html", "--template", "basic", "--output", html];
  await done(jupyter, "nbconvert", ...options, `${clone}/notebooks/${name}`);
  const page = await window.newPage();
  await page.setViewportSize({ width: 1000, height: 1000 });
  await page.setContent(`<!doctype html><style>${site}</style>${await Deno.readTextFile(html)}`);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${pictures}/${name}.plain.${colorScheme}.png`, fullPage: true });
  }
  await page.close();
}

/** Takes a picture of the whole notebook in each theme. */
async function take(page: Page, name: string): Promise<void> {
  for (const [theme, title] of Object.entries(themes)) {
    await command(page, "apputils:change-theme", { theme: title });
    await page.locator(`body[data-jp-theme-light="${theme === "light"}"]`).waitFor({
      state: "attached",
    });
    await page.setViewportSize({ width: 1000, height: Math.ceil(await heightOf(page)) + 400 });
    const path = `${pictures}/${name}.${theme}.png`;
    await page.locator(".jp-NotebookPanel-notebook").screenshot({ path, timeout: 60_000 });
  }
}

async function end(page: Page): Promise<void> {
  await page.close();
  for (const { id } of await (await api("GET", "sessions")).json()) {
    await (await api("DELETE", `sessions/${id}`)).body?.cancel();
  }
}

try {
  for (let tries = 0; !await isUp(); tries++) {
    if (tries > 120) throw new Error("JupyterLab does not start");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await using chromium = await startChromium();
  const window = await chromium.window();
  const named = (await notebooks()).filter(({ name }) => {
    return Deno.args.length === 0 || Deno.args.some((start) => name.startsWith(start));
  });
  for (const trust of ["untrusted", "trusted"]) {
    for (const { name } of named) {
      if (trust === "trusted") {
        await takePlain(window, name);
        await done(jupyter, "trust", `${clone}/notebooks/${name}`);
      }
      const page = await window.newPage();
      page.setDefaultTimeout(120_000);
      // Closing it would ask whether to leave what is not saved.
      page.on("dialog", (dialog) => dialog.accept());
      await page.setViewportSize({ width: 1000, height: 2000 });
      await page.goto(`${origin}/lab/tree/notebooks/${name}?token=${token}&reset`);
      await page.locator(".jp-Notebook .jp-Cell").first().waitFor();
      await page.locator("#jupyterlab-splash").waitFor({ state: "detached" });
      await page.locator(".jp-Notebook .jp-OutputArea-output").first().waitFor();
      await command(page, "application:toggle-left-area").catch(() => {});
      await take(page, `${name}.stored-${trust}`);
      if (trust === "trusted") {
        await page.locator('.jp-NotebookPanel-toolbar [data-status="idle"]').waitFor();
        await page.evaluate(`jupyterapp.commands.execute("notebook:run-all-cells")`);
        await take(page, `${name}.run`);
      }
      await end(page);
    }
  }
} finally {
  server.kill();
  await server.status;
}
await Deno.stdout.write(new TextEncoder().encode(`${pictures}\n`));
