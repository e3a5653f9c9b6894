/** `keyferry tapis files cp` and `mv` */

import { FileError } from "../../../credentials/errors/errors.ts";
import type { TapisClient } from "../../../tapis/v3/client.ts";
import type { Act, AnyCommand, Io, Job } from "../../terminal/job.ts";
import { answered, jobCommand } from "../../terminal/job.ts";
import { MisuseError } from "../../words/misuse.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { nameOf, placeHelp, placeText, tapisFile, type TapisPath, tapisPath } from "./path.ts";
import { plain } from "../../terminal/text.ts";
import type { TapisRelocateReport } from "../json_documents.ts";
import type { OneFileOptions } from "../../words/one_file.ts";

/** The options and arguments of `tapis files cp` and `tapis files mv`. */
export interface TapisRelocateOptions extends TapisOptions, OneFileOptions {
  readonly target: string;
}

/**
 * Copies or moves on one system.
 *
 * @param options See {@linkcode TapisRelocateOptions}.
 * @param io Where to look and to print.
 * @param relocate Does it.
 * @throws {MisuseError} When a place makes no sense, or the systems differ.
 * @throws {FileError} When something is there and `overwrite` is not set.
 * @throws {ApiError} When the service refuses.
 */
async function relocated(
  options: TapisRelocateOptions,
  io: Io,
  relocate: (tapis: TapisClient, source: TapisPath, path: string) => Promise<void>,
): Promise<number> {
  const source = tapisFile(options.source);
  const wanted = tapisPath(options.target);
  const { system } = source;
  if (wanted.system !== system) {
    throw new MisuseError(
      `${source.system} and ${wanted.system} are two systems: use keyferry tapis transfer`,
    );
  }
  const tapis = await restoreV3(options, io);
  const path = await pathFor(tapis, wanted, nameOf(source));
  await demandFree(tapis, { system, path }, options);
  await relocate(tapis, source, path);
  const report: TapisRelocateReport = { system, source: source.path, path };
  return answered(report, plain(placeText({ system, path })), options, io);
}

/**
 * The path of what is put at a place: in a folder that is there, or that a slash at the end means, under
 * its own name.
 *
 * @param tapis A Tapis v3 client.
 * @param wanted The place.
 * @param name Its own name.
 */
async function pathFor(
  tapis: TapisClient,
  wanted: TapisPath,
  name: string,
): Promise<string> {
  const bare = wanted.path.replace(/\/+$/, "");
  if (bare === "") return name;
  const meansFolder = wanted.path.endsWith("/");
  const isFolder = meansFolder || (await tapis.findFile(wanted.system, bare))?.type === "dir";
  return isFolder ? `${bare}/${name}` : bare;
}

/**
 * Refuses a place where something is that may not be replaced. A folder never is: the service would put what
 * is copied or moved into it.
 *
 * @param tapis A Tapis v3 client.
 * @param place The place.
 * @param options Whether a file may be replaced.
 * @throws {FileError} When something is there.
 */
async function demandFree(
  tapis: TapisClient,
  place: TapisPath,
  { overwrite = false }: OneFileOptions,
): Promise<void> {
  const there = await tapis.findFile(place.system, place.path);
  if (there === undefined || overwrite && there.type !== "dir") return;
  const how = there.type === "dir" ? "delete that folder" : "add --overwrite to replace it";
  throw new FileError(`${placeText(place)} is there already: ${how}, or choose another name`);
}

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
 * Moves or renames a file or folder on its system.
 *
 * @param options See {@linkcode TapisRelocateOptions}.
 * @param io Where to look and to print.
 * @throws {MisuseError} When a place makes no sense, or the systems differ.
 * @throws {FileError} When something is there and `overwrite` is not set.
 * @throws {ApiError} When the service refuses.
 */
export function tapisFilesMv(options: TapisRelocateOptions, io: Io): Promise<number> {
  return relocated(options, io, (tapis, { system, path: source }, path) => {
    return tapis.moveFile(system, source, path);
  });
}

/**
 * The command line of {@linkcode tapisFilesCp}.
 *
 * @param act Takes the command that was read.
 */
export function tapisFilesCpCommand(act: Act): AnyCommand {
  return command(
    act,
    tapisFilesCp,
    "copied",
    "Copy a file or folder to another place on its system",
  )
    .example(
      "A copy next to it",
      "keyferry tapis files cp my-system:runs/7 my-system:runs/7-before",
    );
}

/**
 * The command line of {@linkcode tapisFilesMv}.
 *
 * @param act Takes the command that was read.
 */
export function tapisFilesMvCommand(act: Act): AnyCommand {
  return command(act, tapisFilesMv, "moved", "Move or rename a file or folder on its system")
    .example("Another name", "keyferry tapis files mv my-system:runs/7 my-system:runs/seventh");
}

function command(
  act: Act,
  run: Job<TapisRelocateOptions>["run"],
  done: string,
  what: string,
): AnyCommand {
  return jobCommand(act, { run, needs: v3Needs, acts: true })
    .description(
      `${what}, and print where it is. Into a folder that is there it goes under its own name. From ` +
        "one system to another goes keyferry tapis transfer.\n\n" +
        "--json prints {system, source, path}.",
    )
    .arguments("<source:string> <target:string>", [
      `What is ${done}: ${placeHelp}.`,
      "Where to, on the same system.",
    ])
    .option("--overwrite", "Replace what is there.");
}
