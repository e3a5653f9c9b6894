import { dirname } from "@std/path/posix/dirname";
import { fromFileUrl } from "@std/path/from-file-url";

const config = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** What a child process did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a child process is run. */
export interface ChildOptions {
  /** Permission flags, such as `--allow-env=HOME`; nothing else is granted. */
  readonly flags?: readonly string[];
  /** Variables to set; `HOME` should be among them wherever a home is looked for. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The address of a file of this checkout. */
export function sourceUrl(path: string): string {
  return new URL(`../../${path}`, import.meta.url).href;
}

/** Where `deno task test` has built the command and the entry points. */
const built = Deno.env.get("KEYFERRY_BUILT");

/**
 * The address of a public entry point, by its source: of the built one where there is one, which a process
 * reads in half the time.
 */
export function entryUrl(path: string): string {
  if (built === undefined) return sourceUrl(path);
  return sourceUrl(`${dirname(built)}/${path.replace(/\.ts$/, ".js")}`);
}

/** The command line that runs a script with exactly the permissions that are named. */
export function childCommand(script: string, flags: readonly string[] = []): string[] {
  const encoded = new TextEncoder().encode(script).toBase64();
  const fixed = ["run", "-q", "--no-prompt", "--no-lock", "--config", config];
  const url = `data:application/typescript;base64,${encoded}`;
  return [Deno.execPath(), ...fixed, ...flags, url];
}

/** Starts a script in a process of its own. */
export function child(script: string, options: ChildOptions = {}): Deno.ChildProcess {
  const [program = "", ...args] = childCommand(script, options.flags);
  return new Deno.Command(program, {
    args,
    env: { DENO_DIR: cacheFolder(), NO_COLOR: "1", ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a script to its end; see {@linkcode child}. */
export async function runChild(script: string, options: ChildOptions = {}): Promise<Ran> {
  const { code, stdout, stderr } = await child(script, options).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

let denoDir: string | undefined;

/** Where Deno keeps what it has compiled; a child with another HOME would compile it all again. */
export function cacheFolder(): string {
  if (denoDir === undefined) {
    const info = new Deno.Command(Deno.execPath(), { args: ["info", "--json"], stderr: "null" });
    denoDir = String(JSON.parse(new TextDecoder().decode(info.outputSync().stdout)).denoDir);
  }
  return denoDir;
}
