/**
 * Runs the notebooks in Jupyter against the sandbox and keeps what their cells show in them, so that
 * they read well where nobody runs them. `deno task notebooks` runs it.
 *
 * @module
 */

import { cacheFolder } from "../helpers/child.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { type Notebook, notebooks, type Output } from "../notebooks/_notebook.ts";
import { runInJupyter } from "./_jupyter.ts";

for (const notebook of await notebooks()) {
  await using folder = await temporaryFolder();
  const { cells, error } = await runInJupyter(notebook.path, { env: { HOME: folder.path } });
  if (error !== null) throw new Error(`${notebook.name}: ${error.name}: ${error.message}`);
  await Deno.writeTextFile(notebook.path, await formatted(withOutputs(notebook, cells)));
}

function withOutputs(notebook: Notebook, ran: Notebook["cells"]): string {
  const document = JSON.parse(notebook.text);
  document.cells = notebook.cells.map((cell, at) => {
    const { execution_count = null, outputs = [] } = ran[at] ?? {};
    return cell.cell_type === "code"
      ? { ...cell, execution_count, outputs: outputs.filter(isKept).map(small) }
      : cell;
  });
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

/** What a web site shows of a notebook is a picture, not a drawing among its words. */
function small(output: Output): Output {
  const { "text/html": _html, ...picture } = output.data ?? {};
  const lighter = "image/svg+xml" in picture ? { ...output, data: picture } : output;
  // A port is another at each run.
  return JSON.parse(JSON.stringify(lighter).replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:49152"));
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
