/**
 * A command of three rooms, in the form that the CLI has: handlers with an options interface of
 * their own, sub-commands built apart. It type-checks on the stand-in and on the real package,
 * which infers options from the flags: a flag without a value is `true | undefined`.
 */
import { Command, EnumType, ValidationError } from "@cliffy/command";

/** What a handler was called with. */
export interface Call {
  handler: string;
  options: Record<string, unknown>;
  args: unknown[];
}

interface Globals {
  json?: boolean | undefined;
  sandbox?: string;
}

interface LsOptions extends Globals {
  limit?: number;
  tag?: string[];
  color: boolean;
  all?: boolean | undefined;
}

interface WaitOptions extends Globals {
  level?: "low" | "high";
  timeout?: number;
}

/** A word that stands where a name should, and must not be a flag. */
function noFlag({ value }: { value: string }): string {
  if (!value.startsWith("-")) return value;
  throw new ValidationError(`Unknown option "${value}".`);
}

/** Any command: the one return type that all chains of the real package fit. */
// deno-lint-ignore no-explicit-any
export type AnyCommand = Command<any>;

function lsCommand(note: (call: Call) => void): AnyCommand {
  return new Command()
    .description("List a folder.\n\nFolders first.")
    .arguments("<endpoint:string> [path:string]", ["The collection.", "The folder."])
    .option("-l, --limit <n:integer>", "How many.")
    .option("-t, --tag <tag:string>", "By tag.", { collect: true })
    .option("--no-color", "Plain.")
    .option("--all", "Hidden ones too.", { conflicts: ["limit"] })
    .example("a folder", "ferry globus ls ID /home")
    .action((options: LsOptions, endpoint: string, path?: string) => {
      note({ handler: "ls", options: { ...options }, args: [endpoint, path] });
    });
}

function waitCommand(note: (call: Call) => void): AnyCommand {
  return new Command()
    .description("Wait for tasks.")
    .type("level", new EnumType(["low", "high"]))
    .arguments("<ids...:string>", ["Which ones."])
    .group("Patience")
    .option("--level <level:level>", "How hard.")
    .option("--timeout <s:number>", "How long.", { depends: ["level"] })
    .action((options: WaitOptions, ...ids: string[]) => {
      note({ handler: "wait", options: { ...options }, args: ids });
    });
}

function guardCommand(note: (call: Call) => void): AnyCommand {
  return new Command()
    .description("Guarded.")
    .type("name", noFlag)
    .arguments("<name:name>", ["Whom."])
    .action((options: object | void, name: string) => {
      note({ handler: "guard", options: { ...options }, args: [name] });
    });
}

/** The command; `note` is told what ran. */
export function ferryCommand(note: (call: Call) => void): AnyCommand {
  const tell = (handler: string) => (options: object | void, ...args: unknown[]) => {
    note({ handler, options: { ...options }, args });
  };
  return new Command()
    .name("ferry")
    .version("1.2.3")
    .description("Ferry data.")
    .globalOption("--json", "JSON.")
    .globalOption("--sandbox <folder:string>", "A sandbox's home.")
    .option("--local", "Here alone.")
    .noExit()
    .command(
      "globus",
      new Command()
        .description("Globus.")
        .command("ls", lsCommand(note))
        .command("wait", waitCommand(note))
        .reset(),
    )
    .command("guard", guardCommand(note))
    .command("run", new Command().description("Run words.").useRawArgs().action(tell("run")))
    .command("secret", new Command().description("Hidden.").hidden().action(tell("secret")))
    .reset();
}
