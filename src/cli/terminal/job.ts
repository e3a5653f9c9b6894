/** How the command line hands over to a command, and how a command answers. */

import { Command } from "@cliffy/command";
import { exitCodes } from "../exit_code.ts";
import type { Needs } from "../needs.ts";
import type { Io } from "./io.ts";
import { type TableOptions, tableText } from "./table.ts";
import { jsonText, plain } from "./text.ts";

export type { Io } from "./io.ts";

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

/** Of an option that may be given more than once. */
export const several: { readonly collect: true } = { collect: true };

/**
 * Begins a command line: what it reads is handed over to a command.
 *
 * @param act Takes the command that was read.
 * @param job The command.
 * @param names The options that its arguments are, in their order; those of their own names by default.
 */
export function jobCommand<Options>(
  act: Act,
  job: Job<Options>,
  ...names: readonly (keyof NoInfer<Options>)[]
): AnyCommand {
  const command: AnyCommand = new Command<Globals>();
  return command.action((options: Globals, ...words: unknown[]) => {
    const given = command.getArguments().map(({ name, variadic }, at) => {
      const member = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      return [names[at] ?? member, variadic ? words.slice(at) : words[at]] as const;
    });
    act(job, { ...options, ...Object.fromEntries(given) } as Options);
  });
}

/** How a command answers. */
interface AnswerOptions {
  /** With one JSON document. */
  readonly json?: boolean | undefined;
}

/**
 * Prints a document with `--json`, else its text.
 *
 * @param document The document.
 * @param text The same for a person, harmless to a terminal.
 * @param options How to answer.
 * @param io Where to print.
 * @returns The exit code.
 */
export function answered(
  document: unknown,
  text: string | (() => string),
  { json }: AnswerOptions,
  io: Io,
): number {
  io.out(json ? jsonText(document) : typeof text === "string" ? text : text());
  return exitCodes.ok;
}

/** What the table of a list is like. */
export interface TableFor<T> extends TableOptions {
  /** The titles. */
  readonly head: readonly string[];
  /** The cells of one; `-` stands for what there is not. */
  readonly row: (item: T) => readonly (string | null | undefined)[];
  /** What is said where there is none; nothing by default. */
  readonly none?: string;
}

/**
 * Prints a document with `--json`, else the list in it as a table.
 *
 * @param document The document.
 * @param table What is listed, and how.
 * @param options How to answer.
 * @param io Where to print.
 * @returns The exit code.
 */
export function answeredList<T>(
  document: unknown,
  { items, head, row, none, ...layout }: TableFor<T> & { readonly items: readonly T[] },
  options: AnswerOptions,
  io: Io,
): number {
  if (!options.json && items.length === 0) {
    if (none !== undefined) io.note(none);
    return exitCodes.ok;
  }
  const rows = (): string[][] => items.map((item) => row(item).map((cell) => plain(cell ?? "-")));
  return answered(document, () => tableText(head, rows(), io, layout), options, io);
}
