/**
 * The `keyferry` command: finds the credentials of Globus, Tapis and CAVE, and copies files between this
 * machine, Globus collections and systems of Tapis.
 *
 * Run it with the permissions it needs and no more; `keyferry permissions <command...>` prints them:
 *
 * ```sh
 * deno run jsr:@keyferry/keyferry/cli permissions cave token
 * ```
 *
 * @example Call it from a program
 * ```ts
 * import { main, terminalIo } from "@keyferry/keyferry/cli";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const io = { ...terminalIo(), out: (text: string) => void lines.push(text) };
 * assertEquals(await main(["--version"], io), 0);
 * assertEquals(lines.length, 1);
 * ```
 *
 * @module
 */

import { type Io, terminalIo } from "./src/cli/terminal/io.ts";
import { version } from "./src/version.ts";

export type { Env, Surroundings } from "./src/credentials/surroundings.ts";
export type * from "./src/cli/status/reports.ts";
export type { JsonDocuments } from "./src/cli/words/command_tree.ts";
export type { ErrorJson } from "./src/cli/error_json.ts";
export type { ShellFiles } from "./src/sandbox/kept/furnish.ts";
export type { Io };
export { terminalIo };

/**
 * Runs a command.
 *
 * @param args The words of the command line, without the program's name.
 * @param io What the command may say and ask.
 * @returns The exit code: 0 ok, 1 failed, 2 wrong command line, 3 not logged in, 4 not permitted,
 * 5 `--timeout` expired, 130 interrupted, 141 the output was not read to its end.
 *
 * @example A sandbox's credentials
 * ```ts
 * import { main, terminalIo } from "@keyferry/keyferry/cli";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals, assertStringIncludes } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * let printed = "";
 * const io = { ...terminalIo(), out: (text: string) => void (printed += text) };
 * assertEquals(await main(["status", "--sandbox", sandbox.home], io), 0);
 * assertStringIncludes(printed, "~/.agave/current");
 * ```
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  // Answered before anything else is loaded.
  const end = args.indexOf("--");
  const words = end === -1 ? args : args.slice(0, end);
  if (words.some((word) => word === "--version" || word === "-V")) {
    try {
      io.out(`keyferry ${version}`);
      return 0;
    } catch (error) {
      const { explained } = await import("./src/cli/program.ts");
      return explained(error, io);
    }
  }
  const { runProgram } = await import("./src/cli/program.ts");
  return await runProgram(args, io);
}

if (import.meta.main) Deno.exit(await main(Deno.args, terminalIo()));
