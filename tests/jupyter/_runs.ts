import { canary } from "../helpers/canary.ts";
import { snapshot, temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { type Notebook, notebooks } from "../notebooks/_notebook.ts";
import { type JupyterRun, type PageName, runInJupyter } from "./_jupyter.ts";

/** A notebook that was run as a person would run it, in a home with credentials of their own. */
export interface Run extends JupyterRun {
  /** The secret that is in the person's variables and files. */
  readonly secret: string;
  /** What the home held before, and after. */
  readonly home: { readonly before: unknown; readonly after: unknown };
  /** The pages that it is drawn as, as HTML. */
  readonly pages: Readonly<Record<PageName, string>>;
}

/** The pages that are made of each run. */
export const pageNames: readonly PageName[] = ["light", "dark", "stored light", "stored dark"];

/** All notebooks. */
export const all: readonly Notebook[] = await notebooks();

/** A kernel waits more than it works: so many at once. */
const atOnce = 3;

const runs = new Map<string, Promise<Run>>();

/** Runs all notebooks, side by side, once for all tests that look at them. */
function start(): void {
  const lanes: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve());
  all.forEach((notebook, at) => {
    const made = (lanes[at % atOnce] ?? Promise.resolve()).then(() => runAnew(notebook));
    runs.set(notebook.name, made);
    lanes[at % atOnce] = made.catch(() => {});
  });
}

/** What came of a notebook's run. */
export function run(notebook: Notebook): Promise<Run> {
  if (runs.size === 0) start();
  const made = runs.get(notebook.name);
  if (made === undefined) throw new Error(`There is no notebook ${notebook.name}`);
  return made;
}

async function runAnew(notebook: Notebook): Promise<Run> {
  await using folder = await temporaryFolder();
  const secret = canary();
  const home = `${folder.path}/home`;
  await writeFiles(home, {
    ".cloudvolume/secrets/cave-secret.json": `{"token": "${secret}"}`,
    ".agave/current": `{"access_token": "${secret}"}`,
    ".globus.cfg": `[cli]\ntransfer_token = ${secret}\n`,
  });
  const before = await snapshot(home);
  const paths = pageNames.map((name) => [name, `${folder.path}/${name}.html`] as const);
  const ran = await runInJupyter(notebook.path, {
    env: { HOME: home, CAVE_TOKEN: secret, GLOBUS_SDK_TRANSFER_TOKEN: secret },
    pages: Object.fromEntries(paths),
  });
  const pages = await Promise.all(paths.map(async ([name, path]) => {
    return [name, await Deno.readTextFile(path)];
  }));
  const after = await snapshot(home);
  return { ...ran, secret, home: { before, after }, pages: Object.fromEntries(pages) };
}
