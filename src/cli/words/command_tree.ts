/** All commands, each loaded when it is wanted. */

import type { CompletionsJson } from "../completions/completions.ts";
import type { KernelReport } from "../kernel/doctor.ts";
import type { InstalledKernel } from "../kernel/install.ts";
import type { CpReport } from "../cp.ts";
import type { SandboxJson } from "../sandbox/sandbox.ts";
import type { StatusJson } from "../status/status.ts";
import type { CaveJson } from "../cave/json_documents.ts";
import type { GlobusJson } from "../globus/json_documents.ts";
import type { TapisJson } from "../tapis/json_documents.ts";
import { version } from "../../version.ts";
import { group, loadedCommands, type Loader } from "./group.ts";
import type { Act, AnyCommand } from "../terminal/job.ts";
import { MisuseError } from "./misuse.ts";
import type { CommonOptions } from "../surroundings.ts";
import { readText } from "./read_text.ts";

/** What `permissions --json` prints. */
export interface PermissionsJson {
  /** The flags without which the command fails. */
  readonly needed: readonly string[];
  /** The flags with which it does something more. */
  readonly optional: readonly {
    /** The flag. */
    readonly flag: string;
    /** What the command does with it. */
    readonly why: string;
  }[];
  /** What a flag lets the command do beyond what was asked for, and hosts that only a service can name. */
  readonly notes: readonly string[];
}

/**
 * What each command prints with `--json`, by the command's words.
 *
 * @example Read what a command printed
 * ```ts
 * import type { JsonDocuments } from "@keyferry/keyferry/cli";
 * import { main, terminalIo } from "@keyferry/keyferry/cli";
 * import { assertEquals } from "@std/assert";
 *
 * let printed = "";
 * const surroundings = { env: { CAVE_TOKEN: "made-up" }, home: "/nowhere" };
 * const io = { ...terminalIo(), surroundings, out: (text: string) => void (printed += text) };
 * await main(["cave", "token", "--json"], io);
 * const document: JsonDocuments["cave token"] = JSON.parse(printed);
 * assertEquals(document.source, "CAVE_TOKEN");
 * ```
 */
export interface JsonDocuments extends GlobusJson, TapisJson, CaveJson {
  /** Each platform, and what to do about it. */
  "status": StatusJson;
  /** Flags for `deno run`. */
  "permissions": PermissionsJson;
  /** What was copied. */
  "cp": CpReport;
  /** How to use the sandbox. */
  "sandbox": SandboxJson;
  /** The kernelspec. */
  "kernel install": InstalledKernel;
  /** What was checked. */
  "kernel doctor": KernelReport;
  /** The script. */
  "completions": CompletionsJson;
}

/** Who is told what the command line says. */
export interface Reader {
  /** Takes a command. */
  readonly act: Act;
  /** Takes the words of a command whose permissions are asked for. */
  readonly ask: (words: readonly string[]) => void;
}

/** The commands by their first word, in the order of help. */
function loadersOf({ ask }: Reader): Readonly<Record<string, Loader>> {
  return {
    status: async (act) => (await import("../status/status_command.ts")).statusCommand(act),
    permissions: async () => (await import("../permissions.ts")).permissionsCommand(ask),
    cp: async (act) => (await import("../cp.ts")).cpCommand(act),
    async globus(act, words) {
      const { globusCommands } = await import("../globus/commands.ts");
      return await globusCommands(act, words);
    },
    async tapis(act, words) {
      const { tapisCommands } = await import("../tapis/commands.ts");
      const instead = "a Tapis session is chosen by --tenant, --user and --client";
      return await tapisCommands(withoutProfile(act, instead), words);
    },
    async cave(act, words) {
      const { caveCommands } = await import("../cave/commands.ts");
      const instead = "a CAVE token is chosen by --server, --key and --file";
      return await caveCommands(withoutProfile(act, instead), words);
    },
    async sandbox(act) {
      const { sandboxCommand } = await import("../sandbox/sandbox.ts");
      return sandboxCommand(withoutProfile(act, "a sandbox has logins of its own: leave it out"));
    },
    async kernel(act) {
      const { kernelCommands } = await import("../kernel/commands.ts");
      return kernelCommands(withoutProfile(act, "a kernel has no login: leave it out"));
    },
    async completions(act) {
      const { completionsCommand } = await import("../completions/completions.ts");
      const instead = "completions are the same for all: leave it out";
      return completionsCommand(withoutProfile(act, instead), () => commandTree());
    },
  };
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

/**
 * The tree of commands.
 *
 * @param reader Who is told what the command line says.
 * @param words Where they are given, only the commands they name are loaded: the others are names.
 */
export async function commandTree(
  reader: Reader = { act(): void {}, ask(): void {} },
  words?: readonly string[],
): Promise<AnyCommand> {
  const commands = await loadedCommands(loadersOf(reader), reader.act, words);
  const root = group(
    "Find your Globus, Tapis and CAVE credentials where their own tools left them, and ferry your " +
      "data.\n\nExit codes: 0 ok, 1 failed, 2 wrong command line, 3 not logged in, 4 not permitted (the " +
      "message names the flag to add), 5 --timeout expired, 130 interrupted. A command that fails prints with " +
      "--json {error: {message, kind, exitCode, next, service, status, code, requestId}}.",
    commands,
  );
  root
    .name("keyferry")
    .usage("<command> [options]")
    .version(version)
    .noExit()
    // All text that a command takes is read by this, arguments included.
    .globalType("string", readText)
    .group("Options of every command")
    .globalOption("--json", "Print one JSON document; also of an error.")
    .globalOption("--sandbox <home:string>", "Use the sandbox that has its home in this folder.")
    .globalOption(
      "--env-file <file:string>",
      "Use credentials of this .env file where no variable is set.",
    )
    .globalOption("--profile <name:string>", "Use the login of this profile of globus-cli.")
    .globalOption("--quiet", "Print only results and errors.")
    .globalOption("--verbose", "Report every request, and all that is known of an error.")
    .example("What do I have?", "keyferry status")
    .example("Copy a folder", "keyferry cp -r runs/7 tapis:my-system:/runs/7")
    .example("What does a command need from Deno?", "keyferry permissions globus ls ID:/")
    .example("Try everything without an account", "keyferry sandbox");
  // Asking the root for its help registers what its sub-commands' help shows.
  if (words === undefined) root.getHelp();
  return root;
}
