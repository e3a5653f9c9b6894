/** `keyferry status` on the command line. */

import { Command } from "@cliffy/command";
import type { Act, AnyCommand, Globals } from "./job.ts";
import { status, statusNeeds } from "./status.ts";

/**
 * The command line of {@linkcode status}.
 *
 * @param act Takes the command that was read.
 */
export function statusCommand(act: Act): AnyCommand {
  return new Command<Globals>()
    .description(
      "Show which credentials are there.\n\n" +
        "A line a platform: whose the credential is, where it was found, until when it is good, " +
        "whether it is renewed without you, the mode of its file, and what to do next. No service " +
        "is called. The exit code is 0 when there is one at least, else 3.\n\n" +
        "--json prints {platforms: [{platform, state, source, identity, expires, refreshable, mode, " +
        "warnings, sources, next}]}.",
    )
    .example("What do I have?", "keyferry status")
    .example("Where was it looked for?", "keyferry status --verbose")
    .example("Of one profile of globus-cli", "keyferry status --profile lab")
    .action((options) => act({ run: status, needs: statusNeeds }, options));
}
