/** A command that is a name for others. */

import { Command, ValidationError } from "@cliffy/command";
import type { Act, AnyCommand } from "../terminal/job.ts";

/**
 * Makes a command that holds others; alone it does nothing but to name them. Their usage lines say that
 * options follow.
 *
 * @param description What they are about.
 * @param commands The commands, by name.
 */
export function group(
  description: string,
  commands: Readonly<Record<string, AnyCommand>>,
): AnyCommand {
  const group: AnyCommand = new Command()
    .description(description)
    .usage("<command>")
    .action(() => {
      const names = group.getCommands().map((command: AnyCommand) => command.getName());
      throw new ValidationError(`Name a command: ${names.join(", ")}`);
    });
  for (const [name, command] of Object.entries(commands)) {
    command.usage(`${command.getUsage()} [options]`.trim());
    command.description(titled(command.getDescription()));
    group.command(name, command);
  }
  return group.reset();
}

/** A description whose first sentence stands alone, since lists of commands show the first line. */
function titled(description: string): string {
  return description.replace(/^([^\n]*?[\w)`"]\.) +(?=[A-Z-])/, "$1\n\n");
}

/** Makes a command, loading what it takes. */
export type Loader = (act: Act, words?: readonly string[]) => Promise<AnyCommand>;

/**
 * Loads the commands that words name; the others are names, which take no time to load.
 *
 * @param loaders The commands, by name.
 * @param act Takes the command that was read.
 * @param words The words; without them all are loaded.
 */
export async function loadedCommands(
  loaders: Readonly<Record<string, Loader>>,
  act: Act,
  words?: readonly string[],
): Promise<Record<string, AnyCommand>> {
  const load = async ([name, load]: [string, Loader]): Promise<[string, AnyCommand]> => {
    const isWanted = words === undefined || words.includes(name);
    return [name, isWanted ? await load(act, words) : new Command()];
  };
  return Object.fromEntries(await Promise.all(Object.entries(loaders).map(load)));
}
