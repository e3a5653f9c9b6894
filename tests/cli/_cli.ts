import { assertInstanceOf, assertStringIncludes } from "@std/assert";
import { dirname } from "@std/path/dirname";
import { fromFileUrl } from "@std/path/from-file-url";
import type { Io } from "../../cli.ts";
import { explanationOf } from "../../src/cli/exit_code.ts";

const checkout = fromFileUrl(new URL("../../", import.meta.url));

/** A test's own terminal, which remembers what was said. */
export interface FakeIo extends Io {
  /** Standard output so far. */
  readonly output: string;
  /** Standard error so far. */
  readonly talk: string;
  /** What was asked of the person. */
  readonly prompts: readonly string[];
}

/**
 * A terminal on which `secret` is typed, and which is stopped when `stop` is; of several, when one after
 * the other is. With `answers` a person sits at it, who answers so; without, `input` is piped in.
 */
export function fakeIo(
  options: Partial<Pick<Io, "surroundings" | "stdoutIsTerminal" | "stderrIsTerminal">> & {
    readonly secret?: string;
    readonly answers?: readonly string[];
    readonly input?: string;
    readonly stop?: Promise<void> | readonly Promise<void>[];
  } = {},
): FakeIo {
  const said = { out: "", err: "" };
  const prompts: string[] = [];
  const answers = [...options.answers ?? []];
  const { surroundings = { env: {}, home: "/nowhere" }, secret = "", stop = [] } = options;
  const stops = stop instanceof Promise ? [stop] : [...stop];
  return {
    surroundings,
    stdinIsTerminal: options.answers !== undefined,
    stdoutIsTerminal: options.stdoutIsTerminal ?? false,
    stderrIsTerminal: options.stderrIsTerminal ?? false,
    out: (text) => void (said.out += `${text}\n`),
    data: (bytes) => void (said.out += new TextDecoder().decode(bytes)),
    err: (text) => void (said.err += `${text}\n`),
    note: (text) => void (said.err += `${text}\n`),
    draw: (text) => void (said.err += text),
    ask: (question) => {
      if (options.answers === undefined) return Promise.resolve(undefined);
      prompts.push(question);
      return Promise.resolve(answers.shift());
    },
    readSecret: (prompt) => {
      prompts.push(prompt);
      return Promise.resolve(secret);
    },
    readInput: () => Promise.resolve(options.input ?? ""),
    stopped: () => stops.shift() ?? new Promise(() => {}),
    get output() {
      return said.out;
    },
    get talk() {
      return said.err;
    },
    prompts,
  };
}

/** What a child process of the command did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

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

/** Where Deno keeps what it has compiled; a child with another HOME would compile it all again. */
function cacheFolder(): string {
  const { DENO_DIR, XDG_CACHE_HOME, HOME } = Deno.env.toObject();
  return DENO_DIR ?? `${XDG_CACHE_HOME ?? `${HOME}/.cache`}/deno`;
}

/** That a command fails, and that the words of the command line about it hold those given. */
export async function assertExplained<E extends Error>(
  command: () => Promise<unknown>,
  // deno-lint-ignore no-explicit-any -- as @std/assert has it
  ErrorClass: abstract new (...args: any[]) => E,
  words: string,
): Promise<E> {
  const error = await command().then(() => undefined, (error: unknown) => error);
  assertInstanceOf(error, ErrorClass);
  assertStringIncludes(explanationOf(error) ?? "", words);
  return error;
}
