import { fromFileUrl, join } from "@std/path";
import { environment, type EnvironmentName } from "./_environment.ts";

/** One call of a script's verb: its name, and its arguments by name. */
export type Call = readonly [verb: string, args?: Readonly<Record<string, unknown>>];

/** Where a script runs. */
export interface Place {
  /** The folder that plays the home. */
  readonly home: string;
  /** More variables; those of this process are not passed on. */
  readonly env?: Readonly<Record<string, string>>;
}

const scripts = fromFileUrl(new URL("./python/", import.meta.url));

/**
 * Carries out calls in one process of Python, in a home of its own and without this process's
 * variables.
 *
 * @param name The environment to run in.
 * @param script A file of `python/`.
 * @param calls What to call, in order.
 * @param place The home, and variables.
 * @returns What each call returned.
 * @throws {Error} When a call raises, or the script reaches for an address outside this machine.
 */
export async function askPython(
  name: EnvironmentName,
  script: string,
  calls: readonly Call[],
  place: Place,
): Promise<unknown[]> {
  const { python } = await environment(name);
  const child = new Deno.Command(python, {
    args: [join(scripts, script)],
    cwd: place.home,
    clearEnv: true,
    env: { HOME: place.home, PYTHONPATH: scripts, PYTHONDONTWRITEBYTECODE: "1", ...place.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const request = JSON.stringify(calls.map(([verb, args = {}]) => [verb, args]));
  // A script that dies early closes the pipe; its exit code says more than that.
  await writer.write(new TextEncoder().encode(request)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (code !== 0) {
    throw new Error(`${script} in ${name} failed (exit ${code}):\n${decoder.decode(stderr)}`);
  }
  return JSON.parse(decoder.decode(stdout));
}
