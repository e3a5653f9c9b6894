/** The command as a process of its own: as built where `deno task test` has built it. */

import { dirname } from "@std/path/dirname";
import { fromFileUrl } from "@std/path/from-file-url";
import { cacheFolder, type Ran } from "../helpers/child.ts";
import { noteOffers } from "./_offers.ts";

const checkout = fromFileUrl(new URL("../../", import.meta.url));

/** How a child process of the command is run. */
export interface RunOptions {
  /** Permission flags; nothing else is granted. */
  readonly flags?: readonly string[];
  /** Whether it is run from its source, of which a built program keeps no files. */
  readonly fromSource?: boolean;
  /** The only variables it sees. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input. */
  readonly stdin?: string;
  /** Whether it runs until it is told to stop, which it is when it has said something. */
  readonly isStopped?: boolean;
}

/** Where `deno task test` has built the program. */
const built = Deno.env.get("KEYFERRY_BUILT");

/** What a built program reads of itself while it runs: only a published one may without being told. */
export const ownFolder: string | undefined = built && dirname(checkout + built);

/**
 * How Deno starts the program. A built one is started with the flag that README installs it with: from
 * 300 modules, all of them read at once, a start takes twice the processor's time. It needs no
 * configuration then, whose links Deno would follow.
 */
function program(flags: readonly string[], fromSource: boolean): readonly string[] {
  if (built === undefined || fromSource) {
    return ["--config", `${checkout}deno.json`, ...flags, `${checkout}cli.ts`];
  }
  return [
    "--no-config",
    "--unstable-lazy-dynamic-imports",
    ...withReading(flags, dirname(checkout + built)),
    checkout + built,
  ];
}

/** Flags that let the program read a folder, too. */
function withReading(flags: readonly string[], folder: string): readonly string[] {
  if (flags.some((flag) => ["-A", "--allow-all", "--allow-read"].includes(flag))) return flags;
  const reading = flags.find((flag) => flag.startsWith("--allow-read="));
  const others = flags.filter((flag) => flag !== reading);
  return [...others, reading === undefined ? `--allow-read=${folder}` : `${reading},${folder}`];
}

/** The command line of `keyferry` with exactly the permissions that are named, and its variables. */
export function commandLine(
  args: readonly string[],
  { flags = [], env = {}, fromSource = false }: Pick<
    RunOptions,
    "flags" | "env" | "fromSource"
  > = {},
): { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const fixed = ["run", "-q", "--no-prompt", "--no-lock"];
  return {
    command: [Deno.execPath(), ...fixed, ...program(flags, fromSource), ...args],
    env: { DENO_DIR: cacheFolder(), DENO_NO_UPDATE_CHECK: "1", ...env },
  };
}

/** Starts `keyferry` in a process of its own, with exactly the permissions that are named. */
export function start(args: readonly string[], options: RunOptions = {}): Deno.ChildProcess {
  const { stdin } = options;
  const { command: [deno = "", ...words], env } = commandLine(args, options);
  return new Deno.Command(deno, {
    args: words,
    clearEnv: true,
    env,
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs `keyferry` to its end; see {@linkcode start}. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = start(args, options);
  if (options.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    // A command that refuses to read its input closes it, which is what some tests want.
    await writer.write(new TextEncoder().encode(options.stdin)).catch(() => {});
    await writer.close().catch(() => {});
  }
  const [stdout, stderr, { code }] = await Promise.all([
    textOf(child.stdout, () => options.isStopped && child.kill("SIGTERM")),
    textOf(child.stderr),
    child.status,
  ]);
  noteOffers(stderr);
  return { code, stdout, stderr };
}

async function textOf(
  stream: ReadableStream<Uint8Array>,
  onFirst: () => unknown = () => {},
): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    if (text === "" && part !== "") onFirst();
    text += part;
  }
  return text;
}
