/**
 * The `help` command.
 *
 * @module
 */
import { Command, unknownCommand } from "./command.ts";
import { StringType } from "./types.ts";

/** Shows the help of its parent or, given a name, of that sub-command. */
export class HelpCommand extends Command {
  constructor(cmd?: Command) {
    super();
    this.type("command", new StringType())
      .arguments("[command:command]")
      .description("Show this help or the help of a sub-command.")
      .noGlobals()
      .action((_options, name?: string) => {
        const parent = this.getGlobalParent();
        const found = cmd ?? (name ? parent?.getBaseCommand(name) : parent);
        if (!found) {
          throw unknownCommand(name ?? "", parent?.getCommands() ?? [], [
            this.getName(),
          ]);
        }
        found.showHelp();
      });
  }
}
