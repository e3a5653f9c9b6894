/** How the command line hands over to a command. */

import type { Command } from "@cliffy/command";
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
