/** Which words make which command, by the command-line parser. */

import { ValidationError } from "@cliffy/command";
import type { CallOptions } from "./command_text.ts";
import { commandTree, type Reader } from "./command_tree.ts";
import { exitCodes } from "../exit_code.ts";
import { framedIo } from "../terminal/framed_io.ts";
import { insistentIo } from "../terminal/insistent_io.ts";
import type { Act, AnyCommand, Io } from "../terminal/job.ts";
import { MisuseError } from "./misuse.ts";
import type { Needs } from "../needs.ts";
import { permissionsJob, refuseItself } from "../permissions.ts";
import { refusal } from "./refusal.ts";
import { scriptWords } from "../script.ts";
import type { CommonOptions } from "../surroundings.ts";
import { terminalWidth } from "../terminal/terminal_width.ts";
import { unmarked } from "./words.ts";

/**
 * Runs the command that the words make, or prints its help.
 *
 * @param words The words; those that are text whatever they begin with are marked.
 * @param io What the command may say and ask.
 * @param isRead Is told the options, before the command runs.
 * @returns The exit code.
 * @throws {MisuseError} When they make none.
 */
export async function runCommandLine(
  words: readonly string[],
  io: Io,
  isRead: (call: CallOptions) => void = () => {},
): Promise<number> {
  // As other programs have it; a command of that name would be one more to learn.
  const at = words.indexOf("help");
  if (at >= 0 && await isGroup(words.slice(0, at))) {
    return await runCommandLine(
      [...words.slice(0, at), ...words.slice(at + 1), "--help"],
      io,
      isRead,
    );
  }
  if (words.some(isHelp)) {
    io.out(helpText(await commandToExplain(words), words, io));
    return exitCodes.ok;
  }
  const invocation = await readCommandLine(words);
  isRead(invocation.common as CallOptions);
  return await invocation.run(io);
}

/** A command with its options, ready to run. */
interface Invocation {
  readonly common: CommonOptions;
  readonly run: (io: Io) => Promise<number>;
  readonly needs: (io: Io) => Promise<Needs>;
}

/** Whether words are the name of a group of commands, and nothing more. */
async function isGroup(words: readonly string[]): Promise<boolean> {
  let command: AnyCommand | undefined = await commandTree(undefined, words);
  for (const word of words) command = command?.getCommand(word);
  return command !== undefined && command.getCommands().length > 0;
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

/**
 * Reads the words of a command.
 *
 * @param words The words.
 * @param isAskedAbout Whether `permissions` asks for what they need.
 */
async function readCommandLine(
  words: readonly string[],
  isAskedAbout = false,
): Promise<Invocation> {
  let read: Invocation | undefined;
  let asked: readonly string[] | undefined;
  const act: Act = (job, options) => {
    const common = options as CommonOptions;
    if (common.quiet && common.verbose) {
      throw new MisuseError("--quiet and --verbose exclude each other: leave one out");
    }
    read = {
      common,
      run: (io) => job.run(options, framedIo(common, job.acts ? insistentIo(common, io) : io)),
      needs: (io) => job.needs(options, io),
    };
  };
  const reader: Reader = {
    act,
    ask(words): void {
      if (isAskedAbout) refuseItself();
      asked = words;
    },
  };
  try {
    await (await commandTree(reader, words)).parse([...words]);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    throw await refusalBy(reader, words);
  }
  if (asked !== undefined) {
    const before = words.slice(0, words.length - asked.length - 1);
    const about = scriptWords(asked) ?? asked;
    const { common, needs: command } = await readCommandLine([...before, ...about], true);
    act(permissionsJob, { ...common, command });
  }
  if (read === undefined) throw new MisuseError("Name a command (see keyferry --help)");
  return read;
}

/** Why the words are refused: all commands are loaded for it, since another one may be meant. */
async function refusalBy(reader: Reader, words: readonly string[]): Promise<unknown> {
  try {
    return await (await commandTree(reader)).parse([...words]);
  } catch (error) {
    return error instanceof ValidationError ? refusal(error) : error;
  }
}

/** How wide help is where no terminal says. */
const pipeWidth = 100;

/**
 * The command whose help is asked for, read as the parser reads it: a word after an option that takes
 * a value names no command.
 */
async function commandToExplain(words: readonly string[]): Promise<AnyCommand> {
  let command = await commandTree();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word.startsWith("-")) {
      if (command.getOption(word.replace(/^-+/, ""), true)?.typeDefinition) at++;
      continue;
    }
    const child = command.getCommand(word, true);
    if (child !== undefined) command = child;
    else if (command.getName() === "permissions") refuseHelp(words.slice(at), scriptWords(words));
    else if (command.getCommands().length > 0) {
      const reader: Reader = { act(): void {}, ask(): void {} };
      throw await refusalBy(reader, words.slice(0, at + 1).filter((word) => !isHelp(word)));
    }
  }
  return command;
}

/** Help takes no permission, and its text in the place of flags would be run as a program. */
function refuseHelp(asked: readonly string[], script: readonly string[] | undefined): never {
  const words = script === undefined ? asked.filter((word) => !isHelp(word)) : ["permissions"];
  const command = unmarked(words.join(" "));
  throw new MisuseError(
    `\`permissions\` prints no help of another command: see keyferry ${command} --help`,
  );
}

function helpText(command: AnyCommand, words: readonly string[], io: Io): string {
  const text = command.getHelp({
    colors: io.stdoutIsTerminal && !Deno.noColor,
    long: words.includes("--help"),
    width: io.stdoutIsTerminal ? terminalWidth() : pipeWidth,
  });
  // Its columns are filled up with spaces.
  return text.replace(/ +$/gm, "").replace(/^\n+|\n+$/g, "");
}
