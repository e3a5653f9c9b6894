/** `keyferry sandbox` */

import { Command } from "@cliffy/command";
import type { Permission } from "../../credentials/permissions.ts";
import { homeVariable } from "../../credentials/surroundings.ts";
import { filesBeside } from "../../sandbox/kept/files_beside.ts";
import { markedOrigin } from "../../sandbox/kept/home.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { demandNeeds } from "../demand_needs.ts";
import { bashLines, powershellLines, pythonLines } from "./environment_lines.ts";
import { given } from "../words/given.ts";
import type { Io } from "../terminal/io.ts";
import type { Act, AnyCommand, Globals } from "../terminal/job.ts";
import { MisuseError } from "../words/misuse.ts";
import type { Needs } from "../needs.ts";
import { shellWord } from "../../shell_word.ts";
import type { CommonOptions } from "../surroundings.ts";
import { temporaryFolder } from "./temporary_folder.ts";
import { columns, jsonText, plain } from "../terminal/text.ts";

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
  const { plantCredentials } = await import("../../sandbox/kept/plant_credentials.ts");
  const stopped = io.stopped();
  await using running = await startSandbox(given({ root, home, port, state, writable }));
  await plantCredentials(running);
  io.out(options.json ? jsonText(factsOf(running)) : introduction(running));
  io.note("The sandbox runs until Ctrl-C.");
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

function factsOf({ url, pageUrl, home, collections, env, unset }: Sandbox): SandboxJson {
  return { url, page: pageUrl, home, collections, env, unset };
}

function introduction(running: Sandbox): string {
  const { url, pageUrl, home, collections } = running;
  const facts = columns([["Address", url], ["Page", pageUrl], ["Home", plain(home)]]);
  const served = columns([
    ["Collection", "Id", "Access", "Folder"],
    ...collections.map(({ name, id, writable, path }) => [
      plain(name),
      id,
      writable ? "read and write" : "read",
      plain(path),
    ]),
  ]);
  const [first] = collections;
  const blocks: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ["keyferry", [
      `keyferry --sandbox ${shellWord(home)} status`,
      `keyferry --sandbox ${shellWord(home)} globus ls ${first?.id ?? "COLLECTION"}:/`,
    ]],
    ["Other tools and scripts, from bash or zsh", bashLines(running)],
    ["Other tools and scripts, from PowerShell", powershellLines(running)],
    ["Python, before it imports the platforms' modules", pythonLines(running)],
  ];
  const usage = blocks.flatMap(([title, lines]) => ["", `# ${title}`, ...lines]);
  return [facts, "", served, ...usage].join("\n");
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
  return new Command<Globals>()
    .description(
      "Start a local server that plays all platforms, with credentials in a home of its " +
        "own, and run it until Ctrl-C. Nothing of yours is read or written but the folder that " +
        "--root names.\n\n" +
        "Everything is gone at the end, unless --state names a file that keeps it: credentials, " +
        "tasks and all else, and beside it, in FILE.files, the files and the home. Started with " +
        "that file again it goes on where it was, on the same port, and so do tasks that ran; even " +
        "after it was killed.\n\n" +
        "It prints lines for bash, PowerShell and Python that point their tools at it, and clear " +
        "the variables that hold credentials of yours.\n\n" +
        "--json prints {url, page, home, collections: [{id, name, path, writable}], env, unset}: " +
        "`page` is the address that shows what the sandbox does, `env` the variables to set by " +
        "name, `unset` the names of those to clear.",
    )
    .option("--root <folder:string>", "Serve this folder as a collection.")
    .option("--writable", "Let transfers write to it.")
    .option("--home <folder:string>", "The folder that plays the home; kept at the end.")
    .option("--port <number:number>", "The port; a free one by default.")
    .option("--state <file:string>", "The file that keeps everything for the next time.")
    .example("Try everything without an account", "keyferry sandbox")
    .example("Serve a folder of yours, read-only", "keyferry sandbox --root ./data --port 8400")
    .example("Go on tomorrow where you stop today", "keyferry sandbox --state ./sandbox.db")
    .action((options) => act({ run: sandbox, needs: sandboxNeeds }, options));
}
