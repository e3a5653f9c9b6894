/** `keyferry permissions` */

import { Command } from "@cliffy/command";
import { type Permission, permissionFlags, wideningOf } from "../credentials/permissions.ts";
import type { AnyCommand, Io, Job } from "./terminal/job.ts";
import { MisuseError } from "./words/misuse.ts";
import type { Needs, OptionalNeed } from "./needs.ts";
import { shellWord } from "../shell_word.ts";
import type { CommonOptions } from "./surroundings.ts";
import { jsonText, plain } from "./terminal/text.ts";

/** The options and arguments of `permissions`. */
export interface PermissionsOptions extends CommonOptions {
  /** Whose permissions. */
  readonly command: (io: Io) => Promise<Needs>;
}

/**
 * Prints the least permissions that a command needs as things stand now, as flags for `deno run`, on
 * one line. What it can do without is said on standard error.
 *
 * @param options See {@linkcode PermissionsOptions}.
 * @param io Where to look and to print.
 * @throws {PermissionNeededError} When the sandbox that the command is to use may not be checked.
 */
export async function permissions(options: PermissionsOptions, io: Io): Promise<number> {
  const { needed, optional = [], ...rest } = await options.command(io);
  const named = [...needed, ...optional.map(({ permission }) => permission)];
  const notes = [...new Set([...rest.notes ?? [], ...wideningOf(named)])];
  const flags = permissionFlags(needed);
  const extras = optionalFlags(needed, optional);
  io.out(
    options.json
      ? jsonText({ needed: flags, optional: extras, notes })
      : flags.map((flag) => shellWord(plain(flag))).join(" "),
  );
  for (const [why, group] of Map.groupBy(extras, ({ why }) => why)) {
    const words = group.map(({ flag }) => shellWord(plain(flag))).join(" ");
    io.note(`Optional: ${words} ${why}`);
  }
  for (const note of notes) io.note(`Note: ${plain(note)}`);
  return 0;
}

/** The flags that are not needed anyway, one a kind and reason. */
function optionalFlags(
  needed: readonly Permission[],
  optional: readonly OptionalNeed[],
): { flag: string; why: string }[] {
  const known = new Set(needed.map((permission) => JSON.stringify(permission)));
  const extra = optional.filter(({ permission }) => !known.has(JSON.stringify(permission)));
  return [...Map.groupBy(extra, ({ why }) => why)].flatMap(([why, group]) => {
    const flags = permissionFlags(group.map(({ permission }) => permission));
    return flags.map((flag) => ({ flag, why }));
  });
}

/** `permissions` as a job. */
export const permissionsJob: Job<PermissionsOptions> = { run: permissions, needs: refuseItself };

/**
 * About itself `permissions` has nothing to say.
 *
 * @throws {MisuseError} Always.
 */
export function refuseItself(): never {
  throw new MisuseError("`permissions` needs what the command needs that it is asked about");
}

/**
 * The command line of {@linkcode permissions}. Its words are another command's, so the whole program
 * reads them.
 *
 * @param ask Takes the words.
 */
export function permissionsCommand(ask: (words: readonly string[]) => void): AnyCommand {
  return new Command()
    .description(
      "Print the least permissions that a command needs as things stand now, as flags for " +
        "`deno run`. It looks where the command would look; places that it may not read " +
        "itself are counted as needed.\n\n" +
        "--script PLATFORM prints the flags of a script of your own that uses the platform's restore(): " +
        "to find the credential where it is now, to call the service, and to renew the token whenever " +
        "that is due. The options that choose a login are those of the platform's commands, such as --v3, " +
        "and --datastack NAME; --service NAME names another service than " +
        "the usual one, and --url ADDRESS a further address that it calls.\n\n" +
        "--json prints {needed: [flag], optional: [{flag, why}], notes: [text]}.",
    )
    .usage("<command...> | --script <platform>")
    .useRawArgs()
    .example("The flags of one command", "keyferry permissions cave token")
    .example(
      "With the command's own options",
      "keyferry permissions globus ls --sandbox ./home ID:/",
    )
    .example("The flags of your script", "deno run $(keyferry permissions --script globus) my.ts")
    .action((_options, ...words) => ask(words));
}
