/** The command: what it does with its words, and with what goes wrong. */

import { storeUnsavedLogins } from "../credentials/errors/unsaved_logins.ts";
import type { CallOptions } from "./words/command_text.ts";
import { detailsOf } from "./error_details.ts";
import { errorJson } from "./error_json.ts";
import { exitCodeOf, exitCodes, explanationOf } from "./exit_code.ts";
import type { Io } from "./terminal/io.ts";
import { jsonText } from "./terminal/text.ts";
import { markLiteral } from "./words/words.ts";

/**
 * Runs the command that the words make, and says what went wrong in one line. A login that it renewed and
 * could not store is lost with it: that is told, and no success.
 *
 * @param args The words, without the program's name.
 * @param io What the command may say and ask.
 * @returns The exit code.
 */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  const words = markLiteral(args);
  let call: CallOptions = {};
  const explain = (error: unknown): number =>
    explained(error, io, call, words.includes("--verbose"));
  let code: number;
  try {
    code = await run(words, io, (options) => call = options);
  } catch (error) {
    code = exitCodeOf(error);
    const isRead = code !== exitCodes.readerGone;
    if (isRead && words.includes("--json")) printed(() => io.out(jsonText(errorJson(error, call))));
    explain(error);
  }
  const losses = await storeUnsavedLogins();
  losses.forEach((loss) => explain(loss));
  return losses.length > 0 && code === exitCodes.ok ? exitCodes.failed : code;
}

/** Standard output may be what has failed. */
function printed(print: () => void): void {
  try {
    print();
  } catch {
    // Standard error says all of it.
  }
}

/**
 * Says what went wrong in one line.
 *
 * @param error What was caught.
 * @param io Where it is said.
 * @param call The options of the call, which the next step keeps.
 * @param verbose Whether more is said.
 * @returns The exit code.
 */
export function explained(error: unknown, io: Io, call: CallOptions = {}, verbose = false): number {
  const explanation = explanationOf(error, call);
  if (explanation !== undefined) {
    io.err(explanation);
    if (verbose) detailsOf(error).forEach((line) => io.err(line));
  }
  return exitCodeOf(error);
}

async function run(
  words: readonly string[],
  io: Io,
  isRead: (call: CallOptions) => void,
): Promise<number> {
  // What a shell's prompt or a script asks again and again does without the parser: it would take
  // longer to load than the answer takes.
  if (words.join(" ") === "status --json") {
    const { status } = await import("./status/status.ts");
    return await status({ json: true }, io);
  }
  const { runCommandLine } = await import("./words/command_line.ts");
  return await runCommandLine(words, io, isRead);
}
