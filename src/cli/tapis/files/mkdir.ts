/** `keyferry tapis files mkdir` */

import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { placeHelp, placeText, tapisFile, type TapisPath } from "./path.ts";
import { plain } from "../../terminal/text.ts";

/** The options and arguments of `tapis files mkdir`. */
export interface TapisFilesMkdirOptions extends TapisOptions {
  /** The folder. */
  readonly place: string;
}

/**
 * Makes a folder on a system, with those above it; one that is there already is fine.
 *
 * @param options See {@linkcode TapisFilesMkdirOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When no folder is named.
 * @throws {ApiError} When the service refuses.
 */
export async function tapisFilesMkdir(options: TapisFilesMkdirOptions, io: Io): Promise<number> {
  const place: TapisPath = tapisFile(options.place);
  const tapis = await restoreV3(options, io);
  await tapis.mkdir(place.system, place.path);
  return answered(place, plain(placeText(place)), options, io);
}

/**
 * The command line of {@linkcode tapisFilesMkdir}.
 *
 * @param act Takes the command that was read.
 */
export function tapisFilesMkdirCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisFilesMkdir, needs: v3Needs, acts: true }, "place")
    .description(
      "Make a folder on a system of Tapis v3, with those above it; one that is there already is " +
        "fine.\n\n" +
        "--json prints {system, path}.",
    )
    .arguments("<place:string>", [`The folder: ${placeHelp}.`])
    .example("A folder", "keyferry tapis files mkdir my-system:runs/2026/11");
}
