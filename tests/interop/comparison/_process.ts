import { dirname } from "@std/path/dirname";
import { join } from "@std/path/join";

/** Where a program runs. */
export interface Place {
  /** The folder that plays the home. */
  readonly home: string;
  /** More variables; those of this process are not passed on. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Answers a program's question, given what it has said so far; nothing while it has asked none. */
export type Person = (said: string) => Promise<string | undefined>;

/** What a program said, and did. */
export interface Ran {
  /** Its exit code. */
  readonly code: number;
  /** What it wrote to standard output. */
  readonly stdout: string;
  /** What it wrote to standard error. */
  readonly stderr: string;
  /** How many HTTP requests it made. */
  readonly requests: number;
}

/** A program to run. */
export interface Run {
  /** Its path. */
  readonly command: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** The folder of `sitecustomize.py`. */
  readonly scripts: string;
  /** Where it runs. */
  readonly place: Place;
  /** What it reads. */
  readonly input?: string;
  /** Who answers what it asks. */
  readonly person?: Person;
}

/**
 * Runs a program of Python without this process's variables, and counts its requests.
 *
 * @throws {Error} When it reaches for an address outside this machine.
 */
export async function runProgram(run: Run): Promise<Ran> {
  const { command, args, scripts, place, input = "", person } = run;
  const report = await Deno.makeTempFile({ prefix: "keyferry-interop-" });
  try {
    const child = new Deno.Command(command, {
      args: [...args],
      cwd: place.home,
      clearEnv: true,
      env: {
        HOME: place.home,
        PYTHONPATH: scripts,
        // What is compiled is kept beside its program, and not among the tests.
        PYTHONPYCACHEPREFIX: join(dirname(dirname(command)), "pycache"),
        KEYFERRY_INTEROP_REPORT: report,
        ...place.env,
      },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    // A program that dies early closes the pipe; its exit code says more than that.
    const write = (text: string) => writer.write(new TextEncoder().encode(text)).catch(() => {});
    const close = () => writer.close().catch(() => {});
    let answered = person === undefined;
    if (person === undefined) await write(input).then(close);
    const [stdout, stderr, { code }] = await Promise.all([
      textOf(child.stdout, async (said) => {
        if (answered) return;
        const answer = await person?.(said);
        if (answer === undefined) return;
        answered = true;
        await write(`${answer}\n`).then(close);
      }),
      textOf(child.stderr),
      child.status,
    ]);
    if (!answered) await close();
    return { code, stdout, stderr, requests: await readReport(report) };
  } finally {
    await Deno.remove(report);
  }
}

async function textOf(
  stream: ReadableStream<Uint8Array>,
  heard?: (said: string) => Promise<void>,
): Promise<string> {
  let said = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair)) {
    said += chunk;
    await heard?.(said);
  }
  return said;
}

/** The sum of what the program's processes have left; `python/sitecustomize.py` writes it. */
async function readReport(path: string): Promise<number> {
  const lines = (await Deno.readTextFile(path)).split("\n").filter((line) => line !== "");
  const reports = lines.map((line) => JSON.parse(line) as { requests: number; refused: string[] });
  const refused = reports.flatMap((report) => report.refused);
  if (refused.length > 0) throw new Error(`The program tried to reach ${refused.join(", ")}`);
  return reports.reduce((sum, { requests }) => sum + requests, 0);
}
