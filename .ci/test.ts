// deno-lint-ignore-file no-console
/**
 * Runs the tests of the library; with `--processes` those that start processes; or the files and folders that
 * are named, whichever they are. Further options are those of `deno test`.
 *
 * The command and the entry points are built once, for the tests that start processes. The files of tests
 * are dealt out to a few modules: Deno makes a worker for each module that it is given, and one for each of
 * 260 files would read keyferry's modules 260 times. Deno still names each test by its own file.
 */
import { basename, dirname, join } from "@std/path";
import configuration from "../deno.json" with { type: "json" };
import { exists } from "./_member.ts";
import { startsProcesses } from "./_processes.ts";

/** Enough of them that the last to end does not run long alone, and few enough to cost little. */
const parts = 16;

/** So many run at a time: a test waits for a disk, a process or a clock for two thirds of its time. */
const jobs = 3 * navigator.hardwareConcurrency;

/**
 * The seconds of a processor of what takes long, children included; others take about half a second. A
 * number that is no longer right costs some seconds of the run, and nothing else.
 */
const long: Readonly<Record<string, number>> = {
  "tests/replies_test.ts": 12,
  "tests/sandbox/kept/store_test.ts": 10,
  "tests/notebooks/notebooks_test.ts": 6,
  "tests/ferry/ferry_test.ts": 6,
  "tests/ferry/faults_test.ts": 6,
  "tests/tapis/v2/session/processes_test.ts": 5,
  "tests/oauth/single_use_test.ts": 5,
  "tests/documents/migration_test.ts": 5,
  "tests/cli/json_test.ts": 5,
  "tests/notebooks/state_test.ts": 4,
  "tests/http/files/part_test.ts": 4,
  "tests/globus/transfer/files/download_test.ts": 4,
  "tests/globus/storage/kill_and_crowd_test.ts": 4,
  "tests/cli/terminal/tables_on_terminals_test.ts": 4,
  "tests/cli/least_permissions/globus_test.ts": 4,
  "tests/cli/interrupted_test.ts": 4,
  "tests/cli/cp_killed_test.ts": 4,
  "tests/architecture_test.ts": 4,
  "tests/tapis/v3/files/files_test.ts": 3,
  "tests/systems/systems_test.ts": 3,
  "tests/sandbox/transfer/files/https_service_test.ts": 3,
  "tests/sandbox/kept/bounds_test.ts": 3,
  "tests/rendered_test.ts": 3,
  "tests/platforms/permissions_for_test.ts": 3,
  "tests/leaks/leaks_test.ts": 3,
  "tests/http/request/proxy_test.ts": 3,
  "tests/http/body/bounded_memory_test.ts": 3,
  "tests/ferry/outcomes_test.ts": 3,
  "tests/consumers/consumers_test.ts": 3,
  "tests/cli/sandbox/sandbox_test.ts": 3,
  "tests/cli/least_permissions/tapis_test.ts": 3,
  "tests/cli/least_permissions/cp_test.ts": 3,
  "tests/cli/least_permissions/cave_test.ts": 3,
  "tests/cli/completions/completions_test.ts": 3,
};

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
  return await exists(`${dirname(path)}/__snapshots__/${basename(path)}.snap`);
}

/**
 * Deals the files out, the longest first and each to the module that has the least to do, so that all
 * modules take about as long. Those with snapshots stay by themselves.
 */
async function deal(files: readonly string[]): Promise<string[]> {
  const folder = join(build, "tests");
  await Deno.mkdir(folder, { recursive: true });
  const paths: string[] = [];
  const dealt: string[] = [];
  for (const file of files) (await hasSnapshots(file) ? paths : dealt).push(file);
  const seconds = (file: string): number => long[file] ?? 0.5;
  const modules = Array.from({ length: parts }, () => ({ seconds: 0, files: [] as string[] }));
  for (const file of dealt.toSorted((one, other) => seconds(other) - seconds(one))) {
    const least = modules.reduce((one, other) => other.seconds < one.seconds ? other : one);
    least.seconds += seconds(file);
    least.files.push(file);
  }
  for (const [index, module] of modules.entries()) {
    const path = `${folder}/${String(index + 1).padStart(2, "0")}_test.ts`;
    const lines = module.files.map((file) => `import "../../${file}";\n`);
    await Deno.writeTextFile(path, lines.join(""));
    paths.push(path);
  }
  return paths;
}

/**
 * Makes what was built load `node:module` when something of npm requires a module, not at every start: that
 * takes 35 ms of a processor's time, as long as all else that Deno does before a program runs.
 */
async function requireLate(): Promise<void> {
  const early = 'import { createRequire as __deno_internal_createRequire } from "node:module";\n' +
    "var __require = __deno_internal_createRequire(import.meta.url);\n";
  const late = 'var __require = (name) => process.getBuiltinModule("node:module")' +
    ".createRequire(import.meta.url)(name);\n";
  for await (const { name, isFile } of Deno.readDir(build)) {
    const path = join(build, name);
    const text = isFile ? await Deno.readTextFile(path) : "";
    if (text.includes(early)) await Deno.writeTextFile(path, text.replace(early, late));
  }
}

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return (await new Deno.Command(Deno.execPath(), { args: [...args], env }).spawn().status).code;
}

// What an earlier run has left may hold files of tests that are no more.
await Deno.remove(build, { recursive: true }).catch((error) => {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
});
const bundle = ["bundle", "-q", "--platform", "deno", "--code-splitting", "--outdir", build];
const built = await run([...bundle, ...Object.values(configuration.exports)]);
if (built !== 0) {
  console.error("error: what the tests start could not be built");
  Deno.exit(built);
}
await requireLate();

const args = Deno.args.filter((arg) => arg !== "--processes");
const isAsked = args.length < Deno.args.length;
let isNamed = false;
for (const arg of args) isNamed ||= !arg.startsWith("-") && await exists(arg);
const files = (await testsIn("tests")).sort().filter((file) => startsProcesses(file) === isAsked);
const paths = isNamed ? [] : await deal(files);
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
    ...args,
  ],
  { NO_PROXY: "127.0.0.1,localhost", KEYFERRY_BUILT: program, DENO_JOBS: String(jobs) },
);
Deno.exit(code);
