/** The command line: which words make which command. */

import { ValidationError } from "@cliffy/command";
import { version } from "../version.ts";
import { caveCommands } from "./cave_commands.ts";
import { completionsCommand } from "./completions.ts";
import { detailsOf } from "./error_details.ts";
import { exitCodeOf, exitCodes, explanationOf } from "./exit_code.ts";
import { framedIo } from "./framed_io.ts";
import { globusCommands } from "./globus_commands.ts";
import { group } from "./group.ts";
import type { Io } from "./io.ts";
import type { Act, AnyCommand } from "./job.ts";
import { kernelCommands } from "./kernel_commands.ts";
import { MisuseError } from "./misuse.ts";
import type { Needs } from "./needs.ts";
import { permissionsCommand, permissionsJob } from "./permissions.ts";
import { refusal } from "./refusal.ts";
import { sandboxCommand } from "./sandbox.ts";
import { statusCommand } from "./status.ts";
import type { CommonOptions } from "./surroundings.ts";
import { tapisCommands } from "./tapis_commands.ts";
import { markLiteral, readText } from "./words.ts";

/**
 * Runs the command that the words make, and says what went wrong in one line.
 *
 * @param args The words, without the program's name.
 * @param io What the command may say and ask.
 * @returns The exit code.
 */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  const words = markLiteral(args);
  try {
    if (words.some((word) => word === "--help" || word === "-h")) {
      io.out(helpText(words, io));
      return exitCodes.ok;
    }
    return await (await readCommandLine(words)).run(io);
  } catch (error) {
    const explanation = explanationOf(error);
    if (explanation !== undefined) {
      io.err(explanation);
      if (words.includes("--verbose")) detailsOf(error).forEach((line) => io.err(line));
    }
    return exitCodeOf(error);
  }
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
  try {
    await program(act, (words) => asked = words).parse([...words]);
  } catch (error) {
    throw error instanceof ValidationError ? refusal(error) : error;
  }
  if (asked !== undefined) {
    const before = words.slice(0, words.length - asked.length - 1);
    const { common, needs: command } = await readCommandLine([...before, ...asked]);
    act(permissionsJob, { ...common, command });
  }
  if (read === undefined) throw new MisuseError("Name a command (see keyferry --help)");
  return read;
}

/** An {@linkcode Act} for commands that have no use for `--profile`. */
function withoutProfile(act: Act, instead: string): Act {
  return (job, options) => {
    if ((options as CommonOptions).profile !== undefined) {
      throw new MisuseError(`--profile chooses a login of globus-cli's, and ${instead}`);
    }
    act(job, options);
  };
}

/** The whole tree of commands, for those who ask what there is. */
export function commandTree(): AnyCommand {
  const root = program(() => {}, () => {});
  // Asking the root registers what its sub-commands' help shows.
  root.getHelp();
  return root;
}

function helpText(words: readonly string[], io: Io): string {
  let command = commandTree();
  for (const word of words) {
    const child = command.getCommands().find((child) => child.getName() === word);
    if (child !== undefined) command = child;
  }
  return command.getHelp({ colors: io.stdoutIsTerminal, long: words.includes("--help") })
    .replace(/^\n+|\n+$/g, "");
}

function program(act: Act, ask: (words: readonly string[]) => void): AnyCommand {
  const commands = {
    status: statusCommand(act),
    permissions: permissionsCommand(ask),
    globus: globusCommands(act),
    tapis: tapisCommands(
      withoutProfile(act, "a Tapis session is chosen by --tenant, --user and --client"),
    ),
    cave: caveCommands(
      withoutProfile(act, "a CAVE token is chosen by --server, --key and --file"),
    ),
    sandbox: sandboxCommand(withoutProfile(act, "a sandbox has logins of its own: leave it out")),
    kernel: kernelCommands(withoutProfile(act, "a kernel has no login: leave it out")),
    completions: completionsCommand(
      withoutProfile(act, "completions are the same for all: leave it out"),
      commandTree,
    ),
  };
  const root = group(
    "Find your Globus, Tapis and CAVE credentials where their own tools left them, and ferry your " +
      "data.\n\nExit codes: 0 ok, 1 failed, 2 misuse, 3 not logged in, 4 not permitted (the message " +
      "names the flag to add).",
    commands,
  );
  return root
    .name("keyferry")
    .usage("<command> [options]")
    .version(version)
    .noExit()
    // All text that a command takes is read by this, arguments included.
    .globalType("string", readText)
    .globalOption("--json", "Print one JSON document.")
    .globalOption("--sandbox <home:string>", "Use the sandbox that has its home in this folder.")
    .globalOption("--profile <name:string>", "Use the login of this profile of globus-cli.")
    .globalOption("--quiet", "Say nothing but data and errors.")
    .globalOption("--verbose", "Tell of every request, and all that is known of an error.")
    .example("What do I have?", "keyferry status")
    .example("Try everything without an account", "keyferry sandbox");
}
