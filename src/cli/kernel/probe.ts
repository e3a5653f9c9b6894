/** Asking the Deno of a kernel what it finds in a folder. */

import { InterruptedError } from "../../credentials/secret/hidden_input.ts";
import type { Io } from "../terminal/io.ts";
import type { Kernelspec } from "./kernelspec.ts";

/** What a Deno finds. */
export interface Found {
  /** Its version. */
  readonly deno: string;
  /** Why keyferry cannot be imported; nothing where it can. */
  readonly why?: string;
}

/** The program gave no answer. */
export class ProbeError extends Error {
  override readonly name = "ProbeError";
}

/**
 * Has the Deno that a kernelspec starts import a module in a folder, which is where its kernel would
 * resolve it.
 *
 * @param spec The kernelspec.
 * @param module What is imported.
 * @param options `folder`: where it runs; `timeout`: how long it may take, in milliseconds.
 * @param io Asked whether to stop.
 * @throws {ProbeError} When it ends without an answer, or gives none in time.
 * @throws {InterruptedError} At Ctrl-C, a SIGTERM or a SIGHUP; the program is ended too.
 * @throws {Deno.errors.NotFound} When there is no such program.
 */
export async function probe(
  { argv: [program = ""], env }: Kernelspec,
  module: string,
  { folder, timeout }: { readonly folder: string; readonly timeout: number },
  io: Io,
): Promise<Found> {
  const late = new AbortController();
  const stopping = new AbortController();
  const timer = setTimeout(() => late.abort(), timeout);
  // Before it starts: a signal that comes in between would leave it running.
  io.stopped().then(() => stopping.abort());
  try {
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args: ["eval", question(module)],
      cwd: folder,
      env: { ...env, NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.any([late.signal, stopping.signal]),
    }).output();
    if (stopping.signal.aborted) throw new InterruptedError();
    if (late.signal.aborted) {
      throw new ProbeError(`did not answer within ${timeout / 1000} seconds`);
    }
    const read = new TextDecoder();
    if (code !== 0) {
      throw new ProbeError(`ended at once (exit ${code}): ${complaintIn(read.decode(stderr))}`);
    }
    return answerIn(read.decode(stdout));
  } finally {
    clearTimeout(timer);
  }
}

function question(module: string): string {
  return `
const found = { deno: Deno.version.deno };
try {
  await import(${JSON.stringify(module)});
} catch (error) {
  found.why = String(error?.message ?? error);
}
console.log(JSON.stringify(found));
`;
}

function answerIn(text: string): Found {
  try {
    return JSON.parse(text) as Found;
  } catch (cause) {
    throw new ProbeError("is not Deno, or does not answer as Deno does", { cause });
  }
}

/** The line of a program's last words that says what is wrong. */
function complaintIn(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /^error/i.test(line)) ?? lines.at(-1) ?? "it says nothing";
}
