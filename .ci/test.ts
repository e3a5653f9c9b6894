// deno-lint-ignore-file no-console
/**
 * Runs the tests, or those named on the command line; further options are those of `deno test`.
 *
 * The command is built once, for the tests that start it. The files of tests are dealt out to a few
 * modules: Deno makes a worker for each module that it is given, and one for each of 260 files would
 * read keyferry's modules 260 times. Deno still names each test by its own file.
 */
import { join } from "@std/path/join";
import { parse } from "@std/path/parse";
import { exists } from "./_member.ts";

/** Enough of them that the last to end does not run long alone, and few enough to cost little. */
const parts = 24;

const build = ".build";
const program = join(build, "cli.js");

/** What `deno test` takes for a file of tests. */
const isTest = /(^|[._])test\.[cm]?[jt]sx?$/;

async function testsIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await testsIn(path));
    else if (isTest.test(name)) found.push(path);
  }
  return found;
}

/** Whether a file has snapshots, which are looked for beside the module that Deno was given. */
async function hasSnapshots(path: string): Promise<boolean> {
  const { dir, base } = parse(path);
  return await exists(`${dir}/__snapshots__/${base}.snap`);
}

/**
 * Deals the files out, so that neighbours, which take about as long, come into different modules.
 * Those with snapshots stay by themselves.
 */
async function deal(files: readonly string[]): Promise<string[]> {
  const folder = join(build, "tests");
  await Deno.mkdir(folder, { recursive: true });
  const paths: string[] = [];
  const dealt: string[] = [];
  for (const file of files) (await hasSnapshots(file) ? paths : dealt).push(file);
  for (let part = 0; part < parts; part++) {
    const own = dealt.filter((_, index) => index % parts === part);
    if (own.length === 0) continue;
    const path = `${folder}/${String(part + 1).padStart(2, "0")}_test.ts`;
    await Deno.writeTextFile(path, own.map((file) => `import "../../${file}";\n`).join(""));
    paths.push(path);
  }
  return paths;
}

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return (await new Deno.Command(Deno.execPath(), { args: [...args], env }).spawn().status).code;
}

// What an earlier run has left may hold files of tests that are no more.
await Deno.remove(build, { recursive: true }).catch((error) => {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
});
const bundle = ["bundle", "-q", "--platform", "deno", "--code-splitting", "--outdir", build];
const built = await run([...bundle, "cli.ts"]);
if (built !== 0) {
  console.error("error: the command could not be built");
  Deno.exit(built);
}

let isNamed = false;
for (const arg of Deno.args) isNamed ||= !arg.startsWith("-") && await exists(arg);
const paths = isNamed ? [] : await deal((await testsIn("tests")).sort());
const code = await run(
  [
    "test",
    "-q",
    "--lock=deno.lock",
    "-P=test",
    "--no-prompt",
    "--no-check",
    "--parallel",
    ...paths,
    ...Deno.args,
  ],
  { NO_PROXY: "127.0.0.1,localhost", KEYFERRY_BUILT: program, DENO_JOBS: "3" },
);
Deno.exit(code);
