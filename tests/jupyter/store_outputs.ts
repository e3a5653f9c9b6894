/**
 * Runs the notebooks in Jupyter against the sandbox and keeps what their cells show in them, so that
 * they read well where nobody runs them. `deno task notebooks` runs it.
 *
 * @module
 */

import { startChromium } from "../browser/_chromium.ts";
import { cacheFolder } from "../helpers/child.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { type Notebook, notebooks, type Output } from "../notebooks/_notebook.ts";
import { runInJupyter } from "./_jupyter.ts";

await using chromium = await startChromium();
const window = await chromium.window({ deviceScaleFactor: 1.5 });

for (const notebook of await notebooks()) {
  await using folder = await temporaryFolder();
  const { cells, error } = await runInJupyter(notebook.path, { env: { HOME: folder.path } });
  if (error !== null) throw new Error(`${notebook.name}: ${error.name}: ${error.message}`);
  await Deno.writeTextFile(notebook.path, await formatted(await withOutputs(notebook, cells)));
}

async function withOutputs(notebook: Notebook, ran: Notebook["cells"]): Promise<string> {
  const document = JSON.parse(notebook.text);
  document.cells = await Promise.all(notebook.cells.map(async (cell, at) => {
    const { execution_count = null, outputs = [] } = ran[at] ?? {};
    if (cell.cell_type !== "code") return cell;
    const kept = outputs.filter(isKept).map(lasting).map(withImage);
    return { ...cell, execution_count, outputs: await Promise.all(kept) };
  }));
  // As Jupyter writes it, so that a difference is a line.
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** The link of a login is random, and good for one login alone. */
function isKept(output: Output): boolean {
  return !/^To log in/.test(textOf(output));
}

function textOf({ data, text }: Output): string {
  return [data?.["text/plain"] ?? text ?? []].flat().join("");
}

/** A port is another at each run. */
function lasting(output: Output): Output {
  return JSON.parse(JSON.stringify(output).replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:49152"));
}

/** A notebook that is not trusted is shown without its drawings: there the image takes their place. */
async function withImage(output: Output): Promise<Output> {
  const drawing = output.data?.["image/svg+xml"];
  if (drawing === undefined) return output;
  const svg = [drawing].flat().join("");
  const page = await window.newPage();
  await page.setContent(`<body style="margin: 0">${svg}</body>`);
  const drawn = page.locator("svg").first();
  const png = await drawn.screenshot({ scale: "device" });
  const { width, height } = await drawn.boundingBox() ?? {};
  await page.close();
  const data = { ...output.data, "image/png": [new Uint8Array(png).toBase64()] };
  return { ...output, data, metadata: { "image/png": { width, height } } };
}

async function formatted(text: string): Promise<string> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "ipynb", "-"],
    env: { DENO_DIR: cacheFolder() },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  return new TextDecoder().decode((await process.output()).stdout);
}
