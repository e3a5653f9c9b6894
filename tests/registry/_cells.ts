import { join } from "@std/path/join";
import { fromFileUrl } from "@std/path/from-file-url";
import type { Outsider } from "./_outsider.ts";

const program = fromFileUrl(new URL("../jupyter/python/converse.py", import.meta.url));

/** The Python that has Jupyter's client: that of `deno task test:jupyter`, or the machine's own. */
async function findPython(): Promise<string | undefined> {
  const candidates = ["python3"];
  const cache = fromFileUrl(new URL("../../.interop/", import.meta.url));
  try {
    for await (const { name } of Deno.readDir(cache)) {
      if (/^notebooks-[\da-f]+$/.test(name)) candidates.unshift(join(cache, name, "bin", "python"));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  for (const python of candidates) {
    const args = ["-c", "import jupyter_client, zmq"];
    const command = new Deno.Command(python, { args, stdout: "null", stderr: "null" });
    if (await command.output().then(({ success }) => success, () => false)) return python;
  }
  return undefined;
}

/** Whether a notebook's cell can be run here. */
export async function hasJupyter(): Promise<boolean> {
  return await findPython() !== undefined;
}

/** Runs cells in Deno's kernel, in a folder, and returns the text that they showed. */
export async function runCells(
  user: Outsider,
  folder: string,
  env: Readonly<Record<string, string>>,
  cells: readonly string[],
): Promise<string> {
  const data = await user.newFolder("jupyter");
  const kernel = join(data, "kernels", "deno");
  await Deno.mkdir(kernel, { recursive: true });
  const argv = [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"];
  await Deno.writeTextFile(
    join(kernel, "kernel.json"),
    JSON.stringify({ argv, display_name: "Deno", language: "typescript" }),
  );
  const process = new Deno.Command(await findPython() ?? "", {
    args: ["-B", program],
    clearEnv: true,
    env: user.environment({ ...env, JUPYTER_PATH: data, JUPYTER_RUNTIME_DIR: join(data, "run") }),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(120_000),
  }).spawn();
  const writer = process.stdin.getWriter();
  const job = { folder, kernel: "deno", cells, answers: null };
  await writer.write(new TextEncoder().encode(JSON.stringify(job)));
  await writer.close();
  const { stdout, stderr, code } = await process.output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(decoder.decode(stderr));
  const { texts, errors } = JSON.parse(decoder.decode(stdout));
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return texts.join("");
}
