import { assertInstanceOf, assertStringIncludes } from "@std/assert";
import type { Io } from "../../cli.ts";
import { explanationOf } from "../../src/cli/exit_code.ts";
import { noteOffers } from "./_offers.ts";

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
  const err = (text: string): void => {
    said.err += `${text}\n`;
    if (text.includes("Next: ")) noteOffers(said.err);
  };
  return {
    surroundings,
    stdinIsTerminal: options.answers !== undefined,
    stdoutIsTerminal: options.stdoutIsTerminal ?? false,
    stderrIsTerminal: options.stderrIsTerminal ?? false,
    out: (text) => void (said.out += `${text}\n`),
    data: (bytes) => void (said.out += new TextDecoder().decode(bytes)),
    err,
    note: err,
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
