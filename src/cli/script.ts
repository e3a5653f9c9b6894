/** What `keyferry permissions --script PLATFORM` asks about: a script of the person's own. */

import { isArgumentError } from "../argument_error.ts";
import { Command } from "@cliffy/command";
import { type CalledServices, permissionsFor } from "../credentials/permissions_for.ts";
import type { Credential, Platform } from "../credentials/platform.ts";
import type { Surroundings } from "../credentials/surroundings.ts";
import type { Act, AnyCommand, Globals, Io } from "./terminal/job.ts";
import { MisuseError } from "./words/misuse.ts";
import type { Needs } from "./needs.ts";
import { type CommonOptions, sandboxPermissions } from "./surroundings.ts";

/** The options that every platform's script has. */
export interface ScriptOptions extends CommonOptions {
  /** The services that it calls. */
  readonly service?: readonly string[] | undefined;
  /** Further addresses that it calls. */
  readonly url?: readonly string[] | undefined;
}

/**
 * The words of a hidden command that stand for `--script PLATFORM`.
 *
 * @param words The words after `permissions`.
 * @returns Nothing where they are about no script.
 * @throws {MisuseError} When no platform is named.
 */
export function scriptWords(words: readonly string[]): readonly string[] | undefined {
  const at = words.findIndex((word) => word === "--script" || word.startsWith("--script="));
  const [word = ""] = words.slice(at, at + 1);
  if (at === -1) return undefined;
  const [name = "", ...rest] = word === "--script"
    ? words.slice(at + 1)
    : [word.slice("--script=".length), ...words.slice(at + 1)];
  if (name === "" || name.startsWith("-")) {
    throw new MisuseError("Name the platform that the script uses: --script PLATFORM");
  }
  return [...words.slice(0, at), name, "script", ...rest];
}

/**
 * What a script needs, whenever it runs.
 *
 * @param platform The platform that it uses.
 * @param choice What it gives to `restore()`.
 * @param options What it calls.
 */
export async function scriptNeeds<Choice extends Surroundings, Value extends Credential>(
  platform: Platform<Choice, Value>,
  choice: Choice,
  options: ScriptOptions,
): Promise<Needs> {
  const { service: services, url: urls } = options;
  const called: CalledServices = { services, urls };
  const { needed, ...others } = await permissionsFor(platform, { ...choice, ...called }).catch(
    (error: unknown): never => {
      // What the library says of an argument is about an option here.
      throw isArgumentError(error) ? new MisuseError(error.message, { cause: error }) : error;
    },
  );
  return { needed: [...sandboxPermissions(options), ...needed], ...others };
}

/**
 * The hidden command that a platform's group has for {@linkcode scriptWords}.
 *
 * @param act Takes the command that was read.
 * @param needs Says what the script needs.
 */
export function scriptCommand<Options extends ScriptOptions>(
  act: Act,
  needs: (options: Options, io: Io) => Promise<Needs>,
): AnyCommand {
  const run = (): never => {
    throw new MisuseError("A script is asked about: keyferry permissions --script PLATFORM");
  };
  const command = new Command<Globals>()
    .description("A script of your own, for permissions --script.")
    .hidden()
    .option("--service <name:string>", "A service that it calls.", { collect: true })
    .option("--url <address:string>", "A further address that it calls.", { collect: true })
    .action((options) => act({ run, needs }, options as unknown as Options));
  // What is wrong with it is wrong with a line of `permissions`, whose help explains it.
  return Object.assign(command, { getPath: () => "keyferry permissions" });
}
