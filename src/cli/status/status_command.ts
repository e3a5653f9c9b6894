/** `keyferry status` on the command line. */

import { type Act, type AnyCommand, jobCommand } from "../terminal/job.ts";
import { status, statusNeeds } from "./status.ts";

/**
 * The command line of {@linkcode status}.
 *
 * @param act Takes the command that was read.
 */
export function statusCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: status, needs: statusNeeds })
    .description(
      "Show which credentials are there.\n\n" +
        "One line per platform: whose the credential is, where it was found, until when it is good, " +
        "whether it is renewed without you, the mode of its file, and what to do next. No service " +
        "is called: of Globus it shows the id, whose name keyferry globus whoami shows. The exit code is 1 where a credential is broken or refused, else 4 where a place may " +
        "not be checked, else 3 where no platform has one, else 0.\n\n" +
        "--json prints {platforms: [{platform, state, source, identity, expires, refreshable, mode, " +
        "warnings, sources, next}]}.",
    )
    .arguments("[platform:string]", ["A platform, such as globus; all of them by default."])
    .example("What do I have?", "keyferry status")
    .example("Of one platform", "keyferry status globus")
    .example("Where was it looked for?", "keyferry status --verbose")
    .example("Of one profile of globus-cli", "keyferry status --profile lab");
}
