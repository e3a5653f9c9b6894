/** `keyferry sandbox` */

import type { Permission } from "../../credentials/permissions.ts";
import { homeVariable } from "../../credentials/surroundings.ts";
import { filesBeside } from "../../sandbox/kept/files_beside.ts";
import { markedOrigin } from "../../sandbox/kept/home.ts";
import { powershellLines } from "../../sandbox/kept/environment_lines.ts";
import type { ShellFiles } from "../../sandbox/kept/furnish.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { commandText } from "../words/command_text.ts";
import { demandNeeds, type Needs } from "../needs.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { MisuseError } from "../words/misuse.ts";
import { shellWord } from "../../shell_word.ts";
import type { CommonOptions } from "../surroundings.ts";
import { temporaryFolder } from "./temporary_folder.ts";
import { tableText } from "../terminal/table.ts";
import { terminalWidth } from "../terminal/terminal_width.ts";
import { jsonText, plain, wordLines } from "../terminal/text.ts";

/** The options of `sandbox`. */
export interface SandboxCommandOptions extends CommonOptions {
  /** A folder to serve. */
  readonly root?: string | undefined;
  /** The folder that plays the home. */
  readonly home?: string | undefined;
  /** The port. */
  readonly port?: number | undefined;
  /** The file that keeps its state. */
  readonly state?: string | undefined;
  /** Whether `root` may be written. */
  readonly writable?: boolean | undefined;
}

/** What `sandbox --json` prints. */
export interface SandboxJson
  extends Pick<Sandbox, "url" | "home" | "collections" | "env" | "unset"> {
  /** The address of the page that shows what the sandbox does. */
  readonly page: string;
  /** What a person types into a login, by what it is. */
  readonly logins: Readonly<Record<string, string>>;
  /** The files that a shell reads to use the sandbox. */
  readonly shellFiles: ShellFiles;
}

/**
 * Starts a sandbox with credentials in its home, prints how to use it, and runs until it is told to
 * stop.
 *
 * @param options See {@linkcode SandboxCommandOptions}.
 * @param io Where to print, and who tells it to stop.
 * @throws {MisuseError} When the options make no sense together.
 * @throws {PermissionNeededError} When Deno may not serve, or may not read or write a folder.
 * @throws {TypeError} When a folder or the port cannot be used.
 * @throws {FileError} When the state file cannot be used.
 */
export async function sandbox(options: SandboxCommandOptions, io: Io): Promise<number> {
  demandNeeds(await sandboxNeeds(options, io), "Cannot start a sandbox");
  await runUntilStopped(options, io);
  io.note("The sandbox is closed.");
  return 0;
}

async function runUntilStopped(options: SandboxCommandOptions, io: Io): Promise<void> {
  const { root, home, port, state, writable } = options;
  const { startSandbox } = await import("../../sandbox/server/start_sandbox.ts");
  const { furnish, typedInto } = await import("../../sandbox/kept/furnish.ts");
  const stopped = io.stopped();
  await using running = await startSandbox({ root, home, port, state, writable });
  const shellFiles = await furnish(running);
  const { url, pageUrl: page, collections, env, unset, tokens } = running;
  const logins = typedInto(tokens);
  const facts: SandboxJson = {
    url,
    page,
    home: running.home,
    collections,
    env,
    unset,
    logins,
    shellFiles,
  };
  io.note("The sandbox runs until Ctrl-C.");
  io.out(options.json ? jsonText(facts) : introduction(running, shellFiles, io));
  await stopped;
}

function checkOptions({ sandbox, port, writable, root }: SandboxCommandOptions): void {
  if (sandbox !== undefined) {
    throw new MisuseError("--sandbox names a sandbox that runs already: use --home for a new one");
  }
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new MisuseError(`--port must be a whole number up to 65535: it is ${port}`);
  }
  if (writable && root === undefined) {
    throw new MisuseError("--writable is about the folder that --root names: give it too");
  }
}

