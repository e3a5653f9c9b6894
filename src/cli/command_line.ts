/** Which words make which command, by the command-line parser. */

import { ValidationError } from "@cliffy/command";
import { commandTree, type Reader } from "./command_tree.ts";
import { exitCodes } from "./exit_code.ts";
import { framedIo } from "./framed_io.ts";
import type { Io } from "./io.ts";
import type { Act } from "./job.ts";
import { MisuseError } from "./misuse.ts";
import type { Needs } from "./needs.ts";
import { permissionsJob } from "./permissions.ts";
import { refusal } from "./refusal.ts";
import type { CommonOptions } from "./surroundings.ts";
import { terminalWidth } from "./terminal_width.ts";

/**
 * Runs the command that the words make, or prints its help.
 *
 * @param words The words; those that are text whatever they begin with are marked.
 * @param io What the command may say and ask.
 * @returns The exit code.
 * @throws {MisuseError} When they make none.
 */
export async function runCommandLine(words: readonly string[], io: Io): Promise<number> {
  if (words.some((word) => word === "--help" || word === "-h")) {
    io.out(await helpText(words, io));
    return exitCodes.ok;
  }
  return await (await readCommandLine(words)).run(io);
}

/** A command with its options, ready to run. */
interface Invocation {
  readonly common: CommonOptions;
  readonly run: (io: Io) => Promise<number>;
  readonly needs: (io: Io) => Promise<Needs>;
}

async function readCommandLine(words: readonly string[]): Promise<Invocation> {
  let read: Invocation | undefined;
  let asked: readonly string[] | undefined;
  const act: Act = (job, options) => {
    const common = options as CommonOptions;
    if (common.quiet && common.verbose) {
      throw new MisuseError("--quiet and --verbose exclude each other: leave one out");
    }
    read = {
      common,
      run: (io) => job.run(options, framedIo(common, io)),
      needs: (io) => job.needs(options, io),
    };
  };
  const reader: Reader = { act, ask: (words) => asked = words };
  try {
    await (await commandTree(reader, words)).parse([...words]);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    throw await refusalBy(reader, words);
  }
  if (asked !== undefined) {
    const before = words.slice(0, words.length - asked.length - 1);
    const { common, needs: command } = await readCommandLine([...before, ...asked]);
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

async function helpText(words: readonly string[], io: Io): Promise<string> {
  let command = await commandTree();
  for (const word of words) {
    const child = command.getCommands().find((child) => child.getName() === word);
    if (child !== undefined) command = child;
  }
  const text = command.getHelp({
    colors: io.stdoutIsTerminal && !Deno.noColor,
    long: words.includes("--help"),
    width: io.stdoutIsTerminal ? terminalWidth() : pipeWidth,
  });
  // Its columns are filled up with spaces.
  return text.replace(/ +$/gm, "").replace(/^\n+|\n+$/g, "");
}
