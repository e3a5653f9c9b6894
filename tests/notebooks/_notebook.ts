import { fromFileUrl } from "@std/path/from-file-url";

/** A cell, as far as tests look at it. */
export interface Cell {
  readonly cell_type: "code" | "markdown";
  readonly source: readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly Output[];
}

/** What a cell showed. */
export interface Output {
  readonly output_type: "display_data" | "error" | "execute_result" | "stream";
  /** By media type. */
  readonly data?: Readonly<Record<string, readonly string[]>>;
  readonly text?: readonly string[];
  /** The size of an image, by media type. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A notebook of the checkout. */
export interface Notebook {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly cells: readonly Cell[];
}

/** The folder that the notebooks, and kernels, are in. */
export const notebookFolder: string = fromFileUrl(new URL("../../notebooks/", import.meta.url));

/** All notebooks, in the order of their numbers. */
export async function notebooks(): Promise<Notebook[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(notebookFolder)) {
    if (name.endsWith(".ipynb")) names.push(name);
  }
  return await Promise.all(
    names.sort().map(async (name) => {
      const path = `${notebookFolder}${name}`;
      const text = await Deno.readTextFile(path);
      return { name, path, text, cells: JSON.parse(text).cells };
    }),
  );
}

/** The code of a notebook's cells. */
export function codeOf({ cells }: Notebook): string[] {
  return cells.filter(({ cell_type }) => cell_type === "code").map(textOf);
}

/** The words of a notebook. */
export function wordsOf({ cells }: Notebook): string {
  return cells.filter(({ cell_type }) => cell_type === "markdown").map(textOf).join("\n\n");
}

/** A notebook's cells as a script. */
export function scriptOf(notebook: Notebook): string {
  return codeOf(notebook).join("\n\n");
}

/** The same with the first cell changed to what the notebook says for one's own accounts. */
export function liveScriptOf(notebook: Notebook): string {
  const live = /^```ts\n([\s\S]*?)^```$/m.exec(wordsOf(notebook))?.[1];
  if (live === undefined) throw new Error(`${notebook.name} does not say how to make it live`);
  return [live, ...codeOf(notebook).slice(1)].join("\n\n");
}

function textOf({ source }: Cell): string {
  return source.join("");
}
