import { fromFileUrl } from "@std/path/from-file-url";
import { main, terminalIo } from "@keyferry/keyferry/cli";
import { cacheFolder } from "../helpers/child.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { environment } from "../interop/comparison/_environment.ts";
import { type Cell, notebookFolder } from "../notebooks/_notebook.ts";

/** The colours of a page. */
export type Theme = "light" | "dark";

/** A page: of the notebook that was run, or of what is stored in it, shown as one that is not trusted. */
export type PageName = Theme | `stored ${Theme}`;

/** What a run in Jupyter came to. */
export interface JupyterRun {
  /** The error that ended it, as the kernel told it. */
  readonly error: { readonly name: string; readonly message: string } | null;
  /** The cells with what they showed. */
  readonly cells: readonly Cell[];
}

/** How a notebook is run. */
export interface JupyterOptions {
  /** Variables of the kernel, beside those it cannot do without; `HOME` among them. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the pages go that it is drawn as, by name. */
  readonly pages?: Readonly<Partial<Record<PageName, string>>>;
}

const python = fromFileUrl(new URL("./python/", import.meta.url));

/**
 * Runs a notebook in a kernel of its own, as `jupyter nbconvert --execute` does, which refuses to ask
 * anybody. The kernel starts in the notebooks' folder, with the kernelspec that `keyferry kernel install` writes.
 *
 * @param notebook The notebook's path.
 * @param options See {@linkcode JupyterOptions}.
 */
export async function runInJupyter(notebook: string, options: JupyterOptions): Promise<JupyterRun> {
  await using folder = await temporaryFolder();
  const executed = `${folder.path}/executed.ipynb`;
  const told = await speak("run_notebook.py", folder.path, options.env, {
    notebook,
    folder: notebookFolder,
    executed,
    pages: options.pages ?? {},
  });
  return { ...told as JupyterRun, cells: JSON.parse(await Deno.readTextFile(executed)).cells };
}

/** A question of a cell. */
export interface Question {
  /** What stands before the box. */
  readonly prompt: string;
  /** Whether the box hides what is typed. */
  readonly hidden: boolean;
  /** How many texts were shown before it. */
  readonly shown: number;
}

/** An error as a cell tells it: Jupyter shows its trace. */
export interface KernelError {
  readonly name: string;
  readonly message: string;
  readonly trace: string;
}

/** What happened while cells ran. */
export interface Talk {
  readonly questions: readonly Question[];
  readonly texts: readonly string[];
  readonly errors: readonly KernelError[];
}

/**
 * Runs cells in a kernel of their own, as a person at Jupyter does, who answers its questions.
 *
 * @param cells The cells.
 * @param answers What is typed, question by question; `null` refuses to be asked.
 */
export async function talkInJupyter(
  cells: readonly string[],
  answers: readonly string[] | null,
): Promise<Talk> {
  await using folder = await temporaryFolder();
  const job = { folder: notebookFolder, kernel: "deno", cells, answers };
  return await speak("converse.py", folder.path, { HOME: folder.path }, job) as Talk;
}

/**
 * Hands a job to one of our Python programs, and takes what it says.
 *
 * @param program The program's file.
 * @param folder A folder for what Jupyter keeps.
 * @param env Variables.
 * @param job The job.
 */
async function speak(
  program: string,
  folder: string,
  env: Readonly<Record<string, string>>,
  job: unknown,
): Promise<unknown> {
  const { python: interpreter } = await environment("notebooks");
  const said: string[] = [];
  const quiet = { out: () => {}, note: () => {}, err: (line: string) => void said.push(line) };
  const install = ["kernel", "install", "--dir", `${folder}/data`];
  const code = await main(install, { ...terminalIo(), ...quiet });
  if (code !== 0) throw new Error(`The kernel cannot be installed: ${said.join("\n")}`);
  const process = new Deno.Command(interpreter, {
    args: ["-B", `${python}${program}`],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      DENO_DIR: cacheFolder(),
      JUPYTER_PATH: `${folder}/data`,
      JUPYTER_DATA_DIR: `${folder}/own`,
      JUPYTER_CONFIG_DIR: `${folder}/config`,
      JUPYTER_RUNTIME_DIR: `${folder}/runtime`,
      NO_COLOR: "1",
      ...env,
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(180_000),
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(job)));
  await writer.close();
  const { stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  const text = decoder.decode(stdout);
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${program} said "${text}" and:\n${decoder.decode(stderr)}`);
  }
}
