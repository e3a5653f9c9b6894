/** What a command may say and ask: the terminal, or a test's own. */

import { FileError } from "../../credentials/errors/errors.ts";
import { reason } from "../../credentials/files/files.ts";
import type { Surroundings } from "../../credentials/surroundings.ts";
import { ownTerminal, readHidden } from "../../credentials/secret/hidden_input.ts";
import { isGranted } from "../../credentials/permissions.ts";
import { lineReader, readPiped } from "./input.ts";
import { terminalWidth } from "./terminal_width.ts";
import { wrapped } from "./text.ts";

/** What a command says, asks and sees. */
export interface Io {
  /** Whether a person types: then they may be asked. */
  readonly stdinIsTerminal: boolean;
  /** Whether a person reads standard output. */
  readonly stdoutIsTerminal: boolean;
  /** Whether a person reads standard error. */
  readonly stderrIsTerminal: boolean;
  /** Where variables, home folder and clock come from; `--sandbox` replaces it. */
  readonly surroundings: Surroundings;
  /** Writes a line of data to standard output. */
  out(text: string): void;
  /** Writes data to standard output as it is. */
  data(bytes: Uint8Array): void;
  /** Writes a line to standard error that must be seen: what went wrong, what was asked for. */
  err(text: string): void;
  /** Writes a line of talk to standard error: `--quiet` is silent about it. */
  note(text: string): void;
  /** Writes to standard error as it is: a progress bar moves the cursor. */
  draw(text: string): void;
  /**
   * Asks the person, and reads the line they type; `undefined` where nobody types, or they end the
   * input.
   */
  ask(question: string): Promise<string | undefined>;
  /**
   * Reads a secret: typed unseen where a person types, else all of standard input. With the signal the
   * question is taken back, and the terminal shows again what is typed.
   */
  readSecret(prompt: string, signal?: AbortSignal): Promise<string>;
  /** Reads all of standard input as text. */
  readInput(): Promise<string>;
  /** Resolves when the command is asked to stop: by Ctrl-C, a SIGTERM, or a terminal that hangs up. */
  stopped(): Promise<void>;
}

/**
 * The process's own terminal.
 *
 * @example Hand it to the command
 * ```ts
 * import { terminalIo } from "@keyferry/keyferry/cli";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(terminalIo().stdoutIsTerminal, Deno.stdout.isTerminal());
 * ```
 */
export function terminalIo(): Io {
  // What cannot move its cursor gets lines, as a pipe does.
  const isDumb = isGranted({ name: "env", variable: "TERM" }) && Deno.env.get("TERM") === "dumb";
  const draw = (text: string): void => {
    unlessGone(() => write(Deno.stderr, new TextEncoder().encode(text)));
  };
  const stderrIsTerminal = !isDumb && Deno.stderr.isTerminal();
  // A command that is to be pasted stays on its line.
  const fit = (line: string): string => {
    return /^ *Next: /.test(line) ? line : wrapped(line, terminalWidth());
  };
  const err = (text: string): void => {
    draw(`${stderrIsTerminal ? text.split("\n").map(fit).join("\n") : text}\n`);
  };
  const line = lineReader((buffer) => Deno.stdin.read(buffer));
  return {
    stdinIsTerminal: Deno.stdin.isTerminal(),
    stdoutIsTerminal: !isDumb && Deno.stdout.isTerminal(),
    stderrIsTerminal,
    surroundings: {},
    out: (text) => toOutput(new TextEncoder().encode(`${text}\n`)),
    data: toOutput,
    err,
    note: err,
    draw,
    async ask(question: string): Promise<string | undefined> {
      if (!Deno.stdin.isTerminal()) return undefined;
      draw(question);
      const answer = await line();
      // Ctrl-D leaves the question without an end of its line.
      if (answer === undefined) draw("\n");
      return answer;
    },
    readSecret(prompt: string, signal?: AbortSignal): Promise<string> {
      if (!Deno.stdin.isTerminal()) return readPiped(Deno.stdin.readable);
      return readHidden(ownTerminal(), prompt, signal);
    },
    readInput: () => new Response(Deno.stdin.readable).text(),
    stopped,
  };
}

function toOutput(bytes: Uint8Array): void {
  try {
    write(Deno.stdout, bytes);
  } catch (cause) {
    if (cause instanceof Deno.errors.BrokenPipe) throw cause;
    throw new FileError("Cannot write to standard output", { why: reason(cause), cause });
  }
}

function write(stream: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
}

/** Nobody listening to the talk is no reason to stop the work. */
function unlessGone(say: () => void): void {
  try {
    say();
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

function stopped(): Promise<void> {
  // Windows has Ctrl-C and Ctrl-Break alone.
  const signals = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"] as const
    : ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  return new Promise((resolve) => {
    function stop(): void {
      for (const signal of signals) Deno.removeSignalListener(signal, stop);
      resolve();
    }
    for (const signal of signals) Deno.addSignalListener(signal, stop);
  });
}
