/** How the command line hands over to a command. */

import { Command } from "@cliffy/command";
import type { Io } from "./io.ts";
import type { Needs } from "../needs.ts";

/** A command: what it does, and what it needs for that. */
export interface Job<Options> {
  /**
   * Does it.
   *
   * @param options Options and arguments.
   * @param io What it may say and ask.
   * @returns The exit code.
   */
  run(options: Options, io: Io): Promise<number>;
  /**
   * Says what it needs as things stand now.
   *
   * @param options Options and arguments.
   * @param io What it may see.
   */
  needs(options: NoInfer<Options>, io: Io): Promise<Needs>;
  /** Whether it changes something: what it did is told even where standard output cannot be written. */
  readonly acts?: boolean;
}

/** Takes a command that was read from the command line, with its options. */
export type Act = <Options>(job: Job<Options>, options: Options) => void;

/** The options that every command has, in the parser's words. */
export type Globals = {
  json?: boolean;
  sandbox?: string;
  envFile?: string;
  quiet?: boolean;
  verbose?: boolean;
  profile?: string;
};

/** A command of the command-line parser, whatever its options. */
// deno-lint-ignore no-explicit-any -- the parser's own word for it
export type AnyCommand = Command<any>;

/**
 * Begins a command line: what it reads is handed over to a command.
 *
 * @param act Takes the command that was read.
 * @param job The command.
 * @param names The options that its arguments are, in their order.
 */
export function jobCommand<Options>(
  act: Act,
  job: Job<Options>,
  ...names: readonly (keyof NoInfer<Options>)[]
): AnyCommand {
  const command: AnyCommand = new Command<Globals>();
  return command.action((options: Globals, ...words: unknown[]) => {
    const declared = command.getArguments();
    const given = names.map((name, at) => {
      return [name, declared[at]?.variadic ? words.slice(at) : words[at]] as const;
    });
    act(job, { ...options, ...Object.fromEntries(given) } as Options);
  });
}