/** It fits a screen, and ends with what is needed first. */
function introduction(running: Sandbox, files: ShellFiles, io: Io): string {
  const { pageUrl, home, collections } = running;
  const [{ name, id } = { name: "", id: "" }] = collections;
  const rows = collections.map(({ name, id, writable, path }) => {
    return [plain(name), id, writable ? "read, write" : "read", plain(path)];
  });
  const use =
    "Other tools and scripts use it, and leave your own logins alone, in a shell that reads";
  const width = io.stdoutIsTerminal ? terminalWidth() : 80;
  const fit = (text: string): string => wordLines(text, width).join("\n");
  return [
    tableText(["Collection", "Id", "Access", "Folder"], rows, io, { whole: [1, 3] }),
    "",
    ...Deno.build.os === "windows"
      ? [fit(`${use} these lines:`), ...powershellLines(running)]
      : [fit(`${use} this file (in fish, activate.fish):`), `source ${shellWord(files.bash)}`],
    fit("The page has lines for Python, the password and the client ids."),
    "",
    `Page  ${pageUrl}`,
    "",
    "In another terminal:",
    commandText(["globus", "ls", `${name.includes(":") ? id : name}:/`], { sandbox: home }),
  ].join("\n");
}

/**
 * What {@linkcode sandbox} needs.
 *
 * @param options Its options.
 * @param io Where to look.
 * @throws {MisuseError} When the options make no sense together.
 */
export async function sandboxNeeds(options: SandboxCommandOptions, io: Io): Promise<Needs> {
  checkOptions(options);
  const { root, home, state, writable } = options;
  const temporary = state === undefined ? temporaryFolder(io) : undefined;
  const kept = state === undefined ? [] : [state, filesBeside(state)];
  const own = [
    ...(temporary === undefined ? kept : [temporary.path]),
    ...(home === undefined ? [] : [home]),
  ];
  const port = options.port ?? await portOf(options);
  const served = root === undefined ? [] : [root];
  const written = [...own, ...(writable ? served : [])];
  return {
    needed: [
      ...temporary?.permissions ?? [],
      { name: "net", host: `127.0.0.1:${port}` },
      ...[...own, ...served].map((path): Permission => ({ name: "read", path })),
      ...written.map((path): Permission => ({ name: "write", path })),
    ],
    optional: home === undefined ? [] : [{
      permission: { name: "env", variable: homeVariable() },
      why: "to refuse your own home folder as --home",
    }],
  };
}

/** The port that the tokens in a state file belong to, as the marker beside it tells; else 0. */
async function portOf({ state }: SandboxCommandOptions): Promise<number> {
  if (state === undefined) return 0;
  const origin = await markedOrigin(filesBeside(state));
  return Number(URL.parse(origin ?? "")?.port ?? 0);
}

/**
 * The command line of {@linkcode sandbox}.
 *
 * @param act Takes the command that was read.
 */
export function sandboxCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: sandbox, needs: sandboxNeeds })
    .description(
      "Start a local server that plays all platforms, with credentials in a home of its own, and run it " +
        "until Ctrl-C. Of your files it reads and writes only those that its options name.\n\n" +
        "Everything is gone at the end, unless --state names a file that keeps it: credentials, " +
        "tasks and all else, and next to it, in FILE.files, the files and the home. Started with " +
        "that file again it goes on where it was, on the same port, and so do tasks that ran; even " +
        "after it was killed.\n\n" +
        "Its collections are bookmarked under their names. A file in its home points a shell's other tools " +
        "at it, and clears the variables that hold credentials of yours; its page has lines for Python.\n\n" +
        "--json prints {url, page, home, collections: [{id, name, path, writable}], env, unset, logins, " +
        "shellFiles: {bash, fish}}: `page` is the address that shows what the sandbox does, `env` the " +
        "variables to set by name, `unset` the names of those to clear, `logins` what is typed into a login.",
    )
    .option("--root <folder:string>", "Serve this folder as a collection.")
    .option("--writable", "Let transfers write to it.")
    .option("--home <folder:string>", "The folder that plays the home; kept at the end.")
    .option("--port <number:number>", "The port; a free one by default.")
    .option("--state <file:string>", "The file that keeps everything for the next time.")
    .example("Try everything without an account", "keyferry sandbox")
    .example("Serve a folder of yours, read-only", "keyferry sandbox --root ./data --port 8400")
    .example("Go on tomorrow where you stop today", "keyferry sandbox --state ./sandbox.db");
}
