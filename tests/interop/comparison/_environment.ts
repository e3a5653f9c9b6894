import { fromFileUrl, join } from "@std/path";

/** The virtual environments, each named as its file in `requirements/`; the one that takes longest first. */
export const environmentNames = [
  "platforms",
  "notebooks",
  "agavepy-0.9",
  "agavepy-1.0",
  "middle-auth-3.19.2",
  "middle-auth-3.6.4",
] as const;

/** One of them. */
export type EnvironmentName = typeof environmentNames[number];

/** A virtual environment that is ready. */
export interface Environment {
  /** Its folder. */
  readonly folder: string;
  /** Its Python. */
  readonly python: string;
  /** The installed version of each program that the requirements name first. */
  readonly versions: ReadonlyMap<string, string>;
}

const requirements = new URL("../requirements/", import.meta.url);
const cache = fromFileUrl(new URL("../../../.interop/", import.meta.url));
const oldest = "3.11";

const ready = new Map<EnvironmentName, Promise<Environment>>();

/**
 * A virtual environment with the pinned programs, made at its first use and kept below `.interop`
 * until its requirements or the machine's Python change.
 *
 * @throws {Error} When Python, its `venv` or a package is missing; never passed over.
 */
export function environment(name: EnvironmentName): Promise<Environment> {
  let made = ready.get(name);
  if (made === undefined) ready.set(name, made = make(name));
  return made;
}

/** The pins at the top of a requirements file: the programs themselves. */
export async function pinnedPrograms(name: EnvironmentName): Promise<Map<string, string>> {
  const [own = ""] = (await requirementsText(name)).split("\n\n");
  return new Map(own.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map(pin));
}

function pin(line: string): [string, string] {
  const [program, version, ...more] = line.split("==");
  if (program && version && more.length === 0) return [program, version];
  throw new Error(`A requirement must be pinned by ==: ${line}`);
}

async function requirementsText(name: EnvironmentName): Promise<string> {
  return await Deno.readTextFile(new URL(`${name}.txt`, requirements));
}

async function make(name: EnvironmentName): Promise<Environment> {
  const interpreter = await findPython();
  const text = await requirementsText(name);
  const hash = (await sha256(`${text}\n${interpreter.identity}`)).slice(0, 16);
  const folder = join(cache, `${name}-${hash}`);
  await Deno.mkdir(cache, { recursive: true });
  using lock = await Deno.open(join(cache, `${name}.lock`), { create: true, write: true });
  await lock.lock(true);
  const marker = join(folder, "complete");
  if (!await exists(marker)) {
    await removeOthers(name);
    await install(name, interpreter.command, folder);
    await Deno.writeTextFile(marker, "");
  }
  const python = pythonOf(folder);
  return { folder, python, versions: await checkedVersions(name, python) };
}

interface Interpreter {
  readonly command: string;
  /** What an environment made with it depends on. */
  readonly identity: string;
}

/** The machine's Python, or the one that `KEYFERRY_PYTHON` names. */
async function findPython(): Promise<Interpreter> {
  const command = Deno.env.get("KEYFERRY_PYTHON") || "python3";
  const advice =
    `install Python ${oldest} or later with venv (on Debian: apt-get install python3 ` +
    "python3-venv), or name another interpreter in KEYFERRY_PYTHON";
  const look = "import sys, sysconfig; print(sys.version_info[:2] >= (3, 11)); " +
    "print(sys.version, sys.base_prefix, sysconfig.get_platform()); import venv, ensurepip";
  const said = await run(command, ["-c", look]).catch((error: unknown) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`There is no ${command} to run the real programs with: ${advice}`);
  });
  const [recent, identity] = said.stdout.split(/\r?\n/);
  if (recent === "False") throw new Error(`${command} is older than Python ${oldest}: ${advice}`);
  if (said.code !== 0 || identity === undefined) {
    throw new Error(`${command} cannot make virtual environments: ${advice}\n${said.stderr}`);
  }
  return { command, identity };
}

/** Environments of earlier requirements are of no more use, and large. */
async function removeOthers(name: EnvironmentName): Promise<void> {
  for await (const entry of Deno.readDir(cache)) {
    if (entry.isDirectory && new RegExp(`^${name}-[0-9a-f]{16}$`).test(entry.name)) {
      await Deno.remove(join(cache, entry.name), { recursive: true });
    }
  }
}

async function install(name: EnvironmentName, command: string, folder: string): Promise<void> {
  const started = performance.now();
  const file = fromFileUrl(new URL(`${name}.txt`, requirements));
  const pip = ["-m", "pip", "--disable-pip-version-check", "--no-input"];
  say(`Installing tests/interop/requirements/${name}.txt, once; this may take some minutes`);
  await must(`make a virtual environment in ${folder}`, command, ["-m", "venv", folder]);
  const python = pythonOf(folder);
  // Of what is installed programs load a small part; what a Python needs beyond the pins depends on it.
  const plain = ["--quiet", "--prefer-binary", "--no-compile"];
  const args = [...pip, "install", ...plain, "--requirement", file];
  await must(`install tests/interop/requirements/${name}.txt`, python, args);
  await must(`use tests/interop/requirements/${name}.txt`, python, [...pip, "check"]);
  say(`Installed in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

function say(line: string): void {
  // deno-lint-ignore no-console -- a pause of minutes wants a word
  console.log(line);
}

async function must(what: string, command: string, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run(command, args);
  if (code === 0) return;
  const end = `${stdout}\n${stderr}`.trim().split("\n").slice(-15).join("\n");
  throw new Error(`Cannot ${what} (exit ${code}):\n${end}`);
}

/** Asks the environment itself: a marker could outlive what it stood for. */
async function checkedVersions(
  name: EnvironmentName,
  python: string,
): Promise<Map<string, string>> {
  const pinned = await pinnedPrograms(name);
  const names = [...pinned.keys()];
  const code = "import sys; from importlib.metadata import version; " +
    "print('\\n'.join(version(name) for name in sys.argv[1:]))";
  const { stdout, stderr } = await run(python, ["-c", code, ...names]);
  const found = stdout.trim().split(/\r?\n/);
  for (const [index, program] of names.entries()) {
    if (found[index] === pinned.get(program)) continue;
    throw new Error(
      `${program} in ${python} is not ${pinned.get(program)}: remove the folder .interop and run ` +
        `again\n${stderr}`,
    );
  }
  return pinned;
}

function pythonOf(folder: string): string {
  return join(folder, "bin", "python");
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(command: string, args: readonly string[]): Promise<Output> {
  const output = await new Deno.Command(command, { args: [...args], stdin: "null" }).output();
  const decoder = new TextDecoder();
  return {
    code: output.code,
    stdout: decoder.decode(output.stdout),
    stderr: decoder.decode(output.stderr),
  };
}
