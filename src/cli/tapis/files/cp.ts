/** `keyferry tapis files cp` */

import { type Act, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { v3Needs } from "../client.ts";
import { placeHelp } from "./path.ts";
import { relocated, type TapisRelocateOptions } from "../relocate.ts";

/**
 * Copies a file or folder on its system.
 *
 * @param options See {@linkcode TapisRelocateOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When a place makes no sense, or the systems differ.
 * @throws {FileError} When something is there and `overwrite` is not set.
 * @throws {ApiError} When the service refuses.
 */
export function tapisFilesCp(options: TapisRelocateOptions, io: Io): Promise<number> {
  return relocated(options, io, (tapis, { system, path: source }, path) => {
    return tapis.copyFile(system, source, path);
  });
}

/**
 * The command line of {@linkcode tapisFilesCp}.
 *
 * @param act Takes the command that was read.
 */
export function tapisFilesCpCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisFilesCp, needs: v3Needs, acts: true }, "source", "target")
    .description(
      "Copy a file or folder to another place on its system, and print where it is. Into a folder that is there it " +
        "goes under its own name. From one system to another goes keyferry tapis transfer.\n\n" +
        "--json prints {system, source, path}.",
    )
    .arguments("<source:string> <target:string>", [
      `What is copied: ${placeHelp}.`,
      "Where to, on the same system.",
    ])
    .option("--overwrite", "Replace what is there.")
    .example(
      "A copy next to it",
      "keyferry tapis files cp my-system:runs/7 my-system:runs/7-before",
    );
}
