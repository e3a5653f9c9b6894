import { canary } from "../helpers/canary.ts";
import { snapshot, temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { type Notebook, notebooks } from "../notebooks/_notebook.ts";
import { type JupyterRun, runInJupyter } from "./_jupyter.ts";

/** A notebook that was run as a person would run it, in a home with credentials of their own. */
export interface Run extends JupyterRun {
  /** The secret that is in the person's variables and files. */
  readonly secret: string;
  /** What the home held before, and after. */
  readonly home: { readonly before: unknown; readonly after: unknown };
  /** The pages that it is drawn as, as HTML. */
  readonly pages: { readonly light: string; readonly dark: string };
}

const runs = new Map<string, Promise<Run>>();

/** All notebooks. */
export const all: readonly Notebook[] = await notebooks();

/** Runs a notebook, once for all tests that look at it. */
export function run(notebook: Notebook): Promise<Run> {
  let made = runs.get(notebook.name);
  if (made === undefined) runs.set(notebook.name, made = runAnew(notebook));
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
  const pages = { light: `${folder.path}/light.html`, dark: `${folder.path}/dark.html` };
  const ran = await runInJupyter(notebook.path, {
    env: { HOME: home, CAVE_TOKEN: secret, GLOBUS_SDK_TRANSFER_TOKEN: secret },
    pages,
  });
  const [light, dark] = await Promise.all(
    Object.values(pages).map((path) => Deno.readTextFile(path)),
  );
  return {
    ...ran,
    secret,
    home: { before, after: await snapshot(home) },
    pages: { light: light ?? "", dark: dark ?? "" },
  };
}
